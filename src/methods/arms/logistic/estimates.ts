import type { Estimate } from '../../../estimate/estimate.ts';
import { type Contrast, contrastRecord, estimandOf, estimateId, sizesOf } from '../../../inference/arms/contrast.ts';
import { relativeEffect } from '../../../inference/relative.ts';
import { quantileOf, waldInference } from '../../../inference/wald.ts';
import type { ArmResponses } from '../../../models/logistic/arm-fitting.ts';
import type { Maximum } from '../../../models/logistic/maximise.ts';
import { meanOf } from '../../../moments/moments.ts';
import { INTERCEPT } from '../../../moments/terms.ts';
import type { Covariate } from '../../../protocol/protocol.ts';
import { varianceReduction } from '../variance-reduction.ts';
import type { ArmCovariance, LogisticCovariance } from './arm-covariance.ts';
import type { ArmRegression } from './arm-regression.ts';

export interface LogisticEffectDetails {
  readonly arms: readonly { readonly arm: string; readonly n: number; readonly mean: number; readonly standardisedShare: number }[];
  /** The odds ratio at the same covariates: it differs from the effect on shares. */
  readonly oddsRatio: { readonly value: number; readonly low: number; readonly high: number; readonly logStandardError: number };
  /** Standard errors by the inverse information. */
  readonly coefficients: readonly { readonly name: string; readonly value: number; readonly standardError: number }[];
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly varianceReduction: number;
}

interface About {
  readonly c: Contrast;
  readonly adjust: readonly Covariate[];
  readonly covariance: LogisticCovariance;
  readonly source: string;
}

/** One estimate for each treatment arm, all from one regression. */
export function estimatesOf(
  about: About,
  regression: ArmRegression,
  fit: Maximum,
  responses: ArmResponses,
  variances: ArmCovariance,
): readonly Estimate<LogisticEffectDetails>[] {
  const { c, adjust, covariance, source } = about;
  const { arms, fitting, covariates } = regression;
  const { shares, logLikelihood } = responses;
  const { between, clusters } = variances;
  const k = fit.coefficients.length;
  const coefficients = [INTERCEPT, ...fitting.names].map((name, j) => ({ name, value: fit.coefficients[j], standardError: Math.sqrt(fit.inverse[j * k + j]) }));
  return arms.treatments.map((arm, i) => {
    const a = i + 1;
    const df = variances.df(a);
    const reference = { kind: 't', df } as const;
    const [v1, v0, both] = [between(a, a), between(0, 0), between(a, 0)];
    const value = shares[a] - shares[0];
    const inference = waldInference(value, Math.sqrt(Math.max(0, v1 - 2 * both + v0)), reference, c);
    const means = { treatment: shares[a], control: shares[0], treatmentVariance: v1, controlVariance: v0, covariance: both };
    const relative = relativeEffect(means, reference, c);
    const odds = shares.length + i;
    const logStandardError = Math.sqrt(between(odds, odds));
    const reach = quantileOf(reference, (1 + c.level) / 2) * logStandardError;
    const adjusted = covariates.length > 0 ? `, adjusted for ${covariates.join(', ')} by logistic regression` : '';
    return {
      id: estimateId('logistic-effect', c, arm.key[0], arms),
      role: c.role,
      estimand: estimandOf(
        c,
        arm.key[0],
        true,
        `Average effect of assigning ${arm.key[0]} rather than ${c.control} (${c.assignment}) on ${c.outcome}, among all units assigned${adjusted}.`,
      ),
      value,
      ...inference,
      sizes: { ...sizesOf([arms.control, arm]), ...(clusters !== undefined && { clusters }) },
      ...(relative && { relative }),
      method: { id: 'logistic-effect', options: { ...contrastRecord(c), adjust, covariance, path: fitting.path }, source },
      details: {
        arms: [arms.control, arm].map((g, side) => ({
          arm: g.key[0],
          n: g.moments.n,
          mean: meanOf(g.moments, c.outcome),
          standardisedShare: shares[side === 0 ? 0 : a],
        })),
        ...(clusters !== undefined && { df }),
        oddsRatio: {
          value: Math.exp(fit.coefficients[a]),
          low: Math.exp(fit.coefficients[a] - reach),
          high: Math.exp(fit.coefficients[a] + reach),
          logStandardError,
        },
        coefficients,
        logLikelihood,
        iterations: fit.iterations,
        varianceReduction: varianceReduction([arms.control, arm], c.outcome, inference.standardError),
      },
    };
  });
}
