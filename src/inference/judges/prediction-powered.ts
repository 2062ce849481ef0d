import { EstimandError } from '../../errors/estimand-error.ts';
import type { Interval } from '../../estimate/estimate.ts';
import { type DesignMatrix, designOf } from '../../models/design.ts';
import { linearRegression } from '../../models/linear-regression.ts';
import { usualLevel } from '../../protocol/defaults.ts';
import { waldInference } from '../wald.ts';

/** Rows that people labelled beside the judge, and rows that only the judge has seen: none is in both. */
export interface Labelled {
  readonly human: Float64Array;
  readonly judge: Float64Array;
  readonly unlabelled: Float64Array;
}

export interface PredictionPowered {
  readonly name: string;
  readonly value: number;
  readonly standardError: number;
  readonly interval: Interval;
}

export interface PredictionPoweredOptions {
  readonly of:
    | ({ readonly kind: 'mean' } & Labelled)
    /** Two arms, each with the weight of its own judge. */
    | { readonly kind: 'difference'; readonly treatment: Labelled; readonly control: Labelled }
    /** Coefficients of a linear regression, the intercept first. */
    | ({ readonly kind: 'regression'; readonly terms: readonly RegressionTerm[] } & Labelled);
  /** Weight of the judge, 0 to 1: `best` is that of PPI++, 1 is PPI, 0 leaves the judge out. */
  readonly weight?: number | 'best';
  readonly level?: number;
}

/** A numeric column on labelled and unlabelled rows. */
export interface RegressionTerm {
  readonly name: string;
  readonly labelled: Float64Array;
  readonly unlabelled: Float64Array;
}

/**
 * Prediction-powered means, differences and regressions from arrays, where labelled rows are not among the judged ones (`unlabelled: rest`).
 *
 * Model     the judge's estimate on unlabelled rows, its weight w, plus the estimate of human - w judge on labelled rows. PPI++ weight: half the covariance of the two
 *           scores over (1 + n / N) times the variance of the judge's, summed over coefficients, held within 0 and 1. Normal intervals.
 * Shapes    labels and scores of the same rows are of equal length.
 * Errors    option-invalid for fewer than two rows, lengths that differ, or a weight outside 0 and 1.
 * Source    Angelopoulos et al. (2023), Science 382; Angelopoulos, Duchi & Zrnic (2023), PPI++. Parity: ppi-python.
 */
export function predictionPowered(options: PredictionPoweredOptions): readonly PredictionPowered[] {
  const { of, weight = 'best', level = usualLevel } = options;
  if (weight !== 'best' && !(weight >= 0 && weight <= 1)) throw invalid('weight', String(weight), 'best, or a number from 0 to 1');
  if (of.kind === 'mean') return [reported('mean', meanOf(of, weight), level)];
  if (of.kind === 'regression') return regression(of, weight).map(({ name, ...found }) => reported(name, found, level));
  const [treatment, control] = [meanOf(of.treatment, weight), meanOf(of.control, weight)];
  const found = { value: treatment.value - control.value, standardError: Math.hypot(treatment.standardError, control.standardError) };
  return [reported('difference', found, level)];
}

interface Found {
  readonly value: number;
  readonly standardError: number;
}

function reported(name: string, { value, standardError }: Found, level: number): PredictionPowered {
  const { interval } = waldInference(value, standardError, { kind: 'normal' }, { level, boundsLevel: level });
  return { name, value, standardError, interval };
}

function meanOf(rows: Labelled, weight: number | 'best'): Found {
  expectRows(rows);
  const { human, judge, unlabelled } = rows;
  const ratio = human.length / unlabelled.length;
  const w = weight === 'best' ? clipped(covariance(human, judge, 0) / ((1 + ratio) * variance([...judge, ...unlabelled], 1))) : weight;
  const corrected = human.map((label, i) => label - w * judge[i]);
  return {
    value: w * mean(unlabelled) + mean(corrected),
    standardError: Math.sqrt((w ** 2 * variance(unlabelled, 0)) / unlabelled.length + variance(corrected, 0) / human.length),
  };
}

