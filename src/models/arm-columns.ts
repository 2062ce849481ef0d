import { column, indicator, is, or, text } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { type Moments, meanOf } from '../moments/moments.ts';
import { indicatorName } from '../moments/terms.ts';
import type { Group } from '../relation/requests.ts';
import type { GroupedLevels } from './factor-levels.ts';

/** A column of the regression: its name in messages and tables, and its expression. */
export interface DesignColumn {
  readonly name: string;
  readonly expression: Expression;
}

/** The outcome that is compared between arms; absent when only the covariates are asked about. */
export interface Compared {
  /** All units are one group, called "all", when absent. */
  readonly assignment?: string;
  /** The arms compared; all when absent. Levels and missing values of other arms make no column. */
  readonly arms?: readonly string[];
  readonly outcome?: MeasuredOutcome;
  /** Further columns that a unit must have: a treatment, instruments. */
  readonly beside?: Readonly<Record<string, Expression>>;
  /** Only rows where this holds. */
  readonly where?: Expression;
  /** Units below which a level joins `other`; unless told, as many as chance puts into every arm, two or more, in 99 of 100 assignments. */
  readonly leastUnits?: number;
}

export interface MeasuredOutcome {
  readonly name: string;
  readonly measure: Expression;
}

/** Groups of a request: by arm, then by factors. */
export function armKeys({ assignment }: Compared, factors: readonly string[] = []): Readonly<Record<string, Expression>> {
  const arm: readonly [string, Expression] = assignment === undefined ? ['estimand:all', text('all')] : [assignment, column(assignment)];
  return Object.fromEntries([arm, ...factors.map((factor) => [factor, column(factor)] as const)]);
}

export const outcomeColumn = ({ outcome, beside }: Compared): Readonly<Record<string, Expression>> => ({
  ...(outcome && { [outcome.name]: outcome.measure }),
  ...beside,
});

/** The condition of a request, as a part of it. */
export const onlyWhere = ({ where }: Compared): { readonly where?: Expression } => (where ? { where } : {});

export const comparedIn = ({ arms }: Compared, groups: readonly Group[]): readonly Group[] =>
  groups.filter((g) => arms === undefined || arms.includes(g.key[0]));

/** The levels of each factor, in text order, in groups whose keys are the arm and then the factors. */
export function levelsIn(groups: readonly Group[], factors: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(factors.map((factor, f) => [factor, [...new Set(groups.map((g) => g.key[f + 1]))].sort()]));
}

/** A column for each level, or group of rare ones, but the first. */
export function indicators({ factor, levels }: GroupedLevels): readonly DesignColumn[] {
  return levels
    .slice(1)
    .map(({ level, of }) => ({ name: indicatorName(factor, level), expression: indicator(of.map((one) => is(column(factor), one)).reduce(or)) }));
}

/** Units on which an indicator is one. */
export const ones = (m: Moments, name: string): number => Math.round(m.n > 0 ? meanOf(m, name) * m.n : 0);
