import { dot } from '../../math/dot.ts';
import { factorNormalEquations, invertNormalEquations } from '../../math/normal-equations.ts';
import type { Fitted } from './fit-changes.ts';
import { outcomePart } from './plan-means.ts';

/** What the columns of a row are multiplied by: whatever the outcome, by group, k after k. */
export interface Pulls {
  /** Of a residual in its group's regression: the inverse times the pull. */
  readonly residual: Float64Array;
  /** Of the outcome as such, and as the odds weigh it. */
  readonly plain: Float64Array;
  readonly tilted: Float64Array;
  /** Inverse of the information of the odds. */
  readonly informationInverse: Float64Array;
}

export function pullsOf({ plan, design: { k }, sums, means, inverses, odds }: Fitted): Pulls {
  const residual = new Float64Array(plan.groups * k);
  for (const [group, inverse] of inverses) residual.set(product(inverse, means.pull.subarray(group * k, (group + 1) * k), k), group * k);
  const [plain, tilted] = [new Float64Array(plan.groups), new Float64Array(plan.groups)];
  for (const [m, mean] of plan.means.entries()) {
    for (const group of mean.over) (mean.tilted ? tilted : plain)[group] += (mean.sign * mean.outcome) / means.weight[m];
  }
  const system = odds && factorNormalEquations(sums.information, k);
  return { residual, plain, tilted, informationInverse: system ? invertNormalEquations(system) : new Float64Array(k * k) };
}

function product(matrix: Float64Array, vector: Float64Array, k: number): Float64Array {
  const found = new Float64Array(k);
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) found[i] += matrix[i * k + j] * vector[j];
  return found;
}

/** See `AdjustedChanges.loading`. */
export function loadingOf({ design: { given, rows, group, weights, x, k }, odds }: Fitted, { residual, plain, tilted }: Pulls): Float64Array {
  const loading = new Float64Array(given);
  for (let r = 0; r < rows.length; r++) {
    const g = group[r];
    let along = plain[g];
    for (let j = 0; j < k; j++) along += x[r * k + j] * residual[g * k + j];
    loading[rows[r]] = weights[r] * along + (odds ? odds.weight[r] * tilted[g] : 0);
  }
  return loading;
}

/**
 * The influence of each row on an estimate.
 *
 * Model     rows' shares in the means, about them; residuals of the regressions, by how the estimate moves with their coefficients; scores of the
 *           chance of treatment likewise.
 */
export function influenceOf({ plan, design, odds, outcomes, sums, means, coefficients }: Fitted, pulls: Pulls, o: number): Float64Array {
  const { given, rows, group, weights, treated, x, k } = design;
  const { groups } = plan;
  // Of the weight of a row, and of its odds: what the columns are multiplied by, the means' own values in the constant.
  const [plain, tilted] = [new Float64Array(groups * k), new Float64Array(groups * k)];
  const moment = new Float64Array(k);
  for (const [m, mean] of plan.means.entries()) {
    const predicted = new Float64Array(k);
    for (const { group: of, sign } of mean.predictions) for (let j = 0; j < k; j++) predicted[j] += sign * coefficients[o][of * k + j];
    const value = outcomePart(means, sums, m, o, undefined) + dot(predicted, means.columns, k, 0, m * k);
    predicted[0] -= value;
    const factor = mean.sign / means.weight[m];
    for (const of of mean.over) {
      const into = mean.tilted ? tilted : plain;
      for (let j = 0; j < k; j++) into[of * k + j] += factor * predicted[j];
      if (!mean.tilted) continue;
      for (let j = 0; j < k; j++)
        moment[j] += factor * (mean.outcome * sums.tiltedOutcomes[(o * groups + of) * k + j] + dot(sums.tilted, predicted, k, of * k * k + j * k));
    }
  }
  const score = odds && product(pulls.informationInverse, moment, k);
  const influence = new Float64Array(given);
  const y = outcomes[o];
  for (let r = 0; r < rows.length; r++) {
    const g = group[r];
    let [own, heavy, left, pull, along] = [pulls.plain[g] * y[r], pulls.tilted[g] * y[r], y[r], 0, 0];
    for (let j = 0; j < k; j++) {
      const value = x[r * k + j];
      own += value * plain[g * k + j];
      heavy += value * tilted[g * k + j];
      left -= value * coefficients[o][g * k + j];
      pull += value * pulls.residual[g * k + j];
      if (score) along += value * score[j];
    }
    let share = weights[r] * (own + left * pull);
    if (odds) share += odds.weight[r] * heavy + weights[r] * (treated[r] === 1 ? odds.missed[r] : -odds.chance[r]) * along;
    influence[rows[r]] = given * share;
  }
  return influence;
}
