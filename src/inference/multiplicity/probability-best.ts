import { rectangleProbability } from '../../math/distributions/multivariate/rectangle.ts';

/** Means of m arms, control included, and the covariance of their estimates (row-major). */
export interface ArmMeans {
  readonly values: readonly number[];
  readonly covariance: readonly number[];
  readonly better: 'higher' | 'lower';
  readonly seed?: number;
}

/**
 * The probability that each arm is the best.
 *
 * Model     a posterior under a flat prior: true means normal about the estimates, with the covariance of the estimates. It is no error rate:
 *           with m equal arms one of them has a large probability now and then, and looking at it does not protect from the winner's curse.
 *           Independent arms by quadrature; correlated ones by separation of variables, to about 1e-3 with 20 arms.
 * Shapes    one for each arm; they sum to one. Arms that are certain to be equal share their probability.
 * Errors    option-invalid when the covariance is not positive semidefinite.
 * Source    Genz & Bretz (2009), Computation of Multivariate Normal and t Probabilities.
 */
export function probabilityBest({ values, covariance, better, seed = 0 }: ArmMeans): readonly number[] {
  const chances = values.map((_, arm) => chanceBest(better === 'higher' ? values : values.map((v) => -v), covariance, arm, seed));
  const sum = chances.reduce((total, chance) => total + chance, 0);
  return chances.map((chance) => chance / sum);
}

/** The chance that the differences between an arm and every other are all positive. */
function chanceBest(values: readonly number[], covariance: readonly number[], arm: number, seed: number): number {
  const size = values.length;
  const between = (i: number, j: number): number =>
    covariance[arm * size + arm] - covariance[arm * size + i] - covariance[arm * size + j] + covariance[i * size + j];
  const rivals: number[] = [];
  for (let i = 0; i < size; i++) {
    if (i === arm) continue;
    const certain = !(between(i, i) > 1e-14 * (covariance[arm * size + arm] + covariance[i * size + i]));
    if (certain && values[i] > values[arm]) return 0;
    if (!certain) rivals.push(i);
  }
  const deviation = rivals.map((i) => Math.sqrt(between(i, i)));
  return rectangleProbability(
    {
      lower: Float64Array.from(rivals, (i, k) => (values[i] - values[arm]) / deviation[k]),
      upper: new Float64Array(rivals.length).fill(Infinity),
      correlation: rivals.flatMap((i, k) => rivals.map((j, l) => (k === l ? 1 : between(i, j) / (deviation[k] * deviation[l])))),
      df: Infinity,
    },
    seed,
    Math.min(1, 4 / size),
  ).probability;
}
