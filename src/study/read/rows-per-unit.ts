import { and, column, divide, equals, greater, indicator, isKnown, not, seconds, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { broughtBy } from '../../protocol/brought.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { maturitiesOf } from '../../protocol/maturity-of.ts';
import { auditColumns } from '../../protocol/measured-of.ts';
import type { PerUnit } from '../../protocol/per-unit.ts';
import { rowTrigger, triggerTotal } from '../../protocol/trigger-of.ts';
import type { Column } from '../../relation/schema.ts';
import { derive, rollup, type Step, type Total } from '../../relation/steps.ts';

/** What each column of a unit with many rows becomes. */
export interface UnitColumns {
  readonly unit: string;
  /** Columns of outcomes, and how each becomes one value; zeros count. */
  readonly brought: Readonly<Record<string, PerUnit>>;
  /** Labels of people, which a unit has when each of its rows has one. */
  readonly labels: readonly string[];
  /** The one value that all rows of a unit share. */
  readonly shared: readonly string[];
  /** The highest of its rows: whether any of them used the feature. */
  readonly highest: readonly string[];
  /** Met by a unit when any of its rows meets it. */
  readonly trigger?: string;
  /** Column of the time of a row, where an outcome asks how old its unit is. */
  readonly time?: string;
}

/** How the columns that a study names are brought to its unit; undefined when a row is a unit. */
export function unitColumns({ study, design }: DesignedStudy): UnitColumns | undefined {
  if (study.rows === 'one-per-unit' || study.unit === undefined) return undefined;
  const { unit, outcomes, covariates, segments, mediators } = study;
  const brought = Object.fromEntries(broughtBy(outcomes).map(({ column: name, per }) => [name, per]));
  const named = design.columns(study.design);
  const of = (kind: 'shared' | 'highest'): readonly string[] => named.filter(({ ofUnit }) => ofUnit === kind).map((one) => one.column);
  const highest = of('highest');
  const audits = Object.values(outcomes).flatMap(({ measured }) => (measured ? auditColumns(measured) : []));
  // What is an outcome too, such as a mediator that is also reported, is brought to the unit as the outcome is.
  const otherwise = new Set([...Object.keys(brought), ...highest, unit]);
  const trigger = design.trigger?.(study.design);
  return {
    unit,
    brought,
    labels: [...new Set(Object.values(outcomes).flatMap(({ measured }) => measured?.human ?? []))],
    shared: [...new Set([...of('shared'), ...covariates, ...segments, ...mediators, ...audits])].filter((name) => !otherwise.has(name)),
    highest,
    ...(trigger !== undefined && { trigger }),
    ...(study.time !== undefined && maturitiesOf(outcomes).length > 0 && { time: study.time }),
  };
}

/**
 * The steps to one row a unit. A total, a mean and whether any row has it are unknown when a row of the unit lacks the value, since a part is not the whole; a unit whose rows hold several values of what they
 * should share has none of it, and is counted: a unit in two arms is in none.
 */
export function rowsPerUnit(schema: readonly Column[], { unit, brought, labels, highest, trigger, time, ...named }: UnitColumns): readonly Step[] {
  const totals: Record<string, Total> = { [rowsColumn]: { kind: 'count' } };
  for (const [name, per] of Object.entries(brought)) {
    totals[name] = broughtAs[per](column(name));
    totals[missingRows(name)] = { kind: 'sum', of: indicator(not(isKnown(column(name)))) };
  }
  for (const name of labels) totals[knownRows(name)] = { kind: 'sum', of: indicator(isKnown(column(name))) };
  const shared = named.shared.filter((name) => schema.some((c) => c.name === name));
  for (const name of shared) {
    totals[name] = { kind: 'only', of: column(name) };
    totals[knownRows(name)] = { kind: 'sum', of: indicator(isKnown(column(name))) };
  }
  for (const name of highest) totals[name] = { kind: 'max', of: column(name) };
  if (trigger !== undefined) totals[triggerTotal] = { kind: 'max', of: indicator(rowTrigger(trigger, schema)) };
  if (time !== undefined) totals[unitTime] = { kind: 'min', of: seconds(column(time)) };
  const whole = Object.keys(brought).map((name): [string, Expression] => [name, when(equals(column(missingRows(name)), 0), column(name), unknown)]);
  const varied = shared.map((name): [string, Expression] => [variesColumn(name), indicator(varies(name))]);
  const partly = labels.map((name): [string, Expression] => [partlyColumn(name), indicator(isPart(name))]);
  return [rollup([unit], totals), derive(Object.fromEntries([...partly, ...whole, ...varied]))];
}

const broughtAs: { readonly [P in PerUnit]: (of: Expression) => Total } = {
  total: (of) => ({ kind: 'sum', of }),
  mean: (of) => ({ kind: 'mean', of }),
  any: (of) => ({ kind: 'max', of: indicator(not(equals(of, 0))) }),
};

/** How many rows a unit has. */
export const rowsColumn = 'estimand:rows';

/** When the first row of a unit came in, in seconds since 1970. */
export const unitTime = 'estimand:time';

/** 1 for a unit whose rows hold several values of the column. */
export const variesColumn = (name: string): string => `estimand:${name} varies`;

/** 1 for a unit of which people labelled some rows and not others. */
export const partlyColumn = (name: string): string => `estimand:${name} partly`;

const isPart = (name: string): Expression => and(greater(column(missingRows(name)), 0), greater(column(knownRows(name)), 0));
const varies = (name: string): Expression => and(not(isKnown(column(name))), greater(column(knownRows(name)), 0));
const missingRows = (outcome: string): string => `estimand:rows without ${outcome}`;
const knownRows = (name: string): string => `estimand:rows with ${name}`;

/** Unknown on every row: a division by zero. */
const unknown = divide(0, 0);
