import type { AnswerOptions } from '../../relation/relation.ts';
import type { Step } from '../../relation/steps.ts';
import { compile, numberSql, rawSql, type Scope } from './compile.ts';
import type { Database } from './database.ts';
import type { Scan } from './scan.ts';
import { type Source, sourceOf } from './source.ts';

const pilotRows = 10_240;

export interface Pilot {
  /** A round number near the mean of each measure: what the sums are centred on. 0 where the pilot knows none. */
  readonly shifts: readonly number[];
  /** Distinct patterns of keys and bits in the pilot: a lower bound for those in the whole. */
  readonly patterns: number;
}

/** Looks at the first rows of the base table: any constant near the means will do, and patterns that are many here are too many everywhere. */
export async function pilotOf(scan: Scan, base: Source, steps: readonly Step[], db: Database, options: AnswerOptions): Promise<Pilot> {
  const values: (string | number)[] = [];
  const bindings = { values };
  const first: Source = { sql: `(select * from ${base.sql} limit ${pilotRows}) as t`, schema: base.schema };
  const source = sourceOf(first, steps, db.dialect, bindings);
  const scope: Scope = { dialect: db.dialect, schema: source.schema, bindings };
  const looks = scan.measures.list.flatMap((_, i) => [`avg(d${i})`, `stddev_pop(d${i})`]);
  const measures = scan.measures.list.map((e, i) => `${numberSql(e, scope)} as d${i}`);
  const patternParts = [...scan.keys.list.map((e) => rawSql(e, scope)), ...scan.bits.list.map((e) => compile(e, scope))].map((sql, i) => `${sql} as x${i}`);
  const select = (list: readonly string[], what: string): string => `select ${what} from (select ${list.length > 0 ? list.join(', ') : '1 as one'} from ${source.sql}) as t`;
  const patternSql = patternParts.length === 0 ? 'select 1' : `select count(*) from (${select(patternParts, 'distinct *')}) as t`;
  const sql = `select ${[...looks, `(${patternSql})`].join(', ')} from (select ${measures.length > 0 ? measures.join(', ') : '1 as one'} from ${source.sql}) as t`;
  const result = await db.query(sql, values, options);
  const cells = result.map((column) => Number(column[0] ?? 0));
  return { shifts: scan.measures.list.map((_, i) => shiftNear(cells[2 * i], cells[2 * i + 1])), patterns: cells[looks.length] };
}

/** The mean rounded to a power of two near the spread: whole numbers and shares of halves then stay exact in every sum. */
export function shiftNear(mean: number, spread: number): number {
  if (!Number.isFinite(mean)) return 0;
  if (!(spread > 0) || !Number.isFinite(spread)) return mean;
  const grid = 2 ** Math.round(Math.log2(spread));
  return Math.round(mean / grid) * grid;
}
