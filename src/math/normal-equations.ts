import { choleskyFactor, choleskySolve } from './cholesky.ts';
import { compensatedDot } from './compensated-sum.ts';
import { symmetrize } from './matrix.ts';

/** A positive definite system, factored after scaling its diagonal to one. */
export interface NormalEquations {
  readonly size: number;
  /** size × size, row-major, unscaled. */
  readonly gram: Float64Array;
  /** Cholesky factor of the scaled matrix. */
  readonly lower: Float64Array;
  /** Square roots of the diagonal. */
  readonly scale: Float64Array;
}

/** The matrix with its diagonal scaled to one: the correlation matrix of a matrix of co-moments. */
export function scaledToUnitDiagonal(gram: Float64Array, size: number): Float64Array {
  const scale = diagonalRoots(gram, size);
  const scaled = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) scaled[i * size + j] = i === j ? 1 : gram[i * size + j] / (scale[i] * scale[j]);
  return scaled;
}

/** Undefined when the matrix is not positive definite. */
export function factorNormalEquations(gram: Float64Array, size: number): NormalEquations | undefined {
  const lower = choleskyFactor(scaledToUnitDiagonal(gram, size), size);
  return lower && { size, gram, lower, scale: diagonalRoots(gram, size) };
}

/**
 * The x with gram x = target, and what gram x leaves of the target.
 *
 * Model     Cholesky, then iterative refinement with remainders in twice the working precision: x is right to rounding, as far as the
 *           condition number allows (some 1e12).
 */
export function solveNormalEquations(system: NormalEquations, target: Float64Array): { readonly solution: Float64Array; readonly remainder: Float64Array } {
  let solution = step(system, target);
  let remainder = remainderOf(system, solution, target);
  let size = sizeOf(system, remainder);
  for (let round = 0; round < 10 && size > 0; round++) {
    const change = step(system, remainder);
    const better = solution.map((value, j) => value + change[j]);
    const left = remainderOf(system, better, target);
    const leftSize = sizeOf(system, left);
    if (!(leftSize < size)) break;
    [solution, remainder, size] = [better, left, leftSize];
  }
  return { solution, remainder };
}

/** The inverse of the matrix, each column refined as a solution; exactly symmetric. */
export function invertNormalEquations(system: NormalEquations): Float64Array {
  const { size } = system;
  const inverse = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const unit = new Float64Array(size);
    unit[j] = 1;
    inverse.set(solveNormalEquations(system, unit).solution, j * size);
  }
  return symmetrize(inverse, size);
}

function diagonalRoots(gram: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, j) => Math.sqrt(gram[j * size + j]));
}

function step({ lower, scale }: NormalEquations, target: Float64Array): Float64Array {
  const scaled = choleskySolve(
    lower,
    target.map((value, j) => value / scale[j]),
  );
  return scaled.map((value, j) => value / scale[j]);
}

function remainderOf({ gram, size }: NormalEquations, solution: Float64Array, target: Float64Array): Float64Array {
  return target.map((value, i) => compensatedDot(gram, solution, size, i * size, value, -1));
}

function sizeOf({ scale }: NormalEquations, remainder: Float64Array): number {
  let largest = 0;
  for (let j = 0; j < remainder.length; j++) largest = Math.max(largest, Math.abs(remainder[j]) / scale[j]);
  return largest;
}
