import { multiply, transpose } from '../../math/matrix.ts';
import { Recursion, type Step } from './recursion.ts';
import { layoutOf, type StateLayout, type StructuralModel, type StructuralSeries, type Variances } from './structural-model.ts';

/** What a period was predicted to be from those before it. */
export interface FilteredPeriod {
  readonly step: Step;
  readonly state: Float64Array;
  /** Finite part of the covariance of the state, size × size. */
  readonly finite: Float64Array;
  readonly infinite: Float64Array;
  readonly error: number;
  /** Finite and infinite part of the variance of the error. */
  readonly variance: number;
  readonly infiniteVariance: number;
}

/** Every period, predicted from those before it. */
export function filter(model: StructuralModel, series: StructuralSeries, variances: Variances): readonly FilteredPeriod[] {
  const recursion = new Recursion(layoutOf(model, series.regressors.length), series);
  recursion.start(variances);
  return Array.from(series.values, (_, t) => {
    const [state, finite, infinite] = [recursion.state.slice(), recursion.finite.slice(), recursion.infinite.slice()];
    const step = recursion.take(t);
    const { error, variance, infiniteVariance } = recursion;
    recursion.move();
    return { step, state, finite, infinite, error, variance, infiniteVariance };
  });
}

/** A state given all observations. */
export interface SmoothedPeriod {
  readonly state: Float64Array;
  /** Its covariance, size × size. */
  readonly covariance: Float64Array;
}

/** Weights of later errors on the state of a period: r and N in the notation of the source, of order 0, 1 and 2 in the infinite part. */
interface Backward {
  readonly r: readonly [Float64Array, Float64Array];
  readonly n: readonly [Float64Array, Float64Array, Float64Array];
}

/**
 * The states of all periods given all observations.
 *
 * Model    Errors of prediction run backwards through the filter; where it was diffuse, in powers of the infinite part.
 * Shapes   one state a period.
 * Errors   where the observations leave a direction of the state open, its variance is without bound and what is told of it means nothing: callers ask `likelihood` first.
 * Source   Durbin & Koopman (2012), sections 4.4 and 5.3.
 */
export function smooth(model: StructuralModel, series: StructuralSeries, filtered: readonly FilteredPeriod[]): readonly SmoothedPeriod[] {
  const layout = layoutOf(model, series.regressors.length);
  const { size } = layout;
  const recursion = new Recursion(layout, series);
  const forth = transition(recursion, size);
  const zeros = (): Float64Array => new Float64Array(size * size);
  let back: Backward = { r: [new Float64Array(size), new Float64Array(size)], n: [zeros(), zeros(), zeros()] };
  const smoothed = new Array<SmoothedPeriod>(filtered.length);
  for (let t = filtered.length - 1; t >= 0; t--) {
    back = before(back, filtered[t], loadings(recursion, layout, t), forth, size);
    smoothed[t] = told(filtered[t], back, size);
  }
  return smoothed;
}

function before({ r, n }: Backward, period: FilteredPeriod, z: Float64Array, forth: Float64Array, size: number): Backward {
  const { step, error, variance, infiniteVariance, finite, infinite } = period;
  const times = (a: Float64Array, b: Float64Array): Float64Array => multiply(a, b, size, size, size);
  const around = (a: Float64Array, middle: Float64Array, b: Float64Array): Float64Array => times(times(transpose(a, size, size), middle), b);
  const back = (a: Float64Array, x: Float64Array): Float64Array => multiply(transpose(a, size, size), x, size, size, 1);
  if (step === 'missing')
    return { r: [back(forth, r[0]), back(forth, r[1])], n: [around(forth, n[0], forth), around(forth, n[1], forth), around(forth, n[2], forth)] };
  const seen = outer(z, z, size);
  const gainOf = (covariance: Float64Array): Float64Array => multiply(covariance, z, size, size, 1);
  const through = (gain: Float64Array): Float64Array => times(forth, outer(gain, z, size));
  if (step !== 'diffuse') {
    const l = sum([1, forth], [-1 / variance, through(gainOf(finite))]);
    return {
      r: [sum([error / variance, z], [1, back(l, r[0])]), back(forth, r[1])],
      n: [sum([1 / variance, seen], [1, around(l, n[0], l)]), around(forth, n[1], l), around(forth, n[2], forth)],
    };
  }
  const gain = gainOf(infinite);
  const l = sum([1, forth], [-1 / infiniteVariance, through(gain)]);
  const correction = sum([-1 / infiniteVariance, through(gainOf(finite))], [variance / infiniteVariance ** 2, through(gain)]);
  const mixed = around(l, n[1], correction);
  return {
    r: [back(l, r[0]), sum([error / infiniteVariance, z], [1, back(l, r[1])], [1, back(correction, r[0])])],
    n: [
      around(l, n[0], l),
      sum([1 / infiniteVariance, seen], [1, around(l, n[1], l)], [1, around(correction, n[0], l)]),
      sum(
        [-variance / infiniteVariance ** 2, seen],
        [1, around(l, n[2], l)],
        [1, mixed],
        [1, transpose(mixed, size, size)],
        [1, around(correction, n[0], correction)],
      ),
    ],
  };
}

function told({ state, finite, infinite }: FilteredPeriod, { r, n }: Backward, size: number): SmoothedPeriod {
  const times = (a: Float64Array, b: Float64Array): Float64Array => multiply(a, b, size, size, size);
  const mixed = times(times(infinite, n[1]), finite);
  return {
    state: sum([1, state], [1, multiply(finite, r[0], size, size, 1)], [1, multiply(infinite, r[1], size, size, 1)]),
    covariance: sum(
      [1, finite],
      [-1, times(times(finite, n[0]), finite)],
      [-1, mixed],
      [-1, transpose(mixed, size, size)],
      [-1, times(times(infinite, n[2]), infinite)],
    ),
  };
}

/** The matrix that moves a state to the next period. */
function transition(recursion: Recursion, size: number): Float64Array {
  const forth = new Float64Array(size * size);
  for (let i = 0; i < size; i++) forth[i * (size + 1)] = 1;
  recursion.advance(forth, size);
  return forth;
}

function loadings(recursion: Recursion, { size }: StateLayout, t: number): Float64Array {
  const z = new Float64Array(size);
  const unit = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    unit.fill(0);
    unit[i] = 1;
    z[i] = recursion.observed(unit, 0, t);
  }
  return z;
}

function outer(a: Float64Array, b: Float64Array, size: number): Float64Array {
  return multiply(a, b, size, 1, size);
}

/** A weighted sum of arrays of one length. */
function sum(...terms: readonly (readonly [weight: number, values: Float64Array])[]): Float64Array {
  const total = new Float64Array(terms[0][1].length);
  for (const [weight, values] of terms) for (let i = 0; i < total.length; i++) total[i] += weight * values[i];
  return total;
}
