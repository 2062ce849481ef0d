import { type Bindings, bind, compile, numberSql, rawSql, type Scope } from './compile.ts';
import type { Asked, Scan } from './scan.ts';
import type { Source } from './source.ts';
import { typeIn } from '../../relation/schema.ts';

/** `masked` adds the bits as one more key and merges the patterns that a request accepts; `gated` gives every request sums of its own. */
export type Sharing = 'masked' | 'gated';

/** A SELECT and where its aggregates stand in the result. */
export interface MomentsSql {
  readonly sql: string;
  readonly keyCount: number;
  readonly maskCount: number;
  /** Position among the result columns of each aggregate, by its name. */
  readonly positions: ReadonlyMap<string, number>;
}

export const bitsPerMask = 30;

/** Names of aggregates; `gate` is the request's index when sums are gated, else empty. */
export const names = {
  rows: (gate: string) => `n${gate}`,
  complete: (gate: string) => `complete${gate}`,
  weight: (w: number, gate: string) => `w${w}${gate}`,
  weightSquares: (w: number, gate: string) => `ww${w}${gate}`,
  weightLeast: (w: number, gate: string) => `wmin${w}${gate}`,
  weightFraction: (w: number, gate: string) => `wfrac${w}${gate}`,
  sum: (w: number | undefined, i: number, gate: string) => `s${w ?? ''}_${i}${gate}`,
  product: (w: number | undefined, i: number, j: number, gate: string) => `p${w ?? ''}_${Math.min(i, j)}_${Math.max(i, j)}${gate}`,
};

export const gateOf = (sharing: Sharing, index: number): string => (sharing === 'gated' ? `@${index}` : '');

export function momentsSql(scan: Scan, source: Source, shifts: readonly number[], sharing: Sharing, dialect: Scope['dialect'], bindings: Bindings): MomentsSql {
  const scope: Scope = { dialect, schema: source.schema, bindings };
  const columns = [
    ...scan.keys.list.map((e, i) => `${keySql(e, scope)} as k${i}`),
    ...(sharing === 'masked' ? maskSql(scan, scope) : scan.bits.list.map((e, i) => `coalesce(${compile(e, scope)}, false) as b${i}`)),
    ...scan.weights.list.map((e, i) => `${numberSql(e, scope)} as w${i}`),
    ...scan.measures.list.map((e, i) => `${numberSql(e, scope)} - ${bind(scope, shifts[i])} as d${i}`),
  ];
  const inner = `select ${columns.length > 0 ? columns.join(', ') : '1 as one'} from ${source.sql}${scan.where ? ` where ${compile(scan.where, scope)}` : ''}`;
  const maskCount = sharing === 'masked' ? Math.ceil(scan.bits.list.length / bitsPerMask) : 0;
  const keys = [...scan.keys.list.map((_, i) => `k${i}`), ...Array.from({ length: maskCount }, (_, i) => `m${i}`)];
  const aggregates = aggregatesOf(scan, sharing);
  const selected = [...keys, ...aggregates.values()];
  return {
    sql: `select ${selected.join(', ')} from (${inner}) as t${keys.length > 0 ? ` group by ${keys.join(', ')}` : ''}`,
    keyCount: scan.keys.list.length,
    maskCount,
    positions: new Map([...aggregates.keys()].map((name, i) => [name, keys.length + i])),
  };
}

function keySql(e: Scan['keys']['list'][number], scope: Scope): string {
  const type = typeIn(scope.schema, 'the data', e);
  const raw = rawSql(e, scope);
  return type === 'time' || type === 'other' ? scope.dialect.text(raw) : raw;
}

function maskSql(scan: Scan, scope: Scope): readonly string[] {
  const masks: string[] = [];
  for (let from = 0; from < scan.bits.list.length; from += bitsPerMask) {
    const bits = scan.bits.list.slice(from, from + bitsPerMask).map((e, i) => `case when ${compile(e, scope)} then ${2 ** i} else 0 end`);
    masks.push(`${bits.join(' + ')} as m${masks.length}`);
  }
  return masks;
}

function aggregatesOf(scan: Scan, sharing: Sharing): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const [index, asked] of scan.asked.entries()) {
    const gate = gateOf(sharing, index);
    const when = sharing === 'gated' ? gatedBy(asked) : { rows: '', values: '' };
    const total = (f: string, value: string, condition: string): string => (condition === '' ? `${f}(${value})` : `${f}(case when ${condition} then ${value} end)`);
    out.set(names.rows(gate), when.rows === '' ? 'count(*)' : total('count', '1', when.rows));
    out.set(names.complete(gate), when.values === '' ? 'count(*)' : total('count', '1', when.values));
    const w = asked.weight;
    const weighted = w === undefined ? '' : `w${w} * `;
    if (w !== undefined) {
      out.set(names.weight(w, gate), total('sum', `w${w}`, when.values));
      out.set(names.weightSquares(w, gate), total('sum', `w${w} * w${w}`, when.values));
      out.set(names.weightLeast(w, gate), total('min', `w${w}`, when.values));
      out.set(names.weightFraction(w, gate), total('max', `w${w} - floor(w${w})`, when.values));
    }
    for (const i of asked.measures) {
      out.set(names.sum(w, i, gate), total('sum', `${weighted}d${i}`, when.values));
      for (const j of asked.measures) if (i <= j) out.set(names.product(w, i, j, gate), total('sum', `${weighted}d${i} * d${j}`, when.values));
    }
  }
  return out;
}

function gatedBy(asked: Asked): { rows: string; values: string } {
  const all = (bits: readonly number[]): string => bits.map((bit) => `b${bit}`).join(' and ');
  return { rows: all(asked.whereBits), values: all([...asked.whereBits, ...asked.keyBits, ...asked.valueBits]) };
}
