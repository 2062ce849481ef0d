import { and, column, divide, equals, greater, indicator, isKnown, not, seconds, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { broughtBy } from '../../protocol/brought.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { maturitiesOf } from '../../protocol/maturity-of.ts';
import { auditColumns, humanOf } from '../../protocol/measured-of.ts';
import type { PerUnit } from '../../protocol/per-unit.ts';
import { rowTrigger, triggerTotal } from '../../protocol/trigger-of.ts';
import { timeOfUnits, unitTime } from '../../protocol/unit-time.ts';
import type { Column } from '../../relation/schema.ts';
import { derive, rollup, type Step, type Total } from '../../relation/steps.ts';

/** What each column of a unit with many rows becomes. */
export interface UnitColumns {
  readonly unit: string;
  /** Further columns of the key: a unit has a row for each of their values. */
  readonly within: readonly string[];
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
  /** Column of the time of a row, where somebody asks when its unit came in. */
  readonly time?: string;
  /** Column of the time of a row, where an outcome asks which is the last. */
  readonly order?: string;
}

/** How the columns that a study names are brought to its unit; undefined when a row is a unit. */
export function unitColumns(source: DesignedStudy): UnitColumns | undefined {
  const { study, design } = source;
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
    within: design.within ?? [],
    brought,
    labels: [...new Set(Object.values(outcomes).flatMap(({ measured }) => (measured ? humanOf(measured) : [])))],
    shared: [...new Set([...of('shared'), ...covariates, ...segments, ...mediators, ...audits])].filter((name) => !otherwise.has(name)),
    highest,
    ...(trigger !== undefined && { trigger }),
    ...(study.time !== undefined && (maturitiesOf(outcomes).length > 0 || timeOfUnits(source) !== undefined) && { time: study.time }),
    ...(study.time !== undefined && Object.values(brought).includes('last') && { order: study.time }),
  };
}

/**
 * The steps to one row a unit. A total, a mean and whether any row has it are unknown when a row of the unit lacks the value, since a part is not the whole; the last
 * value when the latest row lacks it, when a row lacks its time, or when rows tie for the latest with several values. A unit whose rows hold several values of what
 * they should share has none of it, and is counted: a unit in two arms is in none.
 */
export function rowsPerUnit(
  schema: readonly Column[],
  { unit, within, brought, labels, highest, trigger, time, order, ...named }: UnitColumns,
  further: Readonly<Record<string, Total>> = {},
): readonly Step[] {
  const totals: Record<string, Total> = { ...further, [rowsColumn]: { kind: 'count' } };
  if (order !== undefined) totals[timelessRows] = { kind: 'sum', of: indicator(not(isKnown(column(order)))) };
  for (const [name, per] of Object.entries(brought)) {
    if (per === 'last') {
      Object.assign(totals, lastOf(name, order));
      continue;
    }
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
  const whole = Object.entries(brought).map(([name, per]): [string, Expression] => [
    name,
    when(per === 'last' ? isLast(name) : equals(column(missingRows(name)), 0), column(name), unknown),
  ]);
  const tied = Object.entries(brought).flatMap(([name, per]): [string, Expression][] => (per === 'last' ? [[tiedColumn(name), indicator(isTied(name))]] : []));
  const varied = shared.map((name): [string, Expression] => [variesColumn(name), indicator(varies(name))]);
  const partly = labels.map((name): [string, Expression] => [partlyColumn(name), indicator(isPart(name))]);
  return [rollup([unit, ...within], totals), derive(Object.fromEntries([...partly, ...whole, ...tied, ...varied]))];
}

/** The highest and the lowest value of the latest rows, which are one where these say the same. */
function lastOf(name: string, order: string | undefined): Record<string, Total> {
  // Without a time, which is refused before, no row is the last.
  const by = order === undefined ? unknown : seconds(column(order));
  return {
    [name]: { kind: 'last', of: column(name), by, ofTies: 'highest' },
    [lowestLast(name)]: { kind: 'last', of: column(name), by, ofTies: 'lowest' },
  };
}

const isLast = (name: string): Expression => and(equals(column(timelessRows), 0), equals(column(name), column(lowestLast(name))));
const isTied = (name: string): Expression =>
  and(and(equals(column(timelessRows), 0), isKnown(column(name))), not(equals(column(name), column(lowestLast(name)))));

const broughtAs: { readonly [P in Exclude<PerUnit, 'last'>]: (of: Expression) => Total } = {
  total: (of) => ({ kind: 'sum', of }),
  mean: (of) => ({ kind: 'mean', of }),
  any: (of) => ({ kind: 'max', of: indicator(not(equals(of, 0))) }),
};

/** How many rows a unit has. */
export const rowsColumn = 'estimand:rows';

/** 1 for a unit whose rows hold several values of the column. */
export const variesColumn = (name: string): string => `estimand:${name} varies`;

/** How many rows of a unit have no time. */
export const timelessRows = 'estimand:rows without time';

/** 1 for a unit whose latest rows, several at one time, hold several values of the column. */
export const tiedColumn = (name: string): string => `estimand:${name} tied`;

/** 1 for a unit of which people labelled some rows and not others. */
export const partlyColumn = (name: string): string => `estimand:${name} partly`;

const isPart = (name: string): Expression => and(greater(column(missingRows(name)), 0), greater(column(knownRows(name)), 0));
const varies = (name: string): Expression => and(not(isKnown(column(name))), greater(column(knownRows(name)), 0));
const lowestLast = (name: string): string => `estimand:lowest last ${name}`;
const missingRows = (outcome: string): string => `estimand:rows without ${outcome}`;
const knownRows = (name: string): string => `estimand:rows with ${name}`;

/** Unknown on every row: a division by zero. */
const unknown = divide(0, 0);
