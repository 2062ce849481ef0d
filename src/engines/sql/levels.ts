import { canonicalText } from '../../expressions/canonical-text.ts';
import type { Expression } from '../../expressions/expression.ts';
import { expressionKey } from '../../expressions/walk.ts';
import { expectFewGroups, mostGroups } from '../../relation/groups.ts';
import { keySql } from './compile.ts';
import { stepsTo } from './pilot.ts';
import { query, type SqlPlace, type SqlTable, selectionAt } from './place.ts';

/** The levels of a key in all rows, in text order. They do not change while a table is open. */
export async function levelsAt(e: Expression, place: SqlPlace): Promise<readonly string[]> {
  const steps = stepsTo(e, place.steps);
  const known = seen.get(place.table) ?? new Map<string, readonly string[]>();
  seen.set(place.table, known);
  const name = expressionKey([steps, e]);
  if (!known.has(name)) {
    const selection = selectionAt(place);
    const key = keySql(e, selection.scope);
    const [cells] = await query(place, selection, `select distinct ${key} from ${selection.from} where ${key} is not null limit ${mostGroups + 1}`);
    expectFewGroups(cells.length);
    known.set(name, [...new Set(cells.map((cell) => canonicalText(cell!)))].sort());
  }
  return known.get(name)!;
}

const seen = new WeakMap<SqlTable, Map<string, readonly string[]>>();
