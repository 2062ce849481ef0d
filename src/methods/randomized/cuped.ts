import { EstimandError } from '../../errors/estimand-error.ts';
import type { Answer } from '../../estimate/answer.ts';
import { column } from '../../expressions/build.ts';
import { relativeEffect } from '../../inference/relative.ts';
import { waldInference } from '../../inference/wald.ts';
import { welch } from '../../inference/welch.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { mergeAll } from '../../moments/merge.ts';
import { comomentOf, covarianceOf, meanOf, varianceOf } from '../../moments/moments.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type Group, moments } from '../../relation/requests.ts';
import { expectRegression } from './collinear.ts';
import { comparison } from './comparison.ts';
import { type ContrastOptions, contrastOf, contrastsOf, echoOf, estimandOf, estimateId, sizesOf } from './contrast.ts';
import { determinedOutcome } from './determined.ts';
import { withSampledCovariates } from './sampled-covariates.ts';
import { varianceReduction } from './variance-reduction.ts';

export interface CupedOptions extends ContrastOptions {
  /** A numeric covariate measured before assignment, best the outcome itself in the period before. Units without it are left out. */
  readonly covariate: string;
}

/**
 * Intention-to-treat effect on the outcome less what a pre-period covariate predicts (CUPED).
 *
 * Model   Y - theta (X - mean X), theta = Cov(Y, X) / Var(X) over all arms; difference of its means, Welch's variance and df.
 * Shapes  one `Moments` an arm over [outcome, covariate].
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
    rounds: { usual: 1, most: 2 },
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
    const reply = yield* ask(moments({ columns: { [c.outcome]: c.measure, [x]: column(x) }, by: [c.assignment] }));
    const compared = yield* comparison(reply, c);
    if ('refused' in compared) return compared.refused;
    const { arms, groups, binary } = compared;
    const whole = mergeAll(groups.map((g) => g.moments));
    const fit = expectRegression(leastSquares(whole, c.outcome, [x]), groups, c.assignment);
    const determined = determinedOutcome(fit.residualSumOfSquares, comomentOf(whole, c.outcome, c.outcome), c.outcome);
    if (determined) return { estimates: [], findings: [determined], exhibits: [] };
    const theta = fit.coefficients[1];
    const adjusted = ({ moments: m }: Group) => ({
      n: m.n,
      mean: meanOf(m, c.outcome) - theta * (meanOf(m, x) - meanOf(whole, x)),
      variance: (varianceOf(m, c.outcome) - 2 * theta * covarianceOf(m, c.outcome, x) + theta * theta * varianceOf(m, x)) / m.n,
    });
    const control = adjusted(arms.control);
    const estimates = arms.treatments.map((arm) => {
      const treatment = adjusted(arm);
      const { value, standardError, df } = welch(treatment, control);
      const reference = { kind: 't', df } as const;
      const means = {
        treatment: treatment.mean,
        control: control.mean,
        treatmentVariance: treatment.variance,
        controlVariance: control.variance,
        covariance: 0,
      };
      const sampled = withSampledCovariates(means, { treatment: arm.moments, control: arms.control.moments, whole }, c.outcome, { [x]: theta });
      const relative = relativeEffect(sampled, reference, c);
      return {
        id: estimateId('cuped', c, arm.key[0], arms),
        role: c.role,
        estimand: estimandOf(
          c,
          arm.key[0],
          binary,
          `Average effect of assigning ${arm.key[0]} rather than ${c.control} (${c.assignment}) on ${c.outcome}, among all units assigned with ${x}, less what ${x} predicts.`,
        ),
        value,
        ...waldInference(value, standardError, reference, c),
        sizes: sizesOf([arms.control, arm]),
        ...(relative && { relative }),
        method: { id: 'cuped', options: { ...echoOf(c), covariate: x }, source: cuped.source },
        details: { theta, varianceReduction: varianceReduction([arms.control, arm], c.outcome, standardError) },
      };
    });
    return { estimates, findings: [], exhibits: [] };
  },
);
