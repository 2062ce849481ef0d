import { and, column, divide, equals, greater, indicator, isKnown, not, when } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import type { Relation } from '../relation/relation.ts';
import type { Total } from '../relation/steps.ts';
import { auditColumns, scoreColumns } from './measured/measured-of.ts';
import { randomizedDesign } from './randomized-study.ts';
import type { StudyFile } from './schema/study-file.ts';
import { rowTrigger, triggerTotal } from './trigger-of.ts';

/**
 * One row a unit: as the data are, or rolled up. Then outcomes, and the columns of those that are ratios or quantiles, are totals per unit (zeros included; unknown when a
 * row of the unit lacks the value, since a part is not a total), usage is whether any row used it, the trigger whether any row met it, and whatever else the study names is the one
 * value that all rows of the unit share (a unit in two arms is in none, and counted).
 */
export function unitRows(relation: Relation, study: StudyFile): Relation {
  if (study.rows === 'one-per-unit' || study.unit === undefined) return relation;
  const summed = summedColumns(study);
  const { usage } = randomizedDesign(study);
  const trigger = rowTrigger(study, relation.schema);
  const totals: Record<string, Total> = {};
  for (const name of summed) {
    totals[name] = { kind: 'sum', of: column(name) };
    totals[missingRows(name)] = { kind: 'sum', of: indicator(not(isKnown(column(name)))) };
  }
  for (const name of labelColumns(study)) totals[knownRows(name)] = { kind: 'sum', of: indicator(isKnown(column(name))) };
  const shared = sharedColumns(study).filter((name) => relation.schema.some((c) => c.name === name));
  for (const name of shared) {
    totals[name] = { kind: 'only', of: column(name) };
    totals[knownRows(name)] = { kind: 'sum', of: indicator(isKnown(column(name))) };
  }
  if (usage !== undefined) totals[usage] = { kind: 'max', of: column(usage) };
  if (trigger !== undefined) totals[triggerTotal] = { kind: 'max', of: indicator(trigger) };
  const whole = summed.map((name): [string, Expression] => [name, when(equals(column(missingRows(name)), 0), column(name), unknown)]);
  const varied = shared.map((name): [string, Expression] => [variesColumn(name), indicator(varies(name))]);
  const partly = labelColumns(study).map((name): [string, Expression] => [partlyColumn(name), indicator(isPart(name))]);
  return relation.rollup([study.unit], totals).derive(Object.fromEntries([...partly, ...whole, ...varied]));
}

/** Columns that are added up over the rows of a unit. */
function summedColumns({ outcomes }: StudyFile): readonly string[] {
  return [
    ...new Set(
      Object.entries(outcomes).flatMap(([name, { ratio, quantile, measured }]) => [
        ...(measured ? scoreColumns(measured) : []),
        ...(ratio ?? (measured ? [] : [quantile?.[0] ?? name])),
      ]),
    ),
  ];
}

/** Columns of which a unit has one value. What is an outcome too, such as a mediator that is also reported, is added up. */
export function sharedColumns(study: StudyFile): readonly string[] {
  const { assignment, randomizedBy, blocks, usage } = randomizedDesign(study);
  const audits = Object.values(study.outcomes).flatMap(({ measured }) => (measured ? auditColumns(measured) : []));
  const named = [assignment, randomizedBy, blocks, ...study.covariates, ...study.segments, ...study.mediators, ...audits];
  const otherwise = new Set([...summedColumns(study), usage, study.unit]);
  return [...new Set(named.filter((name) => name !== undefined))].filter((name) => !otherwise.has(name));
}

/** 1 for a unit whose rows hold several values of the column. */
export const variesColumn = (name: string): string => `estimand:${name} varies`;

/** Labels of people, which a unit has when each of its rows has one. */
export const labelColumns = ({ outcomes }: StudyFile): readonly string[] => [
  ...new Set(Object.values(outcomes).flatMap(({ measured }) => measured?.human ?? [])),
];

/** 1 for a unit of which people labelled some rows and not others. */
export const partlyColumn = (name: string): string => `estimand:${name} partly`;

const isPart = (name: string): Expression => and(greater(column(missingRows(name)), 0), greater(column(knownRows(name)), 0));
const varies = (name: string): Expression => and(not(isKnown(column(name))), greater(column(knownRows(name)), 0));
const missingRows = (outcome: string): string => `estimand:rows without ${outcome}`;
const knownRows = (name: string): string => `estimand:rows with ${name}`;

/** Unknown on every row: a division by zero. */
const unknown = divide(0, 0);
