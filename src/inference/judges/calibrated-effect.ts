import { EstimandError } from '../../errors/estimand-error.ts';
import type { Interval } from '../../estimate/estimate.ts';
import { designOf } from '../../models/design.ts';
import { linearRegression } from '../../models/linear-regression.ts';
import { usualLevel } from '../../protocol/defaults.ts';
import { waldInference } from '../wald.ts';

export interface CalibratedEffectOptions {
  /** 1 in treatment, 0 in control. */
  readonly treated: Float64Array;
  /** 1 where a person looked; other labels are not read. */
  readonly audited: Float64Array;
  readonly human: Float64Array;
  /** Known of every row: the judge's score, and what tells where it errs. The arm is always among the terms. */
  readonly terms: readonly { readonly name: string; readonly values: Float64Array }[];
  readonly level?: number;
}

export interface CalibratedEffect {
  readonly value: number;
  readonly standardError: number;
  readonly interval: Interval;
  /** The standard error as if the calibration were known: too small. */
  readonly plugInError: number;
  readonly coefficients: Readonly<Record<string, number>>;
}

/**
 * Regression calibration as it is usually done, with its full error: labels regressed on the judge over the audit, predicted for every row, and
 * the arms' mean predictions compared.
 *
 * Model     stacked M-estimation: A / p (m - m1) - (1 - A) / (1 - p) (m - m0) + g' (X'X / n over the audit)^-1 x e, g the difference of the arms' mean terms; no
 *           small-sample factor; normal interval. A simple random audit.
 * Shapes    arrays of equal length.
 * Errors    option-invalid when the audit does not tell the terms apart, or lengths differ.
 * Source    Stefanski & Boos (2002), American Statistician 56; Carroll et al. (2006), chapter 4.
 */
export function calibratedEffect({ treated, audited, human, terms, level = usualLevel }: CalibratedEffectOptions): CalibratedEffect {
  const n = treated.length;
  const odd = [audited, human, ...terms.map(({ values }) => values)].find((values) => values.length !== n);
  if (odd) throw invalid('terms', `${odd.length} values`, `one value for each of ${n} rows`);
  const rows = Array.from({ length: n }, (_, i) => i).filter((i) => audited[i] === 1);
  const all = [...terms, { name: 'arm', values: treated }];
  const picked = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i]);
  const design = designOf(
    rows.length,
    all.map(({ name, values }) => ({ kind: 'numeric', name, values: picked(values) })),
  );
  const fit = linearRegression({ outcome: picked(human), design });
  if ('kind' in fit) throw invalid('terms', design.names.join(', '), 'terms that the audit tells apart');
  const x = (i: number): readonly number[] => [1, ...all.map(({ values }) => values[i])];
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((sum, v, j) => sum + v * b[j], 0);
  const predicted = Float64Array.from({ length: n }, (_, i) => dot(x(i), fit.coefficients));
  const sizes = [0, 1].map((arm) => treated.reduce((count, a) => count + (a === arm ? 1 : 0), 0));
  const mean = (of: (i: number) => number, arm: number): number => treated.reduce((sum, a, i) => sum + (a === arm ? of(i) : 0), 0) / sizes[arm];
  const [zero, one] = [0, 1].map((arm) => mean((i) => predicted[i], arm));
  const gap = fit.names.map((_, j) => mean((i) => x(i)[j], 1) - mean((i) => x(i)[j], 0));
  const k = fit.names.length;
  const reach = gap.map((_, i) => dot(fit.gramInverse.slice(i * k, (i + 1) * k), gap));
  const influence = predicted.map((m, i) => {
    const ofArm = treated[i] === 1 ? (m - one) / sizes[1] : (zero - m) / sizes[0];
    return n * (ofArm + (audited[i] === 1 ? dot(x(i), reach) * (human[i] - m) : 0));
  });
  const centre = influence.reduce((sum, u) => sum + u, 0) / n;
  const standardError = Math.sqrt(influence.reduce((sum, u) => sum + (u - centre) ** 2, 0)) / n;
  const spread = (arm: number, about: number): number => mean((i) => (predicted[i] - about) ** 2, arm) / (sizes[arm] - 1);
  const { interval } = waldInference(one - zero, standardError, { kind: 'normal' }, { level, boundsLevel: level });
  return {
    value: one - zero,
    standardError,
    interval,
    plugInError: Math.sqrt(spread(1, one) + spread(0, zero)),
    coefficients: Object.fromEntries(fit.names.map((name, j) => [name, fit.coefficients[j]])),
  };
}

function invalid(option: string, found: string, asked: string): EstimandError {
  return new EstimandError('option-invalid', { option, found, asked });
}
