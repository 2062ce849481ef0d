import { semidefiniteFactor } from '../../semidefinite-factor.ts';
import { normalQuantile } from '../normal.ts';
import { lattice } from './lattice.ts';
import { type Exceeds, tailsOfStarts } from './tails-of-starts.ts';

/** Shifts of the lattice: their answers differ by the error. */
const shifts = 8;
/** At most so many variables a point are followed to where they become the largest. */
const followed = 12;
/** Correlations this close to one or minus one are the same variable. */
export const alike = 1e-10;

/**
 * The distribution of the largest of correlated normal variables, Z (`upper`) or |Z| (`twoSided`), by conditional Monte Carlo on a lattice.
 *
 * Model     P(max > z) = sum over i of P(Z_i > z and Z_i is the largest). Given the residuals e_j = Z_j - ρ_ij Z_i, which are independent
 *           of Z_i, variable i is the largest where Z_i exceeds some z* = max e_j / (1 - ρ_ij), two-sided also -e_j / (1 + ρ_ij): a half
 *           line, so its chance is the normal tail beyond max(z, z*). The z* answer for every z at once: smooth, and bounded
 *           by Bonferroni's sum. Each point serves with both signs.
 * Shapes    correlation: size × size, row-major, positive semidefinite; no two variables alike, opposite ones allowed.
 * Errors    undefined when the matrix has a negative direction.
 * Source    Asmussen & Kroese (2006), Advances in Applied Probability 38 (tail beyond the largest of the others, there for independent sums).
 */
export function largestSample(correlation: ArrayLike<number>, size: number, seed: number): { readonly twoSided: Exceeds; readonly upper: Exceeds } | undefined {
  const factored = semidefiniteFactor(correlation, size);
  if (factored === undefined) return undefined;
  const rank = factored.rank;
  const kernel = kernelOf(correlation, size, factored.order);
  const rows = new Float64Array(size * rank);
  for (let i = 0; i < size; i++) rows.set(factored.factor.subarray(factored.order[i] * rank, (factored.order[i] + 1) * rank), i * rank);
  const blocks = blocksFor(size, rank);
  const perPoint = Math.min(size, followed);
  const points = fourOf(rank);
  const z = fourOf(size);
  const sets: { readonly twoSided: Float64Array; readonly upper: Float64Array }[] = [];
  for (let shift = 0; shift < shifts; shift++) {
    const places = lattice(rank, seed, shift);
    const twoSided = new Float64Array(blocks * 4 * perPoint * 2);
    const upper = new Float64Array(blocks * 4 * perPoint * 2);
    let at = 0;
    let variable = 0;
    for (let block = 0; block < blocks; block++) {
      for (let p = 0; p < 4; p++) {
        places.write(4 * block + p, points[p]);
        for (let j = 0; j < rank; j++) points[p][j] = normalQuantile(points[p][j]);
      }
      triangleTimes(rows, points, z, size, rank);
      for (let p = 0; p < 4; p++) {
        for (let f = 0; f < perPoint; f++) {
          becomesLargest(kernel, z[p], variable, twoSided, upper, at);
          at += 2;
          variable = variable + 1 === size ? 0 : variable + 1;
        }
      }
    }
    sets.push({ twoSided, upper });
  }
  const [twoSided, upper] = [sets.map((set) => set.twoSided), sets.map((set) => set.upper)];
  return { twoSided: tailsOfStarts(twoSided, 2 * size), upper: tailsOfStarts(upper, size) };
}

type Four = readonly [Float64Array, Float64Array, Float64Array, Float64Array];
const fourOf = (length: number): Four => [new Float64Array(length), new Float64Array(length), new Float64Array(length), new Float64Array(length)];

/** Blocks of four points a shift: a fixed amount of work, whatever the size. */
function blocksFor(size: number, rank: number): number {
  const work = 50 * rank + (size * rank) / 2 + 4 * Math.min(size, followed) * size;
  return Math.round(Math.max(128, Math.min(1024, 1.5e7 / work)));
}

interface Kernel {
  /** ρ, 1 / (1 - ρ) and 1 / (1 + ρ), zero where ρ is one or minus one. */
  readonly rho: Float64Array;
  readonly above: Float64Array;
  readonly below: Float64Array;
  /** 1 for a variable opposite to an earlier one: two-sided that one stands for both. */
  readonly opposite: Uint8Array;
}

function kernelOf(correlation: ArrayLike<number>, size: number, order: Int32Array): Kernel {
  const [rho, above, below] = [new Float64Array(size * size), new Float64Array(size * size), new Float64Array(size * size)];
  const opposite = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      if (i === j) continue;
      const r = correlation[order[i] * size + order[j]];
      rho[i * size + j] = r;
      above[i * size + j] = 1 / (1 - r);
      if (r > alike - 1) below[i * size + j] = 1 / (1 + r);
      else if (j < i) opposite[i] = 1;
    }
  }
  return { rho, above, below, opposite };
}

/** The product of the rows, of which row i ends at column i, and four points. */
function triangleTimes(rows: Float64Array, [p, q, r, s]: Four, [zp, zq, zr, zs]: Four, size: number, rank: number): void {
  for (let i = 0; i < size; i++) {
    const end = i < rank ? i + 1 : rank;
    const from = i * rank;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let j = 0; j < end; j++) {
      const x = rows[from + j];
      a += x * p[j];
      b += x * q[j];
      c += x * r[j];
      d += x * s[j];
    }
    zp[i] = a;
    zq[i] = b;
    zr[i] = c;
    zs[i] = d;
  }
}

/** Writes where variable i becomes the largest, for the point and for its mirror image. */
function becomesLargest({ rho, above, below, opposite }: Kernel, z: Float64Array, i: number, twoSided: Float64Array, upper: Float64Array, at: number): void {
  const size = z.length;
  const own = z[i];
  const from = i * size;
  let [mostUp, leastUp, mostDown, leastDown] = [-Infinity, Infinity, 0, 0];
  for (let j = 0; j < size; j++) {
    if (j === i) continue;
    const e = z[j] - rho[from + j] * own;
    const up = e * above[from + j];
    const down = e * below[from + j];
    if (up > mostUp) mostUp = up;
    if (up < leastUp) leastUp = up;
    if (down > mostDown) mostDown = down;
    if (down < leastDown) leastDown = down;
  }
  upper[at] = mostUp;
  upper[at + 1] = -leastUp;
  twoSided[at] = opposite[i] === 1 ? Infinity : Math.max(mostUp, -leastDown);
  twoSided[at + 1] = opposite[i] === 1 ? Infinity : Math.max(-leastUp, mostDown);
}
