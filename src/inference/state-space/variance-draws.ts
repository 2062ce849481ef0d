import gammaln from '@stdlib/math-base-special-gammaln';
import { choleskyFactor } from '../../math/cholesky.ts';
import { quadraticForm } from '../../math/matrix.ts';
import type { Random } from '../../math/random/stream.ts';
import { bestLogLikelihood, bestScale, type Likelihood, likelihood } from './likelihood.ts';
import type { Recursion } from './recursion.ts';
import { disturbancesOf, type StructuralModel, type Variances, variancesFrom } from './structural-model.ts';

/** Variances that the series may come from, each with what it counts. */
export interface VarianceDraws {
  /** The scale of each is the one of largest likelihood; over scales, errors follow t with `freedom` degrees. */
  readonly variances: readonly Variances[];
  /** They sum to one. */
  readonly weights: Float64Array;
  readonly freedom: number;
  /** As many equal weights would tell as much. */
  readonly effective: number;
}

/** Standard deviations in which all directions count alike: those of the season and of the slope are small beside those of the level in series that anybody watches. */
const usual = { irregular: 1, level: 1, slope: 0.1, seasonal: 0.3 } as const;
/** Degrees of freedom of the draws around the best direction. */
const tails = 4;

/**
 * Directions of the standard deviations in proportion to their likelihood.
 *
 * Model    Standard deviations over `usual` have a direction and a length. Directions count alike before the series is seen (ratios to the irregular are Cauchy, so
 *          none is near zero or far from it by assumption), lengths in proportion to their inverse, and the likelihood weighs both; the length is integrated in closed form.
 *          Half of the directions are drawn from all, half around the best one by t; each is weighted by likelihood over the density of both.
 *          A variance estimated as zero is thereby one of many: intervals at the estimate alone, and bootstraps from it, take it for the truth and are too short.
 * Units    as many draws as asked.
 * Source   Harvey, Trimbur & van Dijk (2007), Journal of Econometrics 140 (predictions over the parameters of structural series); Gelman (2006), Bayesian Analysis 1 (Cauchy
 *          deviations); Owen & Zhou (2000), JASA 95 (weights over a mixture).
 */
export function varianceDraws(recursion: Recursion, model: StructuralModel, periods: number, best: Variances, draws: number, random: Random): VarianceDraws {
  const names = disturbancesOf(model);
  const at = (direction: ArrayLike<number>): Likelihood | undefined =>
    likelihood(
      recursion,
      periods,
      variancesFrom(
        model,
        Float64Array.from(names, (name, i) => (usual[name] * direction[i]) ** 2),
      ),
    );
  const logOf = (direction: Float64Array): number => {
    const parts = at(direction);
    return parts ? bestLogLikelihood(parts) : -Infinity;
  };
  const around = proposalAround(logOf, unit(Float64Array.from(names, (name) => Math.sqrt(best[name]) / usual[name])));
  const variances: Variances[] = [];
  const logs: number[] = [];
  let freedom = 0;
  for (let draw = 0; draw < draws; draw++) {
    const direction = draw % 2 === 0 ? unit(Float64Array.from(names, () => Math.abs(random.normal()))) : around.draw(random);
    const parts = at(direction);
    if (!parts) continue;
    const scale = bestScale(parts);
    freedom = parts.freedom;
    variances.push(
      variancesFrom(
        model,
        Float64Array.from(names, (name, i) => scale * (usual[name] * direction[i]) ** 2),
      ),
    );
    logs.push(bestLogLikelihood(parts) - Math.log1p(around.density(direction)));
  }
  const largest = Math.max(...logs);
  const raw = Float64Array.from(logs, (log) => Math.exp(log - largest));
  const total = raw.reduce((sum, w) => sum + w, 0);
  const weights = raw.map((w) => w / total);
  return { variances, weights, freedom, effective: 1 / weights.reduce((sum, w) => sum + w * w, 0) };
}

interface Proposal {
  readonly draw: (random: Random) => Float64Array;
  /** Relative to the density of all directions alike. */
  readonly density: (direction: Float64Array) => number;
}

