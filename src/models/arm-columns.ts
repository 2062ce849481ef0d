import { column, indicator, is } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { indicatorLevels, indicatorName } from '../moments/terms.ts';
import type { Group } from '../relation/requests.ts';

/** A column of the regression: its name in messages and tables, and how a row makes it. */
export interface DesignColumn {
  readonly name: string;
  readonly expression: Expression;
}

/** What is compared between arms beside the covariates; the outcome is absent when only the covariates are asked about. */
export interface Compared {
  readonly assignment: string;
  /** The arms compared; all when absent. Levels and missing values of other arms make no column. */
  readonly arms?: readonly string[];
  readonly outcome?: { readonly name: string; readonly measure: Expression };
}

export const outcomeColumn = ({ outcome }: Compared): Readonly<Record<string, Expression>> => (outcome ? { [outcome.name]: outcome.measure } : {});

export const comparedIn = ({ arms }: Compared, groups: readonly Group[]): readonly Group[] =>
  groups.filter((g) => arms === undefined || arms.includes(g.key[0]));

/** The levels of each factor, in text order, in groups whose keys are the arm and then the factors. */
export function levelsIn(groups: readonly Group[], factors: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(factors.map((factor, f) => [factor, [...new Set(groups.map((g) => g.key[f + 1]))].sort()]));
}

export function indicators(factor: string, levels: readonly string[]): readonly DesignColumn[] {
  return indicatorLevels(factor, levels).map((level) => ({ name: indicatorName(factor, level), expression: indicator(is(column(factor), level)) }));
}
