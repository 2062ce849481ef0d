import { add, divide, greater, indicator, not, number, subtract, sum, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { choleskyFactor } from '../../math/cholesky.ts';
import type { DesignColumn } from '../../models/arm-columns.ts';
import { byTaken } from './log-expressions.ts';
import type { LogOptions } from './options.ts';
import type { RewardFit } from './reward-fits.ts';

/** What estimators need of the reward models, row by row. */
export interface RewardModel {
  /** What a row would bring by each action; zero where the action has no model. */
  readonly predicted: (action: string) => Expression;
  /** Outcome less prediction of the action that was taken. */
  readonly residual: Expression;
  /** The same by the model without this row. */
  readonly deleted: Expression;
  /** What of the prediction goes when the row leaves its model: deleted less plain residual. */
  readonly moved: Expression;
  /** 1 on rows that their own model cannot do without. Absent where rows stay in. */
  readonly saturated?: Expression;
}

/** Leverage closer to one than this is one. */
const leastSlack = 1e-9;

/**
 * Predictions of linear reward models as expressions, in the units of the outcome less `centre`. A row's own action is predicted without the row where asked: in closed
 * form, so that no fold is drawn and the order of rows does not matter. What it would have brought by other actions does not involve the row.
 *
 * Model   deleted residual = e / (1 - h), h the row's leverage in the regression of its action.
 */
export function linearRewardModel(
  log: LogOptions,
  fits: readonly RewardFit[],
  columns: readonly DesignColumn[],
  about: { readonly measure: Expression; readonly centre: number; readonly from: readonly number[]; readonly leaveOut: boolean },
): RewardModel {
  const fitOf = new Map(fits.map((fit) => [fit.action, fit]));
  const expressions = columns.map(({ expression }, j) => (about.from[j] === 0 ? expression : subtract(expression, about.from[j])));
  const predicted = (action: string): Expression => {
    const fit = fitOf.get(action);
    return fit ? prediction(fit, expressions, about) : number(0);
  };
  const residual = subtract(subtract(about.measure, about.centre), byTaken(log, predicted));
  if (!about.leaveOut) return { predicted, residual, deleted: residual, moved: number(0) };
  const leverage = byTaken(log, (action) => {
    const fit = fitOf.get(action);
    return fit ? leverageOf(fit, expressions, about.from) : number(0);
  });
  const slack = subtract(1, leverage);
  const spared = greater(slack, leastSlack);
  const deleted = when(spared, divide(residual, slack), 0);
  return { predicted, residual, deleted, moved: subtract(deleted, residual), saturated: indicator(not(spared)) };
}

type About = { readonly centre: number; readonly from: readonly number[] };

function prediction(fit: RewardFit, columns: readonly Expression[], { centre, from }: About): Expression {
  const constant = fit.slopes.reduce((so, slope, j) => so - slope * (fit.means[j] - from[j]), fit.mean - centre);
  return columns.reduce((so, x, j) => add(so, times(fit.slopes[j], x)), number(constant));
}

/** 1/n and the squared length of the context in coordinates in which the Gram matrix is the identity. */
function leverageOf({ n, means, inverse }: RewardFit, columns: readonly Expression[], from: readonly number[]): Expression {
  const k = columns.length;
  if (k === 0) return number(1 / n);
  const factor = choleskyFactor(inverse, k)!;
  const rotated = columns.map((_, j) => {
    const own = columns.map((__, i) => factor[i * k + j]);
    const constant = own.reduce((so, value, i) => so - value * (means[i] - from[i]), 0);
    return own.reduce<Expression>((so, value, i) => (value === 0 ? so : add(so, times(value, columns[i]))), number(constant));
  });
  return add(1 / n, sum(rotated.map((z) => times(z, z))));
}
