import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { isKnown } from '../../../expressions/build.ts';
import { freedomFindings } from '../../../inference/arms/clustered/cluster-findings.ts';
import { amongClusters } from '../../../inference/arms/clustered/count-clusters.ts';
import { type Contrast, type ContrastOptions, comparedBy, contrastOf, contrastsOf } from '../../../inference/arms/contrast.ts';
import { armDesign } from '../../../models/arm-design.ts';
import type { Covariate } from '../../../protocol/protocol.ts';
import { question } from '../../../protocol/question.ts';
import type { Asking } from '../../../relation/asking.ts';
import { adjustmentFindings } from '../adjustment-findings.ts';
import { armCovariance, type LogisticCovariance } from './arm-covariance.ts';
import { type ArmRegression, armRegression, factorsIn, linearFit, type Path } from './arm-regression.ts';
import { estimatesOf } from './estimates.ts';
import { convergenceRefusal, fewClustersFinding, perfectCovariate, repeatingColumns, separatedRefusal, sparseFinding } from './refusals.ts';

export interface LogisticEffectOptions extends ContrastOptions {
  readonly adjust: readonly Covariate[];
  /** Default: HC1; CR2 when there are clusters. `nonrobust` trusts the model, and asks about these units' covariates only. */
  readonly covariance?: LogisticCovariance;
  /** Fetch rows once (`columns`), or scan them for each step (`moments`). Default: by size. The answer is the same. */
  readonly path?: Path;
  /** What to answer for an outcome that is not binary: a refusal (default), or nothing. */
  readonly otherwise?: 'refuse' | 'nothing';
}

/**
 * Intention-to-treat effect on a binary outcome, adjusted by logistic regression and averaged over all units.
 *
 * Model   logit P(Y = 1) = a + sum over arms of b_arm 1[arm] + c'x, by maximum likelihood. Effect = mean over all units of the share predicted in
 *         the arm less the share predicted in control. Each unit's influence is that difference less its mean, over n, plus J' H^-1 s: J the
 *         derivative of the effect by the coefficients, H the information, s the unit's score. Sum of squares (by cluster first, if there are
 *         clusters), HC1: times n / (n - k), t with n - k. With clusters CR2 by arm, with Bell and McCaffrey's df of the difference in means. Valid for the
 *         population also where the model is wrong.
 * Shapes  outcome, arm indicators and covariates as arrays; or one `Moments` a step over [indicators, covariates, working residual].
 * Units   a share.
 * Errors  covariates-collinear, option-invalid. Refused: no binary outcome; separation, naming the columns; no convergence. With clusters cluster-spans-arms, cluster-too-few.
 * Source  Freedman (2008), Statistical Science 23; Moore & van der Laan (2009), Statistics in Medicine 28. Parity: statsmodels Logit, get_margeff.
 */
export const logisticEffect = question<LogisticEffectOptions>(
  {
    id: 'logistic-effect',
    title: 'Effect on a binary outcome, adjusted by logistic regression',
    source: 'Freedman (2008), Statistical Science 23; Moore & van der Laan (2009), Statistics in Medicine 28',
    docs: 'docs/methods/logistic-effect.md',
    label: 'as assigned, adjusted (logistic)',
    rounds: { usual: 2, most: 6 },
    clusteredRounds: { usual: 3, most: 7 },
    plan: (protocol) =>
      protocol.analysis.adjust === 'logistic' && protocol.covariates.length > 0
        ? contrastsOf(protocol).map((o) => ({ ...o, adjust: protocol.covariates, otherwise: 'nothing' }))
        : [],
    example: { outcome: 'b', assignment: 'z', control: 0, adjust: ['x'] },
  },
  function* (options): Asking<Answer> {
    const c = contrastOf(options);
    return yield* amongClusters(c, isKnown(c.measure), effect(c, covarianceOf(options, c), options), 'compared by a logistic regression');
  },
);

function* effect(c: Contrast, covariance: LogisticCovariance, options: LogisticEffectOptions): Asking<Answer> {
  const prepared = yield* armRegression(c, options.adjust, options.path);
  if ('refused' in prepared) return options.otherwise === 'nothing' ? withoutKind(prepared.refused) : prepared.refused;
  const { fitting, groups } = prepared;
  const refused = (finding: Finding): Answer => ({ estimates: [], findings: [finding], exhibits: [] });
  const perfect = perfectCovariate(fitting, factorsIn(options.adjust), c.outcome);
  if (perfect) return refused(perfect);
  const fit = yield* fitting.maximise();
  if (fit.kind === 'diverging') return refused(separatedRefusal(fit, c.outcome));
  if (fit.kind === 'no-convergence') return refused(convergenceRefusal(fit, c.outcome));
  if (fit.kind === 'collinear') return yield* explained(c, options.adjust, prepared);
  const responses = yield* fitting.respond(fit.coefficients);
  const variances = yield* armCovariance(fitting, fit, responses, covariance, { c, groups });
  const about = { c, adjust: options.adjust, covariance, source: logisticEffect.source };
  const coefficients = fit.coefficients.length;
  const estimates = estimatesOf(about, prepared, fit, responses, variances);
  return {
    estimates,
    findings: [
      ...adjustmentFindings(prepared, fit.condition, c.outcome),
      ...sparseFinding(groups, coefficients, c.outcome),
      ...(covariance === 'CR2' ? freedomFindings(c, estimates) : fewClustersFinding(variances.clusters, c.cluster, c.outcome)),
    ],
    exhibits: [],
  };
}

/** Errors  option-invalid when the covariance does not go with the clusters. */
function covarianceOf({ covariance }: LogisticEffectOptions, { cluster }: Contrast): LogisticCovariance {
  if (covariance === undefined) return cluster === undefined ? 'HC1' : 'CR2';
  const kinds: readonly LogisticCovariance[] = cluster === undefined ? ['HC0', 'HC1', 'nonrobust'] : ['CR0', 'CR1', 'CR2'];
  if (kinds.includes(covariance)) return covariance;
  throw new EstimandError('option-invalid', {
    option: 'covariance',
    found: `"${covariance}"`,
    asked: cluster === undefined ? '"HC0", "HC1" or "nonrobust" where there is no cluster' : `"CR0", "CR1" or "CR2" where errors are shared within ${cluster}`,
  });
}

/** A study asks it about every outcome; it answers nothing for those that are not binary. */
const withoutKind = (answer: Answer): Answer => ({ ...answer, findings: answer.findings.filter(({ check }) => check !== 'binary-outcome') });

/** The columns that depend on one another, by the linear regression that they make impossible too. */
function* explained(c: Contrast, adjust: readonly Covariate[], { arms, covariates }: ArmRegression): Asking<Answer> {
  const { groups } = yield* armDesign(comparedBy(c), adjust);
  linearFit(c, { arms, groups: groups.filter(({ key }) => [arms.control, ...arms.treatments].some((arm) => arm.key[0] === key[0])) }, covariates);
  return { estimates: [], findings: [repeatingColumns(covariates, c.outcome)], exhibits: [] };
}