function regression(of: Extract<PredictionPoweredOptions['of'], { kind: 'regression' }>, weight: number | 'best'): readonly (Found & { name: string })[] {
  expectRows(of);
  const { human, judge, unlabelled, terms } = of;
  const [n, m] = [human.length, unlabelled.length];
  const labelledX = designOf(
    n,
    terms.map(({ name, labelled }) => ({ kind: 'numeric', name, values: labelled })),
  );
  const restX = designOf(
    m,
    terms.map(({ name, unlabelled: values }) => ({ kind: 'numeric', name, values })),
  );
  const inverse = inverseHessian(labelledX, restX);
  const theta = (w: number): Float64Array => {
    const rest =
      w === 0
        ? undefined
        : coefficients(
            unlabelled.map((score) => w * score),
            restX,
          );
    return coefficients(
      human.map((label, i) => label - w * judge[i]),
      labelledX,
    ).map((b, j) => b + (rest?.[j] ?? 0));
  };
  // Rows of the bread: each coefficient's influence is a column of the design times the residual, taken through it.
  const influence = (x: DesignMatrix, y: Float64Array, at: Float64Array): readonly Float64Array[] => {
    const residual = y.map((value, i) => x.columns.reduce((sum, column, j) => sum + column[i] * at[j], 0) - value);
    return inverse.map((row) => residual.map((e, i) => e * row.reduce((sum, h, j) => sum + h * x.columns[j][i], 0)));
  };
  const w = weight === 'best' ? bestWeight(influence, theta(1), of, labelledX, restX) : weight;
  const at = theta(w);
  const [own, judged, rest] = [influence(labelledX, human, at), influence(labelledX, judge, at), influence(restX, unlabelled, at)];
  return labelledX.names.map((name, j) => {
    const left = own[j].map((u, i) => u - w * judged[j][i]);
    const noise = (n / m) * w ** 2 * variance(rest[j], 1) + variance(left, 1);
    return { name, value: at[j], standardError: Math.sqrt(noise / n) };
  });
}

function bestWeight(
  influence: (x: DesignMatrix, y: Float64Array, at: Float64Array) => readonly Float64Array[],
  at: Float64Array,
  of: Labelled,
  labelledX: DesignMatrix,
  restX: DesignMatrix,
): number {
  const [own, judged, rest] = [influence(labelledX, of.human, at), influence(labelledX, of.judge, at), influence(restX, of.unlabelled, at)];
  const together = own.reduce((sum, u, j) => sum + covariance(u, judged[j], 0), 0);
  const spread = judged.reduce((sum, u, j) => sum + variance([...u, ...rest[j]], 1), 0);
  return clipped(together / ((1 + of.human.length / of.unlabelled.length) * spread));
}

function coefficients(outcome: Float64Array, design: DesignMatrix): Float64Array {
  const fit = linearRegression({ outcome, design });
  if ('kind' in fit) throw invalid('terms', design.names.join(', '), 'columns that can be told apart on labelled and unlabelled rows');
  return fit.coefficients;
}

/** (X'X / rows)^-1 over all rows together, by rows. */
function inverseHessian(a: DesignMatrix, b: DesignMatrix): readonly Float64Array[] {
  const rows = a.columns[0].length + b.columns[0].length;
  const columns = a.columns.map((column, j) => {
    const both = new Float64Array(rows);
    both.set(column);
    both.set(b.columns[j], column.length);
    return both;
  });
  const fit = linearRegression({ outcome: new Float64Array(rows), design: { names: a.names, columns } });
  if ('kind' in fit) throw invalid('terms', a.names.join(', '), 'columns that can be told apart');
  const k = a.names.length;
  return a.names.map((_, i) => fit.gramInverse.slice(i * k, (i + 1) * k).map((v) => v * rows));
}

const clipped = (weight: number): number => (Number.isFinite(weight) ? Math.min(1, Math.max(0, weight)) : 0);
const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((sum, v) => sum + v, 0) / x.length;
const variance = (x: ArrayLike<number>, less: 0 | 1): number => covariance(x, x, less);

function covariance(x: ArrayLike<number>, y: ArrayLike<number>, less: 0 | 1): number {
  const [mx, my] = [mean(x), mean(y)];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - mx) * (y[i] - my);
  return sum / (x.length - less);
}

function expectRows({ human, judge, unlabelled }: Labelled): void {
  if (human.length !== judge.length) throw invalid('judge', `of ${judge.length} rows`, `a score for each of the ${human.length} labels`);
  if (human.length < 2 || unlabelled.length < 2)
    throw invalid('human', `${human.length} labels and ${unlabelled.length} other rows`, 'at least two rows of each');
}

function invalid(option: string, found: string, asked: string): EstimandError {
  return new EstimandError('option-invalid', { option, found, asked });
}
