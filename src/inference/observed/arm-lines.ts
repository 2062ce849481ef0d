import { leastSquares } from '../../moments/least-squares.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import type { ObservedUnits } from './observed-units.ts';

/** The linear regression of an outcome on covariates among some units. */
export interface Line {
  /** The constant first. */
  readonly coefficients: Float64Array;
  /** k x k. */
  readonly gramInverse: Float64Array;
  /** Units it was fitted to. */
  readonly units: number;
}

/** Covariates that tell nothing of their own among these units, or more of them than units. */
export interface NoLine {
  readonly kind: 'no-line';
  readonly arm: 0 | 1;
  readonly columns: readonly string[];
  readonly units: number;
}

const outcomeName = 'estimand:outcome';

/** Least squares among the units at some places. */
export function lineOf(outcome: Float64Array, { names, columns }: ObservedUnits, places: Int32Array, arm: 0 | 1): Line | NoLine {
  const units = places.length;
  if (units < columns.length + 2) return { kind: 'no-line', arm, columns: [], units };
  const moments = momentsOf({ ...Object.fromEntries(names.map((name, j) => [name, columns[j]])), [outcomeName]: outcome }, undefined, places);
  if (names.length === 0) return { coefficients: Float64Array.of(moments.mean[0]), gramInverse: Float64Array.of(1 / units), units };
  const found = leastSquares(moments, outcomeName, names);
  if ('kind' in found) return { kind: 'no-line', arm, columns: found.columns, units };
  return { coefficients: found.coefficients, gramInverse: found.gramInverse, units };
}

/** What the line says of every unit. */
export function predictedBy({ coefficients }: Line, columns: readonly Float64Array[], n: number): Float64Array {
  const predicted = new Float64Array(n).fill(coefficients[0]);
  for (let j = 0; j < columns.length; j++) {
    const [slope, column] = [coefficients[j + 1], columns[j]];
    for (let i = 0; i < n; i++) predicted[i] += slope * column[i];
  }
  return predicted;
}

/** x' matrix x of units at some places, zero of the others; the columns are those of the units with a constant first. */
export function quadraticAt(matrix: Float64Array, columns: readonly Float64Array[], places: Int32Array, n: number): Float64Array {
  const k = columns.length + 1;
  const found = new Float64Array(n);
  const x = new Float64Array(k);
  x[0] = 1;
  for (const i of places) {
    for (let j = 1; j < k; j++) x[j] = columns[j - 1][i];
    let sum = 0;
    for (let a = 0; a < k; a++) {
      let along = 0;
      for (let b = 0; b < k; b++) along += matrix[a * k + b] * x[b];
      sum += along * x[a];
    }
    found[i] = sum;
  }
  return found;
}

/** The places of the units of an arm. */
export function placesOf(treated: Uint8Array, arm: 0 | 1): Int32Array {
  let count = 0;
  for (const t of treated) if (t === arm) count++;
  const places = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < treated.length; i++) if (treated[i] === arm) places[at++] = i;
  return places;
}
