import { quasiNewtonMinimum } from '../../math/quasi-newton.ts';
import { bestLogLikelihood, bestScale, likelihood } from './likelihood.ts';
import type { Recursion } from './recursion.ts';
import { disturbancesOf, type StructuralModel, type Variances, variancesFrom } from './structural-model.ts';

export interface LikelyVariances {
  readonly variances: Variances;
  readonly logLikelihood: number;
  readonly converged: boolean;
}

/** Standard deviations relative to that of the irregular, where a search looks first. */
const looks = { irregular: [1], level: [0.03, 0.3, 2], slope: [0.01, 0.1, 1], seasonal: [0.03, 0.3] } as const;
/** Beside these, what a variance near zero is held against: the likelihood is flat at zero, and a search that came there might not leave. */
const kicks = [0.01, 0.05, 0.25];
/** A deviation so many times that of the one that ratios are taken to becomes that one itself. */
const outgrown = 1.5;
const mostRounds = 6;

/**
 * The variances of largest diffuse likelihood; undefined where the model fits without error at all of them that were looked at.
 *
 * Model    the common factor of all variances has a closed form; the rest is a search over ratios of standard deviations to the largest of them. The likelihood is even and
 *          smooth in these, so zero is a point like any other.
 *          Of a grid and the `known` the best `starts` are followed; where another standard deviation becomes the largest, ratios are taken to that one.
 * Units    `tolerance` of the log-likelihood.
 * Source   Harvey (1989), section 4.5.2; Durbin & Koopman (2012), sections 2.10 and 7.3.
 */
export function likelyVariances(
  recursion: Recursion,
  model: StructuralModel,
  periods: number,
  search: { readonly known: readonly Variances[]; readonly starts: number; readonly tolerance: number },
): LikelyVariances | undefined {
  const names = disturbancesOf(model);
  const minus = (deviations: Float64Array): number => {
    const parts = likelihood(recursion, periods, variancesFrom(model, deviations.map(square)));
    const value = parts ? -bestLogLikelihood(parts) : Infinity;
    return value === -Infinity ? Infinity : value;
  };
  const grid = names.reduce<readonly (readonly number[])[]>((points, name) => points.flatMap((point) => looks[name].map((look) => [...point, look])), [[]]);
  const starts = [...grid, ...search.known.map((variances) => names.map((name) => Math.sqrt(variances[name])))]
    .map((point) => toLargest(Float64Array.from(point)))
    .map((point) => ({ point, value: minus(point) }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => a.value - b.value)
    .slice(0, search.starts);
  const found = starts.map(({ point }) => followed(minus, point, search.tolerance));
  if (found.length === 0) return undefined;
  const best = found.reduce((a, b) => (b.value < a.value ? b : a));
  const deviations = withZeros(minus, best);
  const parts = likelihood(recursion, periods, variancesFrom(model, deviations.map(square)));
  if (!parts) return undefined;
  const scale = bestScale(parts);
  return {
    variances: variancesFrom(
      model,
      deviations.map((s) => scale * s * s),
    ),
    logLikelihood: bestLogLikelihood(parts),
    converged: best.converged,
  };
}

const square = (x: number): number => x * x;

interface Followed {
  readonly x: Float64Array;
  readonly value: number;
  readonly converged: boolean;
}

/** Down from a point until nothing is lower, neither beside it nor away from a deviation of zero. */
function followed(minus: (deviations: Float64Array) => number, from: Float64Array, tolerance: number): Followed {
  let at = descended(minus, from, tolerance);
  for (let round = 0; round < mostRounds; round++) {
    const away = awayFromZero(minus, at, tolerance);
    if (!away && !at.x.some((x) => x > outgrown)) return at;
    // Descents end no higher than they start.
    at = descended(minus, toLargest(away ?? at.x), tolerance);
  }
  return at;
}

function descended(minus: (deviations: Float64Array) => number, from: Float64Array, tolerance: number): Followed {
  const fixed = from.indexOf(1);
  const whole = (free: Float64Array): Float64Array => from.map((_, i) => (i === fixed ? 1 : free[i < fixed ? i : i - 1]));
  const { x, value, converged } = quasiNewtonMinimum(
    (free) => minus(whole(free)),
    from.filter((_, i) => i !== fixed),
    tolerance,
  );
  return { x: whole(x).map(Math.abs), value, converged };
}

function awayFromZero(minus: (deviations: Float64Array) => number, { x, value }: Followed, tolerance: number): Float64Array | undefined {
  for (let i = 0; i < x.length; i++) {
    if (x[i] > kicks[0]) continue;
    for (const kick of kicks) {
      const kicked = x.map((xi, j) => (j === i ? kick : xi));
      if (minus(kicked) < value - tolerance) return kicked;
    }
  }
  return undefined;
}

/** Deviations that are as good at zero are zero. */
function withZeros(minus: (deviations: Float64Array) => number, { x, value }: Followed): Float64Array {
  const zeroed = x.slice();
  for (let i = 0; i < x.length; i++) {
    const kept = zeroed[i];
    if (kept === 1) continue;
    zeroed[i] = 0;
    if (!(minus(zeroed) <= value + 1e-8)) zeroed[i] = kept;
  }
  return zeroed;
}

/** Relative to the largest. */
function toLargest(deviations: Float64Array): Float64Array {
  const largest = Math.max(...deviations);
  return deviations.map((s) => s / largest);
}
