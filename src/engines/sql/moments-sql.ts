import type { Expression } from '../../expressions/expression.ts';
import { isZeroOrOne } from '../../relation/integer-in.ts';
import { compile, keySql, numberSql } from './compile.ts';
import type { Selection } from './place.ts';
import type { Scan, ScanRequest } from './scan.ts';
import { bind, type Scope } from './scope.ts';

/** `masked` adds the bits as one more key and merges the patterns that a request accepts; `gated` gives every request sums of its own. */
type Sharing = 'masked' | 'gated';

/** What sums are centred on: a constant for each measure, or a mean of its own for each row of the result. */
export type Centring = { readonly kind: 'constants'; readonly shifts: readonly number[] } | { readonly kind: 'groups' };

/** How a scan is put into one SELECT. */
export interface ScanPlan {
  readonly scan: Scan;
  readonly sharing: Sharing;
  readonly centring: Centring;
}

/** A SELECT and the names of its columns, in order. */
interface MomentsSql {
  readonly sql: string;
  readonly names: readonly string[];
}

export const bitsPerMask = 30;

export const maskCountOf = ({ scan, sharing }: ScanPlan): number => (sharing === 'masked' ? masksOf(scan.bits.list) : 0);

/** Masks that hold a bit for each condition. */
export const masksOf = (bits: readonly Expression[]): number => Math.ceil(bits.length / bitsPerMask);

/** Which request sums belong to, when they are gated. */
export const gateOf = (sharing: Sharing, index: number): string => (sharing === 'gated' ? `g${index}` : '');

/** Names of the result's columns. */
export const names = {
  key: (i: number) => `k${i}`,
  mask: (i: number) => `m${i}`,
  centre: (i: number) => `c${i}`,
  rows: (gate: string) => `n${gate}`,
  /** Rows with all values: without a gate the same as all rows, since the masks tell them apart. */
  complete: (gate: string) => (gate === '' ? names.rows('') : `complete${gate}`),
  weight: (w: number, gate: string) => `w${w}${gate}`,
  weightSquares: (w: number, gate: string) => `w${w}_squares${gate}`,
  weightLeast: (w: number, gate: string) => `w${w}_least${gate}`,
  weightFraction: (w: number, gate: string) => `w${w}_fraction${gate}`,
  sum: (w: number | undefined, i: number, gate: string) => `s${w ?? ''}_${i}${gate}`,
  product: (w: number | undefined, i: number, j: number, gate: string) => `p${w ?? ''}_${Math.min(i, j)}_${Math.max(i, j)}${gate}`,
};

export function momentsSql(plan: ScanPlan, { from, scope }: Selection): MomentsSql {
  const { scan, centring } = plan;
  const where = scan.where ? ` where ${compile(scan.where, scope)}` : '';
  const rows = `(select ${['1 as one', ...rowColumns(plan, scope)].join(', ')} from ${from}${where}) as t`;
  const keys = [...scan.keys.list.map((_, i) => names.key(i)), ...Array.from({ length: maskCountOf(plan) }, (_, i) => names.mask(i))];
  const centred = centring.kind === 'groups' ? centredByGroup(rows, keys, scan, scope) : rows;
  const aggregates = aggregatesOf(plan);
  const selected = [...keys, ...Array.from(aggregates, ([name, sql]) => `${sql} as ${name}`)];
  return { sql: `select ${selected.join(', ')} from ${centred}${groupBy(keys)}`, names: [...keys, ...aggregates.keys()] };
}

const groupBy = (keys: readonly string[]): string => (keys.length > 0 ? ` group by ${keys.join(', ')}` : '');

/** Of each row: its keys, masks or bits, weights, and measures as deviations. */
function rowColumns({ scan, sharing, centring }: ScanPlan, scope: Scope): readonly string[] {
  const deviation = (i: number): string => (centring.kind === 'groups' || centring.shifts[i] === 0 ? '' : ` - ${bind(scope, centring.shifts[i])}`);
  return [
    ...scan.keys.list.map((e, i) => `${keySql(e, scope)} as ${names.key(i)}`),
    ...(sharing === 'masked' ? maskColumns(scan.bits.list, scope) : scan.bits.list.map((e, i) => `${compile(e, scope)} as b${i}`)),
    ...scan.weights.list.map((e, i) => `${numberSql(e, scope)} as w${i}`),
    ...scan.measures.list.map((e, i) => `${numberSql(e, scope)}${deviation(i)} as d${i}`),
  ];
}

