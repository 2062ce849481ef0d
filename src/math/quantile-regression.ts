import { householderQr, upperInverse } from './householder-qr.ts';
import { multiply } from './matrix.ts';

/**
 * Coefficients of columns whose mix has a share `tau` of the targets below it.
 *
 * Model    least sum of tau r where a remainder r is above zero, and (tau - 1) r where it is below. The best mix meets as many targets as there are columns. From one such mix
 *          the sum falls fastest along one of the ways that leave a single target, to where the next is met for which it would rise.
 *          Targets are first moved by rounding's size, each by another part of it, so that no more are met than columns; of several best mixes one is found, the same each time.
 * Shapes   columns of equal length, no fewer rows than columns, none a mix of the others.
 * Errors   undefined where columns are mixes of each other.
 * Source   Koenker & Bassett (1978), Econometrica 46; Barrodale & Roberts (1973), SIAM Journal on Numerical Analysis 10 (descent).
 */
export function quantileRegression(columns: readonly Float64Array[], targets: Float64Array, tau: number): Float64Array | undefined {
  const size = columns.length;
  const rows = targets.length;
  const scale = targets.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const moved = targets.map((value, i) => value + 1e-11 * scale * ((i * GOLDEN) % 1));
  const start = independentRows(columns, rows);
  if (!start) return undefined;
  const { basis } = start;
  let { inverse } = start;
  const isMet = new Uint8Array(rows);
  for (const i of basis) isMet[i] = 1;
  const coefficients = new Float64Array(size);
  const remainders = new Float64Array(rows);
  // Far more steps than are ever needed: a guard against a circle of rounding.
  for (let left = 50 * (rows + size); left > 0; left--) {
    for (let c = 0; c < size; c++) coefficients[c] = basis.reduce((sum, i, place) => sum + inverse[c * size + place] * moved[i], 0);
    for (let i = 0; i < rows; i++) remainders[i] = isMet[i] ? 0 : moved[i] - columns.reduce((sum, column, c) => sum + column[i] * coefficients[c], 0);
    const way = steepest(columns, inverse, remainders, isMet, tau);
    if (!way) break;
    const met = nextMet(way, remainders, isMet);
    if (met < 0) break;
    isMet[basis[way.place]] = 0;
    isMet[met] = 1;
    basis[way.place] = met;
    const next = inverseOf(columns, basis);
    if (!next) break;
    inverse = next;
  }
  return coefficients;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** A way that leaves the target at one place of the basis. */
interface Way {
  readonly place: number;
  /** How fast the mix rises at each row. */
  readonly rises: Float64Array;
  /** How fast the sum grows, below zero. */
  readonly slope: number;
}

function steepest(columns: readonly Float64Array[], inverse: Float64Array, remainders: Float64Array, isMet: Uint8Array, tau: number): Way | undefined {
  const size = columns.length;
  const rows = remainders.length;
  let best: Way | undefined;
  for (let place = 0; place < size; place++) {
    const up = new Float64Array(rows);
    for (let c = 0; c < size; c++) for (let i = 0; i < rows; i++) up[i] += columns[c][i] * inverse[c * size + place];
    let slope = 0;
    let length = 0;
    for (let i = 0; i < rows; i++) {
      if (!isMet[i]) slope -= (remainders[i] > 0 ? tau : tau - 1) * up[i];
      length += Math.abs(up[i]);
    }
    for (const [sign, total] of [
      [1, slope + 1 - tau],
      [-1, tau - slope],
    ]) {
      if (total < -1e-13 * length && total < (best?.slope ?? 0)) best = { place, rises: sign === 1 ? up : up.map((rise) => -rise), slope: total };
    }
  }
  return best;
}

/** The target from which on the sum would rise. */
function nextMet({ rises, slope }: Way, remainders: Float64Array, isMet: Uint8Array): number {
  const crossed = Array.from(rises.keys()).filter((i) => !isMet[i] && remainders[i] * rises[i] > 0);
  crossed.sort((a, b) => remainders[a] / rises[a] - remainders[b] / rises[b]);
  let total = slope;
  for (const i of crossed) {
    total += Math.abs(rises[i]);
    if (total >= 0) return i;
  }
  return -1;
}

/** As many rows as there are columns, the largest pivots first, and the inverse of the square they make. */
function independentRows(columns: readonly Float64Array[], rows: number): { readonly basis: number[]; readonly inverse: Float64Array } | undefined {
  const left = columns.map((column) => column.slice());
  const basis: number[] = [];
  for (const column of left) {
    let pivot = 0;
    for (let i = 1; i < rows; i++) if (Math.abs(column[i]) > Math.abs(column[pivot])) pivot = i;
    if (column[pivot] === 0) return undefined;
    basis.push(pivot);
    for (const other of left) {
      if (other === column) continue;
      const share = other[pivot] / column[pivot];
      for (let i = 0; i < rows; i++) other[i] -= share * column[i];
      other[pivot] = 0;
    }
  }
  const inverse = inverseOf(columns, basis);
  return inverse && { basis, inverse };
}

/** Inverse of the square of these rows, size x size: column `place` is what a target of one there adds to the coefficients. */
function inverseOf(columns: readonly Float64Array[], basis: readonly number[]): Float64Array | undefined {
  const size = columns.length;
  const { kept, q, r } = householderQr(columns.map((column) => Float64Array.from(basis, (i) => column[i])));
  if (kept.length < size) return undefined;
  return multiply(upperInverse(r, size), Float64Array.from(q.flatMap((column) => Array.from(column))), size, size, size);
}
