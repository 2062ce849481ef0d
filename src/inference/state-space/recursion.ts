import type { StateLayout, StructuralSeries, Variances } from './structural-model.ts';

/** What a period was predicted to be, and what was made of it. */
export type Step =
  /** Nothing was observed. */
  | 'missing'
  /** The observation told of something of which nothing was known. */
  | 'diffuse'
  | 'usual'
  /** The model says that it must be exactly as predicted. */
  | 'degenerate';

/**
 * The Kalman filter of structural series, one period at a time. Its arrays are used again: who wants to keep a period copies it.
 *
 * Model    y_t = z_t'state_t + irregular; level_t+1 = level_t + slope_t + noise, slope_t+1 = slope_t + noise, and the effects of a season sum to noise; coefficients stay.
 *          All initial states are diffuse: covariances are finite + infinite * k as k grows without bound, and the filter keeps both parts (exact initialization).
 *          Each observation that tells of the infinite part takes one from its rank; at rank zero it is gone.
 * Shapes   covariances size × size, row-major.
 * Source   Durbin & Koopman (2012), Time Series Analysis by State Space Methods, sections 3.2, 4.3 and 5.2; Harvey (1989), chapter 4.
 */
export class Recursion {
  /** Of the state of this period, given the periods before it; after `take` given this one too. */
  readonly state: Float64Array;
  readonly finite: Float64Array;
  readonly infinite: Float64Array;
  /** How many directions of the state nothing is known of. */
  rank = 0;
  /** Of this period: observation less prediction, the finite and the infinite part of its variance, and covariances of the state with it. */
  error = 0;
  variance = 0;
  infiniteVariance = 0;
  readonly gain: Float64Array;
  readonly infiniteGain: Float64Array;
  private readonly layout: StateLayout;
  private readonly series: StructuralSeries;
  private readonly noise: Float64Array;
  private irregular = 0;
  private least = 0;
  private readonly ends: Float64Array;

  constructor(layout: StateLayout, series: StructuralSeries) {
    const { size } = layout;
    this.layout = layout;
    this.series = series;
    this.state = new Float64Array(size);
    this.finite = new Float64Array(size * size);
    this.infinite = new Float64Array(size * size);
    this.gain = new Float64Array(size);
    this.infiniteGain = new Float64Array(size);
    this.noise = new Float64Array(size);
    this.ends = new Float64Array(size);
  }

  /** Before the first period, with other variances. */
  start({ irregular, level, slope, seasonal }: Variances): void {
    const { size, hasSlope, seasonalFrom, seasonal: effects } = this.layout;
    this.irregular = irregular;
    this.least = rounding * Math.max(irregular, level, slope, seasonal);
    this.noise[0] = level;
    if (hasSlope) this.noise[1] = slope;
    if (effects > 0) this.noise[seasonalFrom] = seasonal;
    this.state.fill(0);
    this.finite.fill(0);
    this.infinite.fill(0);
    for (let i = 0; i < size; i++) this.infinite[i * (size + 1)] = 1;
    this.rank = size;
  }

  /** Predicts period t and takes its observation in. */
  take(t: number): Step {
    const { state, finite, infinite, gain, infiniteGain } = this;
    const { size } = this.layout;
    this.variance = this.column(finite, t, gain) + this.irregular;
    this.infiniteVariance = 0;
    this.error = this.series.values[t] - this.observed(state, 0, t);
    if (Number.isNaN(this.error)) return 'missing';
    if (this.rank > 0) {
      const diffuse = this.column(infinite, t, infiniteGain);
      if (diffuse > nothing * this.loadingSquares(t)) {
        this.infiniteVariance = diffuse;
        this.takeDiffuse();
        return 'diffuse';
      }
    }
    if (!(this.variance > this.least)) return 'degenerate';
    const share = this.error / this.variance;
    for (let i = 0; i < size; i++) {
      state[i] += gain[i] * share;
      const scaled = gain[i] / this.variance;
      for (let j = 0; j < size; j++) finite[i * size + j] -= scaled * gain[j];
    }
    return 'usual';
  }

  private takeDiffuse(): void {
    const { state, finite, infinite, gain, infiniteGain, variance, infiniteVariance } = this;
    const { size } = this.layout;
    this.rank -= 1;
    for (let i = 0; i < size; i++) {
      const share = infiniteGain[i] / infiniteVariance;
      const other = gain[i] / infiniteVariance - (share * variance) / infiniteVariance;
      state[i] += share * this.error;
      for (let j = 0; j < size; j++) {
        finite[i * size + j] -= share * gain[j] + other * infiniteGain[j];
        infinite[i * size + j] -= share * infiniteGain[j];
      }
    }
    if (this.rank === 0) infinite.fill(0);
  }

  /** From this period to the next. */
  move(): void {
    const { size } = this.layout;
    this.advance(this.state, 1);
    this.advanceBothSides(this.finite);
    if (this.rank > 0) this.advanceBothSides(this.infinite);
    for (let i = 0; i < this.layout.regressorsFrom; i++) this.finite[i * (size + 1)] += this.noise[i];
  }

  /** What of the state is seen in period t: z_t'x, x from `from` on. */
  observed(x: Float64Array, from: number, t: number): number {
    const { seasonal, seasonalFrom, regressorsFrom, regressors } = this.layout;
    let sum = x[from];
    if (seasonal > 0) sum += x[from + seasonalFrom];
    for (let k = 0; k < regressors; k++) sum += x[from + regressorsFrom + k] * this.series.regressors[k][t];
    return sum;
  }

  /** Writes `a` z_t for a symmetric matrix, and gives z_t'a z_t. */
  column(a: Float64Array, t: number, out: Float64Array): number {
    const { size } = this.layout;
    for (let i = 0; i < size; i++) out[i] = this.observed(a, i * size, t);
    return this.observed(out, 0, t);
  }

  private loadingSquares(t: number): number {
    let sum = this.layout.seasonal > 0 ? 2 : 1;
    for (const column of this.series.regressors) sum += column[t] ** 2;
    return sum;
  }

  private advanceBothSides(a: Float64Array): void {
    const { size } = this.layout;
    this.advance(a, size);
    this.advanceRows(a);
  }

  /** Moves each of `width` columns of a (size × width) to the next period. */
  advance(a: Float64Array, width: number): void {
    const { hasSlope, seasonalFrom: from, seasonal, size } = this.layout;
    if (hasSlope) for (let j = 0; j < width; j++) a[j] += a[width + j];
    if (seasonal === 0) return;
    const sums = width === 1 ? this.ends.subarray(0, 1) : this.ends.subarray(0, size);
    sums.fill(0);
    for (let i = from; i < from + seasonal; i++) for (let j = 0; j < width; j++) sums[j] -= a[i * width + j];
    a.copyWithin((from + 1) * width, from * width, (from + seasonal - 1) * width);
    a.set(sums, from * width);
  }

  /** The same for each row of a square matrix. */
  private advanceRows(a: Float64Array): void {
    const { hasSlope, seasonalFrom: from, seasonal, size } = this.layout;
    for (let row = 0; row < size * size; row += size) {
      if (hasSlope) a[row] += a[row + 1];
      if (seasonal === 0) continue;
      let sum = 0;
      for (let j = from; j < from + seasonal; j++) sum -= a[row + j];
      for (let j = from + seasonal - 1; j > from; j--) a[row + j] = a[row + j - 1];
      a[row + from] = sum;
    }
  }
}

/** An infinite variance below this share of what the observation could see is rounding. */
const nothing = 1e-12;
/** A variance of prediction below this share of the largest variance is rounding. */
const rounding = 1e-12;
