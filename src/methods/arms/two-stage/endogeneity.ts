import { waldStatistic } from '../../../inference/anderson-rubin/robust-pair.ts';
import type { CentredFit } from '../../../inference/second-pass.ts';
import { chiSquareTail } from '../../../math/distributions/chi-square.ts';
import { combine, unchanged } from '../../../moments/combine.ts';
import { leastSquares } from '../../../moments/least-squares.ts';
import type { Asking } from '../../../relation/asking.ts';
import { type Errors, formErrors, unitForm } from './covariance.ts';
import { followsFromInstruments, type JointTest, jointTest } from './first-stage.ts';
import { centredOn, type Fit } from './fit.ts';

/** Does least squares on the treatments differ from the regression with instruments by more than chance? */
export interface Endogeneity {
  /** Coefficients of the treatments by least squares. */
  readonly leastSquares: readonly { readonly treatment: string; readonly value: number }[];
  /** Equal error variances: F, and Durbin's chi-square. */
  readonly wuHausman: JointTest;
  readonly durbin: JointTest;
  /** With the covariance asked for. */
  readonly robust?: JointTest;
}

/** The residual of a treatment's first stage. */
const leftName = (treatment: string): string => `${treatment} less its projection`;

/**
 * Durbin-Wu-Hausman test by control function: what the first stages leave of the treatments, as further regressors. Undefined when they leave nothing.
 *
 * Source  Durbin (1954); Wu (1973); Hausman (1978); Wooldridge (2010), section 6.3.1. Parity: linearmodels wu_hausman, durbin, wooldridge_regression.
 */
export function* endogeneity(fit: Fit, errors: Errors): Asking<Endogeneity | undefined> {
  const { moments: m, outcome, treatments, covariates, instruments } = fit.design;
  const p = treatments.length;
  if (treatments.some((_, j) => followsFromInstruments(fit, j))) return undefined;
  const names = [...treatments, ...covariates].map(({ name }) => name);
  const given = [...instruments, ...covariates];
  const left = treatments.map(({ name }, j) => ({
    name: leftName(name),
    expression: fit.reduced.treatments[j].centred.residual,
    of: { ...Object.fromEntries(given.map((x, i) => [x.name, -fit.stages.firstStages[j].coefficients[i + 1]])), [name]: 1 },
  }));
  const wide = combine(m, { ...unchanged([outcome.name, ...names]), ...Object.fromEntries(left.map((v) => [v.name, v.of])) });
  const moments = { ...wide, mean: wide.mean.map((mean, i) => (i > names.length ? 0 : mean)) };
  const plain = leastSquares(moments, outcome.name, names);
  const augmented = leastSquares(moments, outcome.name, [...names, ...left.map(({ name }) => name)]);
  if ('kind' in plain || 'kind' in augmented || !(augmented.residualSumOfSquares > 0)) return undefined;
  const gain = plain.residualSumOfSquares - augmented.residualSumOfSquares;
  const durbin = (m.n * gain) / plain.residualSumOfSquares;
  const k = names.length + p;
  const columns = [...treatments, ...covariates, ...left];
  const centred: CentredFit = centredOn(moments, outcome, columns, augmented.coefficients, augmented.gramInverse);
  const forms = left.map((_, j) => unitForm(names.length + j, k));
  const robust =
    errors.kind === 'nonrobust'
      ? undefined
      : yield* formErrors(centred, forms, errors, { sumOfSquares: augmented.residualSumOfSquares, df: augmented.dfResidual });
  const wald = robust && robust.saturated === 0 ? waldStatistic(augmented.coefficients.slice(1 + names.length), robust.matrix) : undefined;
  return {
    leastSquares: treatments.map(({ name }, j) => ({ treatment: name, value: plain.coefficients[j + 1] })),
    wuHausman: jointTest((gain / augmented.residualSumOfSquares) * augmented.dfResidual, p, augmented.dfResidual),
    durbin: { statistic: durbin, df: p, pValue: chiSquareTail(durbin, p) },
    ...(robust && wald !== undefined && { robust: jointTest(wald, p, Math.min(...robust.df)) }),
  };
}
