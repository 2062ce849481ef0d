import { linearRegression } from '../../models/linear-regression.ts';

/** Fewer matched units in an arm than the regression has terms. */
export interface TooFewToAdjust {
  readonly kind: 'too-few-to-adjust';
  readonly units: number;
  readonly terms: number;
}

export interface ArmSlopes {
  /** The prediction of each row, but for a constant. */
  readonly predicted: Float64Array;
  /** Places of the columns that are sums of others among the matched: they change no prediction there. */
  readonly dropped: readonly number[];
}

/**
 * The regression within the matched sample of an arm that corrects what unequal covariates do to a matched mean.
 *
 * Model     least squares of the outcome on a constant and the columns over the units that are matched, weighted by how often they are (K).
 *           The convention of Stata's teffects nnmatch `biasadj` and of R Matching's `BiasAdjust`.
 * Errors    too-few-to-adjust.
 * Source    Abadie & Imbens (2011), Journal of Business & Economic Statistics 29.
 */
export function slopesWithin(outcome: Float64Array, columns: readonly Float64Array[], rows: Int32Array, weight: Float64Array): ArmSlopes | TooFewToAdjust {
  const used = rows.filter((row) => weight[row] > 0);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(used, (row) => values[row]);
  const weights = { kind: 'precision', values: pick(weight) } as const;
  const dropped: number[] = [];
  for (;;) {
    const kept = columns.map((_, place) => place).filter((place) => !dropped.includes(place));
    const design = {
      names: ['constant', ...kept.map(String)],
      columns: [new Float64Array(used.length).fill(1), ...kept.map((place) => pick(columns[place]))],
    };
    const fit = linearRegression({ outcome: pick(outcome), design, weights });
    if (!('kind' in fit)) return { predicted: predictions(columns, kept, fit.coefficients, outcome.length), dropped };
    if (fit.kind === 'too-few-rows') return { kind: 'too-few-to-adjust', units: used.length, terms: fit.parameters };
    dropped.push(...fit.columns.map(Number));
  }
}

function predictions(columns: readonly Float64Array[], kept: readonly number[], coefficients: Float64Array, rows: number): Float64Array {
  const predicted = new Float64Array(rows);
  for (const [i, place] of kept.entries()) {
    const slope = coefficients[i + 1];
    const values = columns[place];
    for (let row = 0; row < rows; row++) predicted[row] += slope * values[row];
  }
  return predicted;
}
