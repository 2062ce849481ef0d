import { add, and, column, divide, is, isKnown, number, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { LoggedOutcome, LogOptions } from './options.ts';
import type { Policy } from './own.ts';

/** By the action that was taken: one value of several, chosen by the row's action. */
export function byTaken({ action, actions }: Pick<LogOptions, 'action' | 'actions'>, of: (action: string) => Expression): Expression {
  const last = actions[actions.length - 1];
  return actions.slice(0, -1).reduceRight((otherwise, name) => when(is(column(action), name), of(name), otherwise), of(last));
}

export const loggedMeasure = ({ name, measure }: LoggedOutcome): Expression => measure ?? column(name);

/** The chance that a policy gives an action. */
export const chanceOf = ({ chances }: Policy, action: string): Expression => (Object.hasOwn(chances, action) ? chances[action] : number(0));

/** The actions that a policy may take. */
export const wantedBy = (policy: Policy, actions: readonly string[]): readonly string[] => actions.filter((name) => Object.hasOwn(policy.chances, name));

/**
 * A chance that is the share of M draws, so that one over it has the mean that it would have of the chance itself.
 *
 * Model   k draws of M: (k + 1) / (M + 1), since the mean of (M + 1) / (k + 1) is (1 - (1 - p)^(M + 1)) / p. The mean of M / k is larger, and infinite where k can be zero.
 */
export const ofDraws = (share: Expression, draws: number | undefined): Expression =>
  draws === undefined ? share : divide(add(times(share, draws), 1), draws + 1);

/** The chance of the action that was taken, where it was logged. */
export function takenChance(log: LogOptions, estimated?: Expression): Expression {
  const { propensities: p } = log;
  if (p.kind === 'estimated') return estimated!;
  return ofDraws(p.kind === 'taken' ? p.chance : byTaken(log, (name) => p.chances[name]), p.draws);
}

/** Rows that have an action and an outcome, and a cluster where errors are added up by it. */
export function usable({ action, cluster }: Pick<LogOptions, 'action' | 'cluster'>, outcome: LoggedOutcome): Expression {
  const both = and(isKnown(column(action)), isKnown(loggedMeasure(outcome)));
  return cluster === undefined ? both : and(both, isKnown(column(cluster)));
}
