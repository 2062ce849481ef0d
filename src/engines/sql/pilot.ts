import { expressionKey } from '../../expressions/walk.ts';
import { compile, numberSql, rawSql } from './compile.ts';
import { query, type SqlPlace, type SqlTable, selectionAt } from './place.ts';
import type { Scan } from './scan.ts';

const pilotRows = 10_240;

interface Pilot {
  /** A round number near the mean of each measure: what the sums are centred on. 0 where the pilot knows none. */
  readonly shifts: readonly number[];
  /** Distinct patterns of keys and bits in the pilot: a lower bound for those in the whole. */
  readonly patterns: number;
}

/** Looks at the first rows of the base table: any constant near the means will do, and patterns that are many here are too many everywhere. */
export async function pilotOf(scan: Scan, place: SqlPlace): Promise<Pilot> {
  const { measures, keys, bits } = scan;
  const question = expressionKey([place.steps, measures.list, keys.list, bits.list]);
  const known = seen.get(place.table) ?? new Map<string, Pilot>();
  seen.set(place.table, known);
  const pilot = known.get(question) ?? (await look(scan, place));
  known.set(question, pilot);
  return pilot;
}

/** Pilots of tables that were looked at before: the rows of a table do not change while it is open. */
const seen = new WeakMap<SqlTable, Map<string, Pilot>>();

async function look({ measures, keys, bits }: Scan, place: SqlPlace): Promise<Pilot> {
  const { base } = place.table;
  const selection = selectionAt(place, { ...base, sql: `(select * from ${base.sql} limit ${pilotRows}) as t` });
  const { from, scope } = selection;
  const values = measures.list.map((e, i) => `${numberSql(e, scope)} as d${i}`);
  const pattern = [...keys.list.map((e) => rawSql(e, scope)), ...bits.list.map((e) => compile(e, scope))].map((sql, i) => `${sql} as x${i}`);
  const looks = measures.list.map((_, i) => `avg(d${i}), min(d${i}), max(d${i})`);
  const patterns = pattern.length === 0 ? '1' : `(select count(*) from (select distinct ${pattern.join(', ')} from ${from}) as t)`;
  const sql = `select ${[...looks, patterns].join(', ')} from (select ${['1 as one', ...values].join(', ')} from ${from}) as t`;
  const cells = (await query({ ...place, options: { ...place.options, onProgress: () => {} } }, selection, sql)).map((column) => Number(column[0] ?? 0));
  return { shifts: measures.list.map((_, i) => shiftNear(cells[3 * i], cells[3 * i + 1], cells[3 * i + 2])), patterns: cells[3 * looks.length] };
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
