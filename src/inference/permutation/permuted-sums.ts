import { choleskyFactor } from '../../math/cholesky.ts';
import { quickIntegers } from '../../math/random/quick-integers.ts';
import type { Random } from '../../math/random/stream.ts';
import { type Draws, drawnPValue } from './drawn-p-value.ts';

/** Two arms: a value of each column for each row, which rows are in the one, and the block of each where arms were drawn within blocks. */
export interface TwoArmRows {
  readonly columns: readonly Float64Array[];
  readonly isTreated: (row: number) => boolean;
  readonly rows: number;
  readonly blocks?: { readonly codes: ArrayLike<number>; readonly count: number };
}

/** Additions that a test may take. */
const mostWork = 2e8;
/** Rows of the smaller arm that are drawn each time, times columns and the drawing itself: more would leave too few draws. */
const mostDrawn = 80_000;
const mostDraws = 9_999;
/** With so many that reach what was seen, the p-value is above 0.0019. */
const enough = 20;
const drawing = 8;

/** Is the smaller arm small enough to be drawn many times? */
export const canPermute = (smaller: number, columns: number): boolean => smaller * (columns + drawing) <= mostDrawn;

/**
 * Do the means of several columns differ between two arms? By permutation, so that it holds its level whatever the columns are: rare, skewed, few.
 *
 * Model   s' V^-1 s, s the sum over an arm of the columns less their means (in each block), V their covariance under the draw; arms of the same sizes are drawn
 *         anew (in each block). A monotone function of Hotelling's statistic without blocks, and Hansen and Bowers's with them.
 * Shapes  one p-value; undefined where the columns repeat each other. `least`: the smallest that so many draws, or a bound without any, can say.
 * Source  Hansen & Bowers (2008), Statistical Science 23; Besag & Clifford (1991), Biometrika 78.
 */
export function permutedSums(arms: TwoArmRows, random: Random): { readonly pValue: number; readonly least: number } | undefined {
  const members = membersOf(arms);
  const whitened = whitenedRows(arms, members);
  if (!whitened) return undefined;
  const k = arms.columns.length;
  const work = members.reduce((sum, { size }) => sum + Math.abs(size), 0) * (k + drawing);
  const draws: Draws = { most: Math.min(mostDraws, Math.floor(mostWork / Math.max(1, work))), enough };
  const sum = new Float64Array(k);
  const add = (row: number, sign: number): void => {
    for (let c = 0; c < k; c++) sum[c] += sign * whitened[row * k + c];
  };
  const squared = (): number => {
    let total = 0;
    for (let c = 0; c < k; c++) total += sum[c] * sum[c];
    return total;
  };
  sum.fill(0);
  for (const { rows, size, sign } of members) for (let i = 0; i < size; i++) add(rows[i], sign);
  const seen = squared();
  if (chanceBound(seen, whitened, members, k) < certain) return { pValue: certain, least: certain };
  const below = quickIntegers(random);
  const draw = (): number => {
    sum.fill(0);
    for (const { rows, size, sign } of members)
      for (let i = 0; i < size; i++) {
        const at = i + below(rows.length - i);
        const row = rows[at];
        rows[at] = rows[i];
        rows[i] = row;
        add(row, sign);
      }
    return squared();
  };
  return { pValue: drawnPValue(seen, draw, draws), least: 1 / (draws.most + 1) };
}

/** A statistic that no more than so few assignments reach, by a bound, is not drawn for. */
const certain = 1e-6;

/**
 * No more than this share of assignments reach a statistic: one of the k sums must then be as large as its root over k.
 *
 * Source  Bernstein's inequality, which holds without replacement too: Hoeffding (1963), JASA 58, section 6.
 */
function chanceBound(seen: number, whitened: Float64Array, members: readonly Members[], k: number): number {
  const variance = new Float64Array(k);
  const largest = new Float64Array(k);
  for (const { rows, size } of members)
    for (const row of rows)
      for (let c = 0; c < k; c++) {
        const value = whitened[row * k + c];
        variance[c] += (size * value * value) / rows.length;
        if (size > 0) largest[c] = Math.max(largest[c], Math.abs(value));
      }
  const share = seen / k;
  return variance.reduce((sum, v, c) => sum + 2 * Math.exp(-share / (2 * (v + (largest[c] * Math.sqrt(share)) / 3))), 0);
}

/** The rows of a block, those of its smaller arm first: so many of them, which count with this sign. */
interface Members {
  readonly rows: Int32Array;
  readonly size: number;
  readonly sign: 1 | -1;
}

function membersOf({ rows, isTreated, blocks }: TwoArmRows): readonly Members[] {
  const lists = Array.from({ length: blocks?.count ?? 1 }, (): [number[], number[]] => [[], []]);
  for (let row = 0; row < rows; row++) lists[blocks ? blocks.codes[row] : 0][isTreated(row) ? 0 : 1].push(row);
  return lists.map(([one, zero]) =>
    one.length <= zero.length
      ? { rows: Int32Array.from([...one, ...zero]), size: one.length, sign: 1 }
      : { rows: Int32Array.from([...zero, ...one]), size: zero.length, sign: -1 },
  );
}

/** Row by row, the columns less their means in the block, turned and scaled so that the covariance of a drawn sum is the identity. */
function whitenedRows({ columns, rows }: TwoArmRows, members: readonly Members[]): Float64Array | undefined {
  const k = columns.length;
  const centred = new Float64Array(rows * k);
  const covariance = new Float64Array(k * k);
  for (const { rows: own, size } of members) {
    if (size === 0) continue;
    for (const [c, values] of columns.entries()) {
      let total = 0;
      for (const row of own) total += values[row];
      for (const row of own) centred[row * k + c] = values[row] - total / own.length;
    }
    const weight = (size * (own.length - size)) / (own.length * (own.length - 1));
    for (const row of own)
      for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) covariance[a * k + b] += weight * centred[row * k + a] * centred[row * k + b];
  }
  const scale = columns.map((_, c) => Math.sqrt(covariance[c * k + c]));
  if (scale.some((s) => !(s > 0))) return undefined;
  for (let a = 0; a < k; a++)
    for (let b = 0; b <= a; b++) {
      covariance[a * k + b] /= scale[a] * scale[b];
      covariance[b * k + a] = covariance[a * k + b];
    }
  const lower = choleskyFactor(covariance, k);
  if (!lower || scale.some((_, c) => lower[c * k + c] < 1e-6)) return undefined;
  for (let row = 0; row < rows; row++)
    for (let c = 0; c < k; c++) {
      let value = centred[row * k + c] / scale[c];
      for (let b = 0; b < c; b++) value -= lower[c * k + b] * centred[row * k + b];
      centred[row * k + c] = value / lower[c * k + c];
    }
  return centred;
}
