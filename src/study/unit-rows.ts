import { column, divide, equals, indicator, isKnown, not, when } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import type { Relation } from '../relation/relation.ts';
import type { Total } from '../relation/steps.ts';
import type { StudyFile } from './schema/study-file.ts';

/**
 * One row a unit: as the data are, or rolled up. Then outcomes are totals per unit (zeros included; unknown when a row of the unit lacks the value, since
 * a part is not a total), usage is whether any row used it, and assignment, cluster and covariates are the one value that all rows of the unit share
 * (a unit in two arms is in none, and counted).
 */
export function unitRows(relation: Relation, study: StudyFile): Relation {
  if (study.rows === 'one-per-unit' || study.unit === undefined) return relation;
  const outcomes = Object.keys(study.outcomes);
  const { assignment, usage, randomizedBy } = study.design;
  const shared = [assignment, ...(randomizedBy === undefined || randomizedBy === study.unit ? [] : [randomizedBy]), ...study.covariates];
  const totals: Record<string, Total> = {};
  for (const name of outcomes) {
    totals[name] = { kind: 'sum', of: column(name) };
    totals[missingRows(name)] = { kind: 'sum', of: indicator(not(isKnown(column(name)))) };
  }
  for (const name of shared) totals[name] = { kind: 'only', of: column(name) };
  if (usage !== undefined) totals[usage] = { kind: 'max', of: column(usage) };
  const whole = outcomes.map((name): [string, Expression] => [name, when(equals(column(missingRows(name)), 0), column(name), unknown)]);
  return relation.rollup([study.unit], totals).derive(Object.fromEntries(whole));
}

const missingRows = (outcome: string): string => `estimand:rows without ${outcome}`;

/** Unknown on every row: a division by zero. */
const unknown = divide(0, 0);
