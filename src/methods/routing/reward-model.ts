import { add, number, subtract, sum, times } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { DesignColumn } from '../../models/arm-columns.ts';
import { byTaken } from './log-expressions.ts';
import type { LogOptions } from './options.ts';
import type { RewardFit } from './reward-fits.ts';

/** What estimators need of the reward models, row by row. */
interface RewardModel {
  /** What a row would bring by each action; zero where the action has no model. */
  readonly predicted: (action: string) => Expression;
  /** Outcome less prediction of the action that was taken. */
  readonly residual: Expression;
  /** Of the row, in the regression of its action. */
  readonly leverage: Expression;
}

interface About {
  readonly measure: Expression;
  readonly centre: number;
  /** What context columns are taken about. */
  readonly from: readonly number[];
}

/**
 * Predictions of linear reward models as expressions, in the units of the outcome less `centre`. By the model that leaves its own row out the residual is
 * e / (1 - h), h the leverage: no fold is drawn and the order of rows does not matter. What the row would have brought by other actions does not involve it.
 */
export function linearRewardModel(log: LogOptions, fits: readonly RewardFit[], columns: readonly DesignColumn[], about: About): RewardModel {
  const fitOf = new Map(fits.map((fit) => [fit.action, fit]));
  const context = columns.map(({ expression }, j) => (about.from[j] === 0 ? expression : subtract(expression, about.from[j])));
  const ofFit = (action: string, made: (fit: RewardFit) => Expression): Expression => {
    const fit = fitOf.get(action);
    return fit ? made(fit) : number(0);
  };
  const predicted = (action: string): Expression => ofFit(action, (fit) => prediction(fit, context, about));
  return {
    predicted,
    residual: subtract(subtract(about.measure, about.centre), byTaken(log, predicted)),
    leverage: byTaken(log, (action) => ofFit(action, (fit) => leverageOf(fit, context, about.from))),
  };
}

function prediction(fit: RewardFit, context: readonly Expression[], { centre, from }: About): Expression {
  const constant = fit.slopes.reduce((so, slope, j) => so - slope * (fit.means[j] - from[j]), fit.mean - centre);
  return context.reduce((so, x, j) => add(so, times(fit.slopes[j], x)), number(constant));
}

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
