import { column, isKnown, number } from '../../expressions/build.ts';
import { expressionKey } from '../../expressions/walk.ts';
import type { AnswerOptions, PlacedRequest } from '../../relation/relation.ts';
import { columnNamed } from '../../relation/schema.ts';
import { derive, type Step, schemaAfter, where } from '../../relation/steps.ts';
import { query, type SqlTable, selectionAt } from './place.ts';
import { columnSql } from './scope.ts';

/** Fewer rows are rolled up sooner than asked about. */
const fewRows = 100_000;
/** Bits a row, and in all, that are not too many to keep. */
const mostBits = { perRow: 64, all: 2 ** 30 };

/**
 * The same requests without rollups to one row for each value of a column whose values are all different, such as the number of a ticket: every row is its own
 * group of one. A bit for each whole number between the least and the greatest shows that, where a table of all values takes half a kilobyte for ten of them.
 */
export async function withoutIdleRollups(round: readonly PlacedRequest[], table: SqlTable, options: AnswerOptions): Promise<readonly PlacedRequest[]> {
  const found: PlacedRequest[] = [];
  for (const placed of round) {
    const at = placed.steps.findIndex(({ kind }) => kind === 'rollup');
    const step = placed.steps[at];
    const idle = step?.kind === 'rollup' && countsOnly(step) && (await allDiffer(placed.steps.slice(0, at), step.key[0], table, options));
    if (!idle) found.push(placed);
    else {
      const ones = derive(Object.fromEntries(Object.keys(step.totals).map((name) => [name, number(1)])));
      found.push({ ...placed, steps: [...placed.steps.slice(0, at), where(isKnown(column(step.key[0]))), ones, ...placed.steps.slice(at + 1)] });
    }
  }
  return found;
}

const countsOnly = ({ key, totals }: Extract<Step, { kind: 'rollup' }>): boolean =>
  key.length === 1 && Object.keys(totals).length > 0 && Object.values(totals).every(({ kind }) => kind === 'count') && !Object.hasOwn(totals, key[0]);

/** What is known of tables: their rows do not change while they are open. */
const seen = new WeakMap<SqlTable, Map<string, boolean>>();

async function allDiffer(steps: readonly Step[], key: string, table: SqlTable, options: AnswerOptions): Promise<boolean> {
  const known = seen.get(table) ?? new Map<string, boolean>();
  seen.set(table, known);
  const name = expressionKey([steps, key]);
  const differ = known.get(name) ?? (await look(steps, key, table, options));
  known.set(name, differ);
  return differ;
}

async function look(steps: readonly Step[], key: string, table: SqlTable, options: AnswerOptions): Promise<boolean> {
  const schema = schemaAfter(table.base.schema, steps, table.name);
  const { type, integer } = columnNamed(schema, key, table.name);
  if (type !== 'number' || !integer) return false;
  const quiet = { ...options, onProgress: () => {} };
  const place = { table, steps, schema, options: quiet };
  const ask = async (of: (column: string) => string): Promise<readonly number[]> => {
    const selection = selectionAt(place);
    const sql = `select ${of(columnSql(key, selection.scope))} from ${selection.from}`;
    return (await query(place, selection, sql)).map(([cell]) => Number(cell ?? 0));
  };
  const [rows, low, high] = await ask((of) => `count(${of}), min(${of}), max(${of})`);
  const bits = high - low + 1;
  if (rows < fewRows || bits < rows || bits > Math.min(mostBits.perRow * rows, mostBits.all)) return false;
  const [distinct] = await ask((of) => table.db.dialect.distinctIntegers(of, low, high));
  return distinct === rows;
}
