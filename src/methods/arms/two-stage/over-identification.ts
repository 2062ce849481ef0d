import { waldStatistic } from '../../../inference/anderson-rubin/robust-pair.ts';
import type { CentredFit } from '../../../inference/second-pass.ts';
import { choleskyFactor, lowerInverse } from '../../../math/cholesky.ts';
import { chiSquareTail } from '../../../math/distributions/chi-square.ts';
import { householderQr } from '../../../math/householder-qr.ts';
import { identity, multiplyVector, transpose } from '../../../math/matrix.ts';
import { type Combination, combine } from '../../../moments/combine.ts';
import { leastSquares } from '../../../moments/least-squares.ts';
import { comomentOf } from '../../../moments/moments.ts';
import type { Asking } from '../../../relation/asking.ts';
import { type Errors, scoreCovariance } from './covariance.ts';
import { instrumentGram, type JointTest } from './first-stage.ts';
import type { Fit } from './fit.ts';

/** Do the instruments agree on the effects? */
export interface OverIdentification {
  /** Equal error variances. */
  readonly sargan: JointTest;
  /** Wooldridge's score test: right whatever the error variances (and, with a cluster, within clusters). */
  readonly score?: JointTest;
}

/**
 * Tests whether the instruments agree, when there are more of them than treatments. Undefined when there are as many instruments as treatments.
 *
 * Model   e: the residuals. Sargan n e'P e / e'e, P the projection on instruments and covariates. Score: s_j = sum r_j e over q directions r_j of the
 *         instruments net of covariates and projected treatments; s' (sum of r r' e^2)^-1 s. Both chi-square(q).
 * Source  Sargan (1958); Wooldridge (1995), Journal of Econometrics 68. Parity: linearmodels sargan, wooldridge_overid.
 */
export function* overIdentification(fit: Fit, errors: Errors): Asking<OverIdentification | undefined> {
  const { design, stages } = fit;
  const { moments: m, outcome, treatments, instruments, covariates } = design;
  const df = instruments.length - treatments.length;
  if (df === 0 || !(stages.residualSumOfSquares > 0)) return undefined;
  const zx = [...instruments, ...covariates].map(({ name }) => name);
  const regressors = [...treatments, ...covariates].map(({ name }) => name);
  const residual: Combination = { ...Object.fromEntries(regressors.map((name, j) => [name, -stages.coefficients[j + 1]])), [outcome.name]: 1 };
  const scored = directions(fit).map((a) => combinationOf(fit, a));
  const together = combine(m, {
    ...Object.fromEntries(zx.map((name) => [name, { [name]: 1 }])),
    residual,
    ...Object.fromEntries(scored.map((r, j) => [`score ${j}`, r])),
  });
  const onInstruments = leastSquares(together, 'residual', zx);
  if ('kind' in onInstruments) return undefined;
  const sargan = m.n * (1 - onInstruments.residualSumOfSquares / comomentOf(together, 'residual', 'residual'));
  const answer: OverIdentification = { sargan: chiSquare(sargan, df) };
  if (errors.kind === 'nonrobust') return answer;

  const k = zx.length;
  // The scores are sums of the columns themselves: no inverse stands between.
  const byColumn: CentredFit = { ...fit.reduced.outcome.centred, residual: fit.centred.residual, inverse: identity(k) };
  const forms = scored.map((r) => ({ constant: 0, slopes: Float64Array.from(zx, (name) => r[name] ?? 0) }));
  const { matrix } = yield* scoreCovariance(byColumn, forms, errors, { sumOfSquares: stages.residualSumOfSquares, df: stages.dfResidual });
  const sums = Float64Array.from(scored, (_, j) => comomentOf(together, 'residual', `score ${j}`));
  const statistic = waldStatistic(sums, matrix);
  return { ...answer, ...(statistic !== undefined && { score: chiSquare(statistic, df) }) };
}

const chiSquare = (statistic: number, df: number): JointTest => ({ statistic, df, pValue: chiSquareTail(statistic, df) });

/** Directions a of the instruments with a' Q effects = 0 for the effects on every treatment, orthonormal in Q: instruments less treatments many. */
function directions(fit: Fit): readonly Float64Array[] {
  const m = fit.design.instruments.length;
  const factor = choleskyFactor(instrumentGram(fit), m)!;
  const across = transpose(factor, m, m);
  const moved = fit.reduced.treatments.map(({ effects }) => multiplyVector(across, effects, m));
  const axes = Array.from({ length: m }, (_, i) => Float64Array.from({ length: m }, (__, j) => (i === j ? 1 : 0)));
  const back = transpose(lowerInverse(factor, m), m, m);
  return householderQr([...moved, ...axes])
    .q.slice(moved.length)
    .map((q) => multiplyVector(back, q, m));
}

/** The direction net of covariates, as a sum of instruments and covariates. */
function combinationOf({ design }: Fit, direction: Float64Array): Combination {
  const { moments: m, instruments, covariates } = design;
  const along = 'along';
  const sum = Object.fromEntries(instruments.map(({ name }, i) => [name, direction[i]]));
  const given = covariates.map(({ name }) => name);
  if (given.length === 0) return sum;
  const wide = combine(m, { ...Object.fromEntries(given.map((name) => [name, { [name]: 1 }])), [along]: sum });
  const fit = leastSquares(wide, along, given);
  return 'kind' in fit ? sum : { ...sum, ...Object.fromEntries(given.map((name, j) => [name, -fit.coefficients[j + 1]])) };
}
