import { choleskyFactor, choleskySolve } from '../../math/cholesky.ts';
import { factorNormalEquations, invertNormalEquations } from '../../math/normal-equations.ts';

/** What is left of a column beside the others, when only rounding is left of it. */
const nothing = 1e-9;

/**
 * The x with left x = target, zero beside some of the columns. Undefined where a column has nothing left of its own.
 *
 * Shapes    left and all k x k: what is left of all.
 */
export function solvedFor(left: Float64Array, all: Float64Array, target: Float64Array, columns: readonly number[]): Float64Array | undefined {
  const k = target.length;
  const whole = columns.length === k;
  const lower = choleskyFactor(whole ? left : picked(left, k, columns), columns.length);
  if (!lower) return undefined;
  for (const [i, column] of columns.entries()) if (!(lower[i * columns.length + i] ** 2 > nothing * all[column * k + column])) return undefined;
  if (whole) return choleskySolve(lower, target);
  const found = choleskySolve(
    lower,
    Float64Array.from(columns, (column) => target[column]),
  );
  const placed = new Float64Array(k);
  for (const [i, column] of columns.entries()) placed[column] = found[i];
  return placed;
}

/** The inverse over some of the columns, zero beside them. */
export function inverseFor(matrix: Float64Array, k: number, columns: readonly number[]): Float64Array | undefined {
  const size = columns.length;
  const system = factorNormalEquations(picked(matrix, k, columns), size);
  if (!system) return undefined;
  const inverse = invertNormalEquations(system);
  const placed = new Float64Array(k * k);
  for (const [i, row] of columns.entries()) for (const [j, column] of columns.entries()) placed[row * k + column] = inverse[i * size + j];
  return placed;
}

function picked(matrix: Float64Array, k: number, columns: readonly number[]): Float64Array {
  const size = columns.length;
  return Float64Array.from({ length: size * size }, (_, e) => matrix[columns[Math.floor(e / size)] * k + columns[e % size]]);
}
