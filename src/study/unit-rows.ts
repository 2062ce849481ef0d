import { column } from '../expressions/build.ts';
import type { Relation } from '../relation/relation.ts';
import type { Total } from '../relation/steps.ts';
import type { StudyFile } from './schema/study-file.ts';

/**
 * One row a unit: as the data are, or rolled up. Then outcomes are totals per unit, usage is whether any row used it, and assignment and
 * covariates are the one value that all rows of the unit share (a unit in two arms is in none, and counted).
 */
export function unitRows(relation: Relation, study: StudyFile): Relation {
  if (study.rows === 'one-per-unit' || study.unit === undefined) return relation;
  const only = (name: string): [string, Total] => [name, { kind: 'only', of: column(name) }];
  const totals = [
    ...Object.keys(study.outcomes).map((name): [string, Total] => [name, { kind: 'sum', of: column(name) }]),
    ...[study.design.assignment, ...study.covariates].map(only),
    ...(study.design.usage === undefined ? [] : [[study.design.usage, { kind: 'max', of: column(study.design.usage) }] as [string, Total]]),
  ];
  return relation.rollup([study.unit], Object.fromEntries(totals));
}
