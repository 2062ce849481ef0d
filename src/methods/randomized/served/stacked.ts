import { multiplyVector } from '../../../math/matrix.ts';
import type { BinaryRegression } from '../../../models/logistic/logistic-regression.ts';
import { unseenVariance } from './weighted-arms.ts';

export interface StackedRows {
  /** Zero where there is no label. */
  readonly outcome: Float64Array;
  readonly labelled: Float64Array;
  /** Index of the arm of each row. */
  readonly arms: Int32Array;
  readonly chances: Float64Array;
  /** The model of the chances; without it they are known. */
  readonly model?: Pick<BinaryRegression, 'rows' | 'covariance'>;
}

export interface StackedErrors {
  readonly means: readonly number[];
  readonly weights: readonly number[];
  readonly labelled: readonly number[];
  readonly effective: readonly number[];
  readonly largest: readonly number[];
  /** Parts of the variances of the means that no label shows. */
  readonly unseen: readonly number[];
  /** Of the means, k x k row-major. */
  readonly covariance: Float64Array;
}

/**
 * Weighted means by arm whose weights come of a logistic regression, with the error of that regression in theirs.
 *
 * Model     Stacked estimating equations: sum over the labelled of arm a of (y - m_a) / p = 0, and the scores X (r - p) = 0 of the serving model. Influence of
 *           row i on m_a: [r (y - m_a) / p - G_a' A^-1 X_i (r - p)] / W_a, with A the information, G_a = sum over the labelled of (y - m_a) (1 - p) / p X, W_a the sum
 *           of weights; the covariance is the sum of products, times
 *           sqrt(n_a n_b / ((n_a - 1) (n_b - 1))) of the labelled, and on the diagonal what no label shows (`unseenVariance`).
 * Source    Stefanski & Boos (2002), The American Statistician 56; Lunceford & Davidian (2004), Statistics in Medicine 23.
 */
export function stackedErrors({ outcome, labelled, arms, chances, model }: StackedRows): StackedErrors {
  const n = outcome.length;
  const k = arms.reduce((most, arm) => Math.max(most, arm), 0) + 1;
  const tallies = Array.from({ length: k }, () => ({ weight: 0, squares: 0, total: 0, count: 0, largest: 0 }));
  for (let i = 0; i < n; i++) {
    if (labelled[i] === 0) continue;
    const [tally, w] = [tallies[arms[i]], 1 / chances[i]];
    tally.weight += w;
    tally.squares += w * w;
    tally.total += w * outcome[i];
    tally.count += 1;
    tally.largest = Math.max(tally.largest, w);
  }
  const means = tallies.map(({ total, weight }) => total / weight);
  const deviation = (i: number): number => (labelled[i] === 0 ? 0 : (outcome[i] - means[arms[i]]) / chances[i]);
  const terms = model ? [new Float64Array(n).fill(1), ...model.rows.columns] : [];
  const gradients = means.map((_, a) => Float64Array.from(terms, (x) => sumOver(n, (i) => (arms[i] === a ? deviation(i) * (1 - chances[i]) * x[i] : 0))));
  const directions = gradients.map((g) => (model ? multiplyVector(model.covariance, g, terms.length) : g));

  const products = new Float64Array(k * k);
  const influence = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    const surprise = labelled[i] - chances[i];
    for (let a = 0; a < k; a++) {
      let share = arms[i] === a ? deviation(i) : 0;
      for (let t = 0; t < terms.length; t++) share -= directions[a][t] * terms[t][i] * surprise;
      influence[a] = share / tallies[a].weight;
    }
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) products[a * k + b] += influence[a] * influence[b];
  }
  const unseen = unseenOf({ outcome, labelled, arms, chances }, means, tallies);
  return {
    means,
    weights: tallies.map((t) => t.weight),
    labelled: tallies.map((t) => t.count),
    effective: tallies.map((t) => t.weight ** 2 / t.squares),
    largest: tallies.map((t) => t.largest),
    unseen,
    covariance: products.map((x, at) => {
      const [a, b] = [Math.floor(at / k), at % k];
      return x * Math.sqrt(freedom(tallies[a].count) * freedom(tallies[b].count)) + (a === b ? unseen[a] : 0);
    }),
  };
}

/** Of each arm, what its requests that are less likely than all its labels add. */
function unseenOf(
  { outcome, labelled, arms, chances }: Omit<StackedRows, 'model'>,
  means: readonly number[],
  tallies: readonly { readonly weight: number; readonly largest: number }[],
): readonly number[] {
  const found = means.map(() => ({ squares: 0, weights: 0, requests: 0 }));
  for (let i = 0; i < outcome.length; i++) {
    const [arm, w] = [found[arms[i]], 1 / chances[i]];
    arm.requests += 1;
    if (labelled[i] !== 0) arm.squares += w * (outcome[i] - means[arms[i]]) ** 2;
    else if (w > tallies[arms[i]].largest) arm.weights += w;
  }
  return found.map(({ squares, weights, requests }, a) => unseenVariance(squares / tallies[a].weight, weights, requests));
}

const freedom = (count: number): number => count / (count - 1);

function sumOver(n: number, of: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += of(i);
  return sum;
}
