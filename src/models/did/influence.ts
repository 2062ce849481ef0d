import { dot } from '../../math/dot.ts';
import { multiplyVector } from '../../math/matrix.ts';
import type { Fitted } from './fit-changes.ts';
import { outcomePart } from './plan-means.ts';
import { inverseFor } from './restricted.ts';

export interface Influences {
  /**
   * One a row given: every estimate is the sum of loading times outcome, so long as the weights stand. Those of the treated sum to one, those of
   * controls to minus one; of repeated cross-sections, the opposite before.
   */
  readonly loading: Float64Array;
  /** Of each outcome, one a row given, of mean zero: the variance of the estimate is the sum of squares over the square of the number of rows. */
  readonly influences: readonly Float64Array[];
}

/**
 * What each row has to do with the estimates.
 *
 * Model     A row's influence is its share in the means, about them; its residual in the regression of its group, by how the estimate moves with
 *           the coefficients; and its score of the chance of treatment likewise. Times the rows given.
 */
export function influencesOf(fitted: Fitted): Influences {
  const shares = sharesOf(fitted);
  const { given, rows } = fitted.design;
  const loading = new Float64Array(given);
  for (let r = 0; r < rows.length; r++) loading[rows[r]] = shares.loading[r];
  return { loading, influences: fitted.coefficients.map((_, o) => influenceOf(fitted, shares, o)) };
}

/** What is the same for all outcomes, a row that counts each. */
interface Shares {
  readonly loading: Float64Array;
  /** Of what the regression of its group predicts for the row. */
  readonly fitted: Float64Array;
  /** What is left of the treatment of the row. */
  readonly score: Float64Array;
  /** Inverse of the information of the odds. */
  readonly inverse?: Float64Array;
}

function sharesOf({ plan, design, sums, means, inverses, odds }: Fitted): Shares {
  const { rows, group, weights, treated, x, k } = design;
  const residual = new Float64Array(plan.groups * k);
  for (const [g, inverse] of inverses) residual.set(multiplyVector(inverse, means.pull.subarray(g * k, (g + 1) * k), k), g * k);
  const [plain, tilted] = [new Float64Array(plan.groups), new Float64Array(plan.groups)];
  for (const [m, mean] of plan.means.entries()) {
    for (const g of mean.over) (mean.tilted ? tilted : plain)[g] += (mean.sign * mean.outcome) / means.weight[m];
  }
  const [loading, predicted, score] = [new Float64Array(rows.length), new Float64Array(rows.length), new Float64Array(rows.length)];
  for (let r = 0; r < rows.length; r++) {
    const g = group[r];
    let along = 0;
    for (let j = 0; j < k; j++) along += x[j][r] * residual[g * k + j];
    predicted[r] = weights[r] * along;
    loading[r] = weights[r] * plain[g] + predicted[r];
    if (!odds) continue;
    loading[r] += odds.weight[r] * tilted[g];
    score[r] = weights[r] * (treated[r] === 1 ? odds.missed[r] : -odds.chance[r]);
  }
  const inverse = odds && inverseFor(sums.information, k, odds.columns);
  return { loading, fitted: predicted, score, ...(inverse && { inverse }) };
}

function influenceOf(fitted: Fitted, shares: Shares, o: number): Float64Array {
  const { design, odds, outcomes, coefficients } = fitted;
  const { given, rows, group, weights, x, k } = design;
  const { plain, tilted, moment } = meanParts(fitted, o);
  const along = shares.inverse ? multiplyVector(shares.inverse, moment, k) : new Float64Array(k);
  const heavy = odds?.weight ?? new Float64Array(rows.length);
  const [y, own] = [outcomes[o], coefficients[o]];
  const influence = new Float64Array(given);
  for (let r = 0; r < rows.length; r++) {
    const at = group[r] * k;
    const [weight, odd, residual, score] = [weights[r], heavy[r], shares.fitted[r], shares.score[r]];
    let share = shares.loading[r] * y[r];
    for (let j = 0; j < k; j++) share += x[j][r] * (weight * plain[at + j] + odd * tilted[at + j] - residual * own[at + j] + score * along[j]);
    influence[rows[r]] = given * share;
  }
  return influence;
}

/** Of the weight of a row, and of its odds: what its columns are multiplied by, the means' own values in the constant. */
interface MeanParts {
  readonly plain: Float64Array;
  readonly tilted: Float64Array;
  /** By how much the estimate moves with each coefficient of the odds. */
  readonly moment: Float64Array;
}

function meanParts({ plan, design: { k }, sums, means, coefficients }: Fitted, o: number): MeanParts {
  const { groups } = plan;
  const [plain, tilted, moment] = [new Float64Array(groups * k), new Float64Array(groups * k), new Float64Array(k)];
  for (const [m, mean] of plan.means.entries()) {
    const about = new Float64Array(k);
    for (const { group, sign } of mean.predictions) for (let j = 0; j < k; j++) about[j] += sign * coefficients[o][group * k + j];
    about[0] -= outcomePart(means, sums, m, o, undefined) + dot(about, means.columns, k, 0, m * k);
    const factor = mean.sign / means.weight[m];
    for (const group of mean.over) {
      const into = mean.tilted ? tilted : plain;
      for (let j = 0; j < k; j++) into[group * k + j] += factor * about[j];
      if (!mean.tilted) continue;
      for (let j = 0; j < k; j++) {
        const ofOutcome = mean.outcome * sums.tiltedOutcomes[(o * groups + group) * k + j];
        moment[j] += factor * (ofOutcome + dot(sums.tilted, about, k, (group * k + j) * k));
      }
    }
  }
  return { plain, tilted, moment };
}
