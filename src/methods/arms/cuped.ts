import { EstimandError } from '../../errors/estimand-error.ts';
import type { Answer } from '../../estimate/answer.ts';
import { clusterKindOf } from '../../inference/arms/clustered/cluster-choice.ts';
import { clustersOf, freedomFindings } from '../../inference/arms/clustered/cluster-findings.ts';
import { comparison } from '../../inference/arms/comparison.ts';
import { type ContrastOptions, contrastOf, contrastRecord, contrastsOf, estimandOf, estimateId, sizesOf } from '../../inference/arms/contrast.ts';
import { adjustedMean, cupedClusterErrors, cupedRowErrors } from '../../inference/arms/cuped-errors.ts';
import { determinedOutcome, expectRegression } from '../../inference/arms/refusals.ts';
import type { ClusterCovarianceKind } from '../../inference/clusters/cluster-kinds.ts';
import { relativeEffect } from '../../inference/relative.ts';
import { waldInference } from '../../inference/wald.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { mergeAll } from '../../moments/merge.ts';
import { comomentOf } from '../../moments/moments.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { imputedCovariate, imputedFindings } from './cuped-covariate.ts';
import { varianceReduction } from './variance-reduction.ts';

export interface CupedOptions extends ContrastOptions {
  /** A numeric covariate measured before assignment, best the outcome itself in the period before. Units without it stay: they are predicted by their own mean outcome. */
  readonly covariate: string;
  /** With a cluster only, CR2 unless told. */
  readonly covariance?: ClusterCovarianceKind;
}

/**
 * Intention-to-treat effect on the outcome less what a pre-period covariate predicts (CUPED).
 *
 * Model   Y - theta (X - mean X), theta = Cov(Y, X) / Var(X) over all arms; difference of its means, Welch's variance and df. Units without
 *         X stay, with its mean and an indicator of missingness.
 * Shapes  one `Moments` an arm over [outcome, covariate], and over the outcome; one more round where a covariate is unknown.
 * Units   outcome units.
 * Errors  arm-missing, arm-too-small, covariates-collinear when the covariate is constant, option-invalid when it is the outcome.
 * Source  Deng, Xu, Kohavi & Walker (2013), WSDM. Parity: tea-tasting Mean with a covariate.
 */
export const cuped = question<CupedOptions>(
  {
    id: 'cuped',
    title: 'Intention-to-treat effect with CUPED',
    source: 'Deng, Xu, Kohavi & Walker (2013), WSDM',
    docs: 'docs/methods/cuped.md',
    label: 'as assigned, CUPED',
    rounds: { usual: 1, most: 3 },
    clusteredRounds: { usual: 2, most: 4 },
    plan: (protocol) => {
      const covariate = protocol.covariates.find((x) => typeof x === 'string');
      return protocol.analysis.adjust === 'cuped' && covariate !== undefined ? contrastsOf(protocol).map((o) => ({ ...o, covariate })) : [];
    },
    example: { outcome: 'y', assignment: 'z', control: 0, covariate: 'x' },
  },
  function* (options): Asking<Answer> {
    const c = contrastOf(options);
    const x = options.covariate;
    if (x === c.outcome)
      throw new EstimandError('option-invalid', { option: 'covariate', found: `"${x}", the outcome itself`, asked: 'a covariate measured before assignment' });
    const clustered = clusterKindOf(c.cluster, options.covariance);
    const { reply, read, imputed } = yield* imputedCovariate(c, x);
    const compared = yield* comparison(reply, c);
    if ('refused' in compared) return compared.refused;
    const { arms, groups, binary } = compared;
    const whole = mergeAll(groups.map((g) => g.moments));
    const fit = expectRegression(leastSquares(whole, c.outcome, [x]), groups, c.assignment);
    const determined = determinedOutcome(fit.residualSumOfSquares, comomentOf(whole, c.outcome, c.outcome), c.outcome);
    if (determined) return { estimates: [], findings: [determined], exhibits: [] };
    const theta = fit.coefficients[1];
    const adjustment = { groups, whole, covariate: x, read, theta };
    const errors = clustered ? yield* cupedClusterErrors(adjustment, c, clustered) : cupedRowErrors(adjustment, c.outcome);
    const control = adjustedMean(adjustment, arms.control, c.outcome);
    const estimates = arms.treatments.map((arm, i) => {
      const treatment = adjustedMean(adjustment, arm, c.outcome);
      const value = treatment - control;
      const { standardError, df, means } = errors.of(i + 1);
      const reference = { kind: 't', df } as const;
      const relative = relativeEffect({ treatment, control, ...means }, reference, c);
      const clusters = clustersOf(errors.perArm, [arms.control, arm]);
      return {
        id: estimateId('cuped', c, arm.key[0], arms),
        role: c.role,
        estimand: estimandOf(
          c,
          arm.key[0],
          binary,
          `Average effect of assigning ${arm.key[0]} rather than ${c.control} (${c.assignment}) on ${c.outcome}, among all units assigned, less what ${x} predicts.`,
        ),
        value,
        ...waldInference(value, standardError, reference, c),
        sizes: sizesOf([arms.control, arm], clusters, errors.together?.(i + 1)),
        ...(relative && { relative }),
        method: { id: 'cuped', options: { ...contrastRecord(c), covariate: x, ...(clustered && { covariance: clustered }) }, source: cuped.source },
        details: { theta, varianceReduction: varianceReduction([arms.control, arm], c.outcome, standardError), ...(clusters && { clusters, df }) },
      };
    });
    return { estimates, findings: [...imputedFindings(x, c.outcome, imputed), ...freedomFindings(c, estimates)], exhibits: [] };
  },
);
