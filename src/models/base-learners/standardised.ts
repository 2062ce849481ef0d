import type { Moments } from '../../moments/moments.ts';
import { independentColumns, type LinearFit, lineThroughMeans, momentsOfKept } from './lesson.ts';

/** Averages of products of columns with mean zero and deviation one, and of each with the target less its mean. */
export interface Standardised {
  readonly size: number;
  /** size x size: ones on the diagonal, among the rows that columns were standardised by. */
  readonly products: Float64Array;
  readonly withTarget: Float64Array;
}

/** Which columns are penalised, and what makes their deviation one. */
export interface Scales {
  readonly kept: readonly number[];
  readonly deviations: Float64Array;
}

/** Columns that are sums of others share what they tell, and enter; those that are constant among the rows do not. */
export function scalesOf(m: Moments): Scales {
  const p = m.columns.length;
  const kept = Array.from({ length: p - 1 }, (_, j) => j).filter((j) => independentColumns(momentsOfKept(m, [j])).length > 0);
  return { kept, deviations: Float64Array.from(kept, (j) => Math.sqrt(m.comoment[j * (p + 1)] / m.weight)) };
}

export function standardised(m: Moments, { kept, deviations }: Scales): Standardised {
  const [p, size] = [m.columns.length, kept.length];
  const products = new Float64Array(size * size);
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) products[a * size + b] = m.comoment[kept[a] * p + kept[b]] / (m.weight * deviations[a] * deviations[b]);
  return { size, products, withTarget: Float64Array.from(kept, (j, a) => m.comoment[j * p + p - 1] / (m.weight * deviations[a])) };
}

/** The line in the units of the columns, of slopes a deviation. */
export const inOwnUnits = (m: Moments, { kept, deviations }: Scales, slopes: Float64Array): LinearFit =>
  lineThroughMeans(
    m,
    kept,
    slopes.map((slope, a) => slope / deviations[a]),
  );

/** The mean square of what a line leaves of the target, from moments alone. */
export function meanSquareLeft(m: Moments, { constant, slopes }: LinearFit): number {
  const p = m.columns.length;
  let [mean, squares] = [m.mean[p - 1] - constant, m.comoment[p * p - 1]];
  for (let i = 0; i < slopes.length; i++) {
    mean -= slopes[i] * m.mean[i];
    squares -= 2 * slopes[i] * m.comoment[i * p + p - 1];
    for (let j = 0; j < slopes.length; j++) squares += slopes[i] * slopes[j] * m.comoment[i * p + j];
  }
  return Math.max(0, squares) / m.weight + mean ** 2;
}
