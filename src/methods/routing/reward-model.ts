import { add, number, subtract, sum, times } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { ofTaken } from './action-codes.ts';
import type { LogOptions } from './options.ts';
import type { Prepared } from './prepare.ts';
import type { RewardFit } from './reward-fits.ts';

/** What estimators read of the reward models, row by row. */
interface RewardModel {
  /** What a row would bring by each action; zero where the action has no model. */
  readonly predicted: (action: string) => Expression;
  /** Outcome less prediction of the action that was taken. */
  readonly residual: Expression;
  /** Of the row, in the regression of its action. */
  readonly leverage: Expression;
}

/**
 * Predictions of linear reward models as expressions, in the units of the outcome less `centre`. By the model that leaves its own row out the residual is
 * e / (1 - h), h the leverage: no fold is drawn and the order of rows does not matter. What the row would have brought by other actions does not involve it.
 */
export function linearRewardModel(log: LogOptions, about: Prepared): RewardModel {
  const fitOf = new Map(about.fits.map((fit) => [fit.action, fit]));
  const context = contextOf(about);
  const ofFit = (action: string, made: (fit: RewardFit) => Expression): Expression => {
    const fit = fitOf.get(action);
    return fit ? made(fit) : number(0);
  };
  const predicted = (action: string): Expression => ofFit(action, (fit) => prediction(fit, context, about));
  return {
    predicted,
    residual: subtract(subtract(about.measure, about.centre), ofTaken(log, predicted)),
    leverage: ofTaken(log, (action) => ofFit(action, (fit) => leverageOf(fit, context, about.from))),
  };
}

/** The context, about what it is taken about. */
export const contextOf = ({ columns, from }: Prepared): readonly Expression[] =>
  columns.map(({ expression }, j) => (from[j] === 0 ? expression : subtract(expression, from[j])));

function prediction(fit: RewardFit, context: readonly Expression[], { centre, from }: Prepared): Expression {
  const constant = fit.slopes.reduce((so, slope, j) => so - slope * (fit.means[j] - from[j]), fit.mean - centre);
  return linearIn(context, constant, fit.slopes);
}

/** A constant, and the context times some slopes. */
export const linearIn = (context: readonly Expression[], constant: number, slopes: Float64Array): Expression =>
  context.reduce<Expression>((so, x, j) => add(so, times(slopes[j], x)), number(constant));

/** 1/n + (x - m)'(X'X)^-1 (x - m), as a polynomial in the context: what is written once is evaluated once. */
function leverageOf({ n, means, inverse }: RewardFit, context: readonly Expression[], from: readonly number[]): Expression {
  const k = context.length;
  const entry = (i: number, j: number): number => inverse[i * k + j];
  const at = means.map((mean, j) => mean - from[j]);
  const along = context.map((_, i) => at.reduce((so, mean, j) => so + entry(i, j) * mean, 0));
  const constant = along.reduce((so, value, i) => so + value * at[i], 1 / n);
  return context.reduce<Expression>((so, x, i) => {
    const later = context.slice(i + 1).map((z, j) => times(2 * entry(i, i + 1 + j), z));
    return add(so, times(x, sum([number(-2 * along[i]), times(entry(i, i), x), ...later])));
  }, number(constant));
}