/** Multivariate t on the plane that touches the directions at the best one, seen from the center; signs are dropped, since deviations have none. */
function proposalAround(logOf: (direction: Float64Array) => number, best: Float64Array): Proposal {
  const size = best.length;
  const plane = tangents(best);
  const flat = size - 1;
  const onto = (x: Float64Array): Float64Array => best.map((b, i) => b + plane.reduce((sum, tangent, k) => sum + tangent[i] * x[k], 0));
  const { curvature, lower } = curvatureOf((x) => logOf(onto(x)), flat);
  let root = 1;
  for (let k = 0; k < flat; k++) root *= lower[k * (flat + 1)];
  const constant = Math.exp(gammaln((tails + flat) / 2) - gammaln(tails / 2) - (flat / 2) * Math.log(tails * Math.PI)) * root;
  // All directions without signs: the surface of a sphere over two to the size.
  const surface = 2 * Math.exp((size / 2) * Math.log(Math.PI) - gammaln(size / 2)) * 2 ** -size;
  return {
    draw: (random) => {
      // Half a chi-square of four degrees is the sum of two exponentials.
      const stretch = Math.sqrt(tails / (2 * (random.exponential() + random.exponential())));
      const x = new Float64Array(flat);
      for (let k = 0; k < flat; k++) x[k] = random.normal();
      for (let k = flat - 1; k >= 0; k--) {
        for (let l = k + 1; l < flat; l++) x[k] -= lower[l * flat + k] * x[l];
        x[k] /= lower[k * (flat + 1)];
      }
      return unit(onto(x.map((value) => stretch * value)).map(Math.abs));
    },
    density: (direction) => {
      let sum = 0;
      for (let signs = 0; signs < 2 ** size; signs++) {
        const signed = direction.map((value, i) => ((signs >> i) & 1 ? -value : value));
        const cosine = inner(best, signed);
        if (cosine <= 0) continue;
        const x = Float64Array.from(plane, (tangent) => inner(tangent, signed) / cosine);
        sum += (1 + quadraticForm(curvature, x) / tails) ** (-(tails + flat) / 2) * cosine ** -size;
      }
      return sum * constant * surface;
    },
  };
}

/** Second derivatives of minus f at zero, over lengths on which f falls by about one, with their Cholesky factor. No direction is flatter than the directions are wide. */
function curvatureOf(f: (x: Float64Array) => number, size: number): { readonly curvature: Float64Array; readonly lower: Float64Array } {
  const top = f(new Float64Array(size));
  const along = (...moves: readonly (readonly [number, number])[]): number => {
    const x = new Float64Array(size);
    for (const [k, length] of moves) x[k] = length;
    return Math.max(f(x) - top, -1e3);
  };
  const curvature = new Float64Array(size * size);
  const lengths = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    let length = 1;
    let fall = Infinity;
    for (; length > 1e-8; length /= 2) {
      fall = -(along([k, length]) + along([k, -length])) / 2;
      if (fall < 2) break;
    }
    lengths[k] = length;
    curvature[k * (size + 1)] = Math.max((2 * fall) / length ** 2, 1);
  }
  const diagonal = curvature.slice();
  for (let k = 0; k < size; k++) {
    for (let l = 0; l < k; l++) {
      const [a, b] = [lengths[k], lengths[l]];
      const mixed = along([k, a], [l, b]) + along([k, -a], [l, -b]) - along([k, a], [l, -b]) - along([k, -a], [l, b]);
      curvature[k * size + l] = -mixed / (4 * a * b);
      curvature[l * size + k] = curvature[k * size + l];
    }
  }
  const lower = choleskyFactor(curvature, size);
  return lower ? { curvature, lower } : { curvature: diagonal, lower: diagonal.map(Math.sqrt) };
}

/** Orthonormal vectors that are orthogonal to a unit vector: columns of the reflection that takes the first axis to it. */
function tangents(to: Float64Array): readonly Float64Array[] {
  const size = to.length;
  const v = to.slice();
  v[0] -= 1;
  const squares = inner(v, v);
  return Array.from({ length: size - 1 }, (_, k) =>
    Float64Array.from({ length: size }, (_, i) => (i === k + 1 ? 1 : 0) - (squares > 0 ? (2 * v[i] * v[k + 1]) / squares : 0)),
  );
}

function unit(x: Float64Array): Float64Array {
  const length = Math.sqrt(inner(x, x));
  return x.map((value) => value / length);
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
