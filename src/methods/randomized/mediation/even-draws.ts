import type { Estimate, Interval } from '../../../estimate/estimate.ts';
import { type Levels, quantileOf } from '../../../inference/wald.ts';
import { dot } from '../../../math/dot.ts';
import { quantileOfSorted } from '../../../math/quantile.ts';
import { shuffle } from '../../../math/random/shuffle.ts';
import { stream } from '../../../math/random/stream.ts';
import { remembered } from '../../../math/remembered.ts';

/** So many draws: evenly spread ones, so that limits move by less than a hundredth of a standard error with another number of them. */
const count = 4096;

/**
 * Something of drawn errors, draw after draw.
 *
 * Model    errors with a covariance, of which this is the triangular factor, each made of t with its degrees of freedom; evenly spread (Richtmyer's sequence; of many columns the later ones are Latin hypercube draws), the same in every run.
 * @param of  reads the errors of a draw; the array is used again.
 */
export function evenDraws(factor: Float64Array, freedom: readonly number[], of: (errors: Float64Array, draw: number) => number): Float64Array {
  const size = freedom.length;
  const columns = apart(freedom);
  const drawn = new Float64Array(count);
  const errors = new Float64Array(size);
  for (let draw = 0; draw < count; draw++) {
    for (let i = 0; i < size; i++) {
      errors[i] = 0;
      for (let j = 0; j <= i; j++) errors[i] += factor[i * size + j] * columns[j][draw];
    }
    drawn[draw] = of(errors, draw);
  }
  return drawn;
}

/** Evenly spread columns, one for each degrees of freedom. Of many some go together by chance: each is taken apart from those before it, and keeps its spread. */
function apart(freedom: readonly number[]): readonly Float64Array[] {
  const place = places(freedom.length);
  const columns: Float64Array[] = [];
  for (const [i, df] of freedom.entries()) {
    const table = quantilesOf(df);
    const column = Float64Array.from({ length: count }, (_, draw) => table[place[i](draw)]);
    const spread = dot(table, table);
    const mean = column.reduce((sum, x) => sum + x, 0) / count;
    for (let draw = 0; draw < count; draw++) column[draw] -= mean;
    for (const before of columns) {
      const share = dot(column, before) / dot(before, before);
      for (let draw = 0; draw < count; draw++) column[draw] -= share * before[draw];
    }
    const scale = Math.sqrt(spread / dot(column, column));
    for (let draw = 0; draw < count; draw++) column[draw] *= scale;
    columns.push(column);
  }
  return columns;
}

/**
 * How far what slopes and shifts share is believed. Where the regression is right they share nothing, and what few units show of it is chance, which makes intervals
 * too short as often as too long.
 */
export const trusted = (freedom: number): number => freedom / (freedom + 20);

const known = {};

/** Quantiles of t in the middle of as many equal parts as there are draws. */
const quantilesOf = (df: number): Float64Array =>
  remembered(known, `t ${df}`, () => {
    const table = new Float64Array(count);
    for (let i = 0; i < count / 2; i++) {
      const far = quantileOf(df === Number.POSITIVE_INFINITY ? { kind: 'normal' } : { kind: 't', df }, 1 - (i + 0.5) / count);
      [table[i], table[count - 1 - i]] = [-far, far];
    }
    return table;
  });

/** So many columns together fill their space evenly; more of them would not with so few draws, and take their quantiles in an order of chance. */
const mostEven = 4;

/** Where a draw reads the quantiles of each column: fractional parts of multiples of the roots of primes, or a permutation. */
const places = (size: number): readonly ((draw: number) => number)[] =>
  Array.from({ length: size }, (_, i) => {
    if (i >= mostEven) {
      const order = remembered(known, `order ${i}`, () => permutation(i));
      return (draw) => order[draw];
    }
    const step = Math.sqrt(primes[i]) % 1;
    return (draw) => Math.floor(count * ((0.5 + (draw + 1) * step) % 1));
  });

const primes = [2, 3, 5, 7];

function permutation(of: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  shuffle(order, stream(4096, of));
  return order;
}

/** Interval, bounds and test from draws, in the place of those by t; value and standard error stay. */
export function byDraws<Of extends Pick<Estimate, 'interval' | 'bounds' | 'test'>>(
  of: Of,
  drawn: Float64Array | undefined,
  { level, boundsLevel }: Levels,
): Of {
  if (!drawn) return of;
  const limit = (p: number): number => quantileOfSorted(drawn, p);
  const interval: Interval = {
    ...of.interval,
    pieces: [{ low: limit((1 - level) / 2), high: limit((1 + level) / 2) }],
    reference: { kind: 'bootstrap', draws: count },
  };
  return {
    ...of,
    interval,
    bounds: { level: boundsLevel, low: limit(1 - boundsLevel), high: limit(boundsLevel) },
    ...(of.test && { test: { ...of.test, pValue: pValueAtZero(drawn) } }),
  };
}

/** Twice the smaller share of draws on a side of zero, read between draws as the limits are; no less than draws can say. */
function pValueAtZero(drawn: Float64Array): number {
  const below = drawn.findIndex((x) => x > 0);
  if (below === 0 || below === -1) return 1 / count;
  const share = (below - 1 + -drawn[below - 1] / (drawn[below] - drawn[below - 1])) / (count - 1);
  return Math.min(1, Math.max(1 / count, 2 * Math.min(share, 1 - share)));
}
