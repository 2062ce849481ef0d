import type { Expression } from '../../expressions/expression.ts';
import { columnsOf, expressionKey } from '../../expressions/walk.ts';
import type { Step } from '../../relation/steps.ts';
import { compile, numberSql, rawSql } from './compile.ts';
import { query, type SqlPlace, type SqlTable, selectionAt } from './place.ts';

const pilotRows = 10_240;

/** What is asked of the first rows: where measures lie, and how many patterns keys and bits make. */
interface PilotQuestion {
  readonly measures: readonly Expression[];
  /** Keys as they stand, and conditions. */
  readonly keys: readonly Expression[];
  readonly bits: readonly Expression[];
}

interface Pilot {
  /** A round number near the mean of each measure: what the sums are centred on. 0 where the pilot knows none. */
  readonly shifts: readonly number[];
  /** Distinct patterns of keys and bits in the pilot: a lower bound for those in the whole. */
  readonly patterns: number;
}

/** Looks at the first rows of the base table: any constant near the means will do, and patterns that are many here are too many everywhere. What was looked at before is known. */
export async function pilotOf({ measures, keys, bits }: PilotQuestion, place: SqlPlace): Promise<Pilot> {
  const known = seen.get(place.table) ?? { shifts: new Map<string, number>(), patterns: new Map<string, number>() };
  seen.set(place.table, known);
  const names = measures.map((e) => expressionKey([stepsTo(e, place.steps), e]));
  const pattern = expressionKey([place.steps, keys, bits]);
  const fresh = measures.filter((_, i) => !known.shifts.has(names[i]));
  const counted = known.patterns.has(pattern) || keys.length + bits.length === 0;
  if (fresh.length > 0 || !counted) {
    const found = await look({ measures: fresh, keys: counted ? [] : keys, bits: counted ? [] : bits }, place);
    for (const [i, name] of names.filter((own) => !known.shifts.has(own)).entries()) known.shifts.set(name, found.shifts[i]);
    if (!counted) known.patterns.set(pattern, found.patterns);
  }
  return { shifts: names.map((name) => known.shifts.get(name)!), patterns: known.patterns.get(pattern) ?? 1 };
}

/** What is known of tables that were looked at before: the rows of a table do not change while it is open. */
const seen = new WeakMap<SqlTable, { readonly shifts: Map<string, number>; readonly patterns: Map<string, number> }>();

/** The steps that a measure depends on: columns derived at the end that it does not read change nothing. */
export function stepsTo(e: Expression, steps: readonly Step[]): readonly Step[] {
  const last = steps.at(-1);
  if (last?.kind !== 'derive' || columnsOf(e).some((name) => Object.hasOwn(last.columns, name))) return steps;
  return stepsTo(e, steps.slice(0, -1));
}

async function look({ measures, keys, bits }: PilotQuestion, place: SqlPlace): Promise<Pilot> {
  const { base } = place.table;
  const selection = selectionAt(place, { ...base, sql: `(select * from ${base.sql} limit ${pilotRows}) as t` });
  const { from, scope } = selection;
  const values = measures.map((e, i) => `${numberSql(e, scope)} as d${i}`);
  const pattern = [...keys.map((e) => rawSql(e, scope)), ...bits.map((e) => compile(e, scope))].map((sql, i) => `${sql} as x${i}`);
  const looks = measures.map((_, i) => `avg(d${i}), min(d${i}), max(d${i})`);
  const patterns = pattern.length === 0 ? '1' : `(select count(*) from (select distinct ${pattern.join(', ')} from ${from}) as t)`;
  const sql = `select ${[...looks, patterns].join(', ')} from (select ${['1 as one', ...values].join(', ')} from ${from}) as t`;
  const cells = (await query({ ...place, options: { ...place.options, onProgress: () => {} } }, selection, sql)).map((column) => Number(column[0] ?? 0));
  return { shifts: measures.map((_, i) => shiftNear(cells[3 * i], cells[3 * i + 1], cells[3 * i + 2])), patterns: cells[3 * looks.length] };
}

/**
 * Nothing where zero is within a range of the mean: two digits of sixteen are a fair price for a subtraction less. Else the mean to eight bits of
 * the range. Either way whole numbers and shares of halves stay exact in every sum.
 */
export function shiftNear(mean: number, low: number, high: number): number {
  if (low === high && Number.isFinite(low)) return low;
  if (Math.abs(mean) <= high - low) return 0;
  const grid = 2 ** (Math.floor(Math.log2(high - low)) - 7);
  const rounded = Math.round(mean / grid) * grid;
  return Number.isFinite(rounded) ? rounded : 0;
}