/** The conditions that hold in a row, as bits of numbers. */
export function maskColumns(conditions: readonly Expression[], scope: Scope): readonly string[] {
  const masks: string[] = [];
  for (let from = 0; from < conditions.length; from += bitsPerMask) {
    const bits = conditions.slice(from, from + bitsPerMask).map((e, i) => `case when ${compile(e, scope)} then ${2 ** i} else 0 end`);
    masks.push(`${bits.join(' + ')} as ${names.mask(masks.length)}`);
  }
  return masks;
}

/** Measures less the mean of their group, which is the value itself where there is only one: constants then have no spread at all. */
function centredByGroup(rows: string, keys: readonly string[], scan: Scan, { dialect }: Scope): string {
  const each = (column: (i: number) => string): readonly string[] => scan.measures.list.map((_, i) => column(i));
  const means = each((i) => `case when min(d${i}) = max(d${i}) then min(d${i}) else avg(d${i}) end as ${names.centre(i)}`);
  const centres = `(select ${['1 as one', ...keys, ...means].join(', ')} from ${rows}${groupBy(keys)}) as c`;
  const matches = keys.map((key) => dialect.same(`t.${key}`, `c.${key}`));
  const passed = [...keys.map((key) => `t.${key}`), ...scan.weights.list.map((_, i) => `t.w${i}`), ...each((i) => `c.${names.centre(i)}`)];
  const columns = ['1 as one', ...passed, ...each((i) => `t.d${i} - c.${names.centre(i)} as d${i}`)];
  return `(select ${columns.join(', ')} from ${rows} join ${centres} on ${[dialect.booleans.literal(true), ...matches].join(' and ')}) as t`;
}

/** Of zeros and ones the squares sum to what they do themselves. */
export const isOwnSquare = ({ scan, centring }: ScanPlan, i: number, j: number): boolean =>
  i === j && isZeroOrOne(scan.measures.list[i]) && centring.kind === 'constants' && centring.shifts[i] === 0;

function aggregatesOf(plan: ScanPlan): ReadonlyMap<string, string> {
  const { scan, sharing, centring } = plan;
  const out = new Map<string, string>();
  if (centring.kind === 'groups') for (const i of scan.measures.list.keys()) out.set(names.centre(i), `min(${names.centre(i)})`);
  for (const [index, asked] of scan.asked.entries()) {
    const gate = gateOf(sharing, index);
    const [rows, complete] = sharing === 'gated' ? gates(asked) : ['', ''];
    const total = (f: string, value: string, condition = complete): string => `${f}(${condition === '' ? value : `case when ${condition} then ${value} end`})`;
    out.set(names.rows(gate), total('count', '1', rows));
    out.set(names.complete(gate), total('count', '1'));
    const w = asked.weight;
    if (w !== undefined) {
      out.set(names.weight(w, gate), total('sum', `w${w}`));
      out.set(names.weightSquares(w, gate), total('sum', `w${w} * w${w}`));
      out.set(names.weightLeast(w, gate), total('min', `w${w}`));
      // Of weights alone that count rows it matters whether they are whole.
      if (asked.request.weight?.kind === 'frequency') out.set(names.weightFraction(w, gate), total('max', `w${w} - floor(w${w})`));
    }
    const weighted = w === undefined ? '' : `w${w} * `;
    for (const i of asked.measures) {
      out.set(names.sum(w, i, gate), total('sum', `${weighted}d${i}`));
      for (const j of asked.measures) if (i <= j && !isOwnSquare(plan, i, j)) out.set(names.product(w, i, j, gate), total('sum', `${weighted}d${i} * d${j}`));
    }
  }
  return out;
}

/** The conditions of the rows that a request counts, and of those that it measures. */
function gates(asked: ScanRequest): readonly [rows: string, complete: string] {
  const all = (bits: readonly number[]): string => bits.map((bit) => `b${bit}`).join(' and ');
  return [all(asked.whereBits), all([...asked.whereBits, ...asked.valueBits])];
}
