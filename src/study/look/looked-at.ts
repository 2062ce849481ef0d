import { column, isKnown } from '../../expressions/build.ts';
import { type Asking, all } from '../../relation/asking.ts';
import type { AnswerOptions, Relation } from '../../relation/relation.ts';
import { run } from '../../relation/run.ts';
import { within } from '../../relation/within.ts';
import { protocolOf } from '../protocol-of.ts';
import type { StudySource } from '../read/parse-study.ts';
import { rowsPerUnit, unitColumns } from '../read/rows-per-unit.ts';
import { type LookedFirst, lookFirst } from './look-first.ts';
import { type Lost, lostIn, rowsEach, withLoss } from './lost-units.ts';

export interface LookedAt {
  /** What is analysed: a row a unit. */
  readonly rows: Relation;
  readonly first: LookedFirst;
  /** Rows without a unit, where a row is one. */
  readonly lost?: Lost;
}

/** Rows without a unit are counted by arm and left out; the others are looked at first. */
export async function lookedAt(relation: Relation, source: StudySource, options: AnswerOptions): Promise<LookedAt> {
  const { unit } = source.study;
  const look = (rows: Relation): Asking<LookedFirst> => lookFirst(source, relation.schema, rows.schema);
  if (unit === undefined) return { rows: relation, first: await run(relation, look(relation), options) };
  const known = isKnown(column(unit));
  const counts = lostIn(unit, protocolOf(source, relation.schema).assignment?.column);
  const columns = unitColumns(source);
  if (!columns) {
    const rows = relation.where(known);
    const [first, lost] = await run(relation, all([within(look(rows), known), counts]), options);
    return { rows, lost, first: withLoss(first, lost, 1) };
  }
  const rows = rowsPerUnit(relation.where(known), columns);
  const first = await run(rows, look(rows), options);
  const lost = await run(relation, counts, options);
  return { rows, first: withLoss(first, lost, rowsEach(lost, first.units)) };
}
