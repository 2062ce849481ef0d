import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import { joinAnswers } from '../../../estimate/answer.ts';
import type { Estimate } from '../../../estimate/estimate.ts';
import { column, isKnown } from '../../../expressions/build.ts';
import { freedomFindings } from '../../../inference/arms/clustered/cluster-findings.ts';
import { amongClusters } from '../../../inference/arms/clustered/count-clusters.ts';
import { quantileOf } from '../../../inference/wald.ts';
import { question } from '../../../protocol/question.ts';
import type { Asking } from '../../../relation/asking.ts';
import { sequentialIgnorability } from './findings.ts';
import { linearParts } from './linear-parts.ts';
import { type MediatedArms, mediatedArms } from './mediated-arms.ts';
import { type PartsTold, partsOf } from './mediation-estimates.ts';
import { partsExhibit, sensitivityExhibit } from './mediation-exhibits.ts';
import { type Coefficient, naiveCoefficients } from './naive.ts';
import { type Mediated, type MediatedOptions, mediatedOf, mediatedOutcomes } from './options.ts';
import { unexplainedOutcome } from './refusals.ts';
import { correlationAtZero } from './sensitivity.ts';
import { shareMediated } from './share.ts';
import { standardisedParts } from './standardised/standardised-parts.ts';

export interface MediationOptions extends MediatedOptions {
  /**
   * Logistic regressions of what holds 0 and 1 only, or linear ones of everything. Default: logistic where the outcome holds 0 and 1 only and one mediator is asked about.
   * Asked for, a mediator of 0 and 1 is logistic beside any outcome.
   */
  readonly models?: 'linear' | 'logistic';
  /** What to do where there is no share: say why (default), or say nothing. */
  readonly otherwise?: 'refuse' | 'nothing';
}

/**
 * The effect of assignment in two parts: through the mediators, taken together, and not through them.
 *
 * Model   in each arm linear regressions of every mediator on the covariates and of the outcome on mediators and covariates, so that slopes may
 *         differ between arms (treatment-mediator interaction). Natural indirect effect: slopes of the treated arm times the adjusted difference of
 *         the mediators; direct: the rest of the adjusted total effect; the same with the slopes of control, and the mean of both. Stacked sandwich of all regressions (HC2, or by cluster). The total effect by t with n less all
 *         parameters, with a cluster Satterthwaite's; parts by the distribution of the product of slopes and shifts (`drawnPart`). The share through the mediators has its Fieller set.
 *         An outcome of 0 and 1, and one mediator beside it, by logistic regressions within arms and averages of what they predict (`standardisedParts`).
 * Shapes  one `Moments` an arm over [outcome, mediators, covariates], then one more scan for the variances; logistic models read rows after that.
 * Units   outcome units; the share is a number.
 * Errors  those of the adjusted effect; column-in-two-roles when a mediator is a covariate, and so measured before assignment. Refused when a mediator
 *         is constant, unknown in an arm, or fixed by assignment and covariates.
 * Source  VanderWeele (2015), Explanation in Causal Inference; Imai, Keele & Tingley (2010), Psychological Methods 15.
 */
export const mediation = question<MediationOptions>(
  {
    id: 'mediation',
    title: 'Natural direct and indirect effects',
    source: 'VanderWeele (2015), Explanation in Causal Inference; Imai, Keele & Tingley (2010), Psychological Methods 15',
    docs: 'docs/methods/mediation.md',
    rounds: { usual: 2, most: 4 },
    // Through the first mediator, the first two ...: each set holds what comes before its last one.
    plan: (protocol) =>
      mediatedOutcomes(protocol).flatMap((o) => o.mediators.map((_, i) => ({ ...o, mediators: o.mediators.slice(0, i + 1), otherwise: 'nothing' }))),
    example: { outcome: 'y', assignment: 'z', control: 0, mediators: ['d'], covariates: ['x', { factor: 'g' }] },
  },
  function* (options): Asking<Answer> {
    const o = mediatedOf(options);
    const { models, otherwise } = options;
    if (models !== undefined && models !== 'linear' && models !== 'logistic')
      throw new EstimandError('option-invalid', { option: 'models', found: `"${String(models)}"`, asked: 'logistic or linear' });
    const counted = [o.c.measure, ...o.mediators.map(column)].map(isKnown).reduce((left, right) => ({ op: 'and', left, right }));
    return yield* amongClusters(o.c, counted, takenApart(o, models, otherwise), 'taken apart by a mediation');
  },
);

function* takenApart(o: Mediated, models: MediationOptions['models'], otherwise: MediationOptions['otherwise']): Asking<Answer> {
  const found = yield* mediatedArms(o, 'treated', function* (groups, models) {
    return yield* naiveCoefficients(o, groups, models.arms[1].onMediators!);
  });
  if ('refused' in found) return found.refused;
  const standardised = yield* standardisedParts(o, found, models);
  const answers = found.arms.treatments.map((_, i) =>
    ofArm(o, found, i + 1, standardised.parts?.[i] ?? (() => linearParts(o, found, i + 1)), found.beside?.[i]),
  );
  const said = answers.map((answer) => (otherwise === 'nothing' ? withoutShare(answer) : answer));
  return joinAnswers([...said, { estimates: [], findings: [...found.findings, ...standardised.findings], exhibits: [] }]);
}

const withoutShare = (answer: Answer): Answer => ({ ...answer, findings: answer.findings.filter(({ check }) => check !== 'proportion-mediated') });

function ofArm(o: Mediated, m: MediatedArms, at: number, telling: () => PartsTold, naive: Coefficient | undefined): Answer {
  const refused = unexplainedOutcome(m.models, at, m.groups, o.c, o.mediators);
  if (refused) return { estimates: [], findings: [refused], exhibits: [] };
  const method = { id: mediation.id, source: mediation.source };
  const told = telling();
  const parts = partsOf(o, m, at, told, naive, method);
  const { total, direct, indirect } = parts;
  const share = shareMediated(o, m, at, parts, told, method);
  const byT: Estimate = { ...indirect, interval: { ...indirect.interval, reference: { kind: 't', df: told.df.indirect } } };
  const zero = o.mediators.length === 1 ? zeroOf(o, m, at) : undefined;
  return {
    estimates: [
      total,
      direct,
      { ...indirect, ...((zero || indirect.details) && { details: { ...indirect.details, ...(zero && { correlationAtZero: zero }) } }) },
      ...parts.others,
      ...('check' in share ? [] : [share]),
      ...(parts.naive ? [parts.naive] : []),
    ],
    findings: [sequentialIgnorability(o, indirect.id, zero, told.models !== undefined), ...('check' in share ? [share] : []), ...freedomFindings(o.c, [byT])],
    exhibits: [partsExhibit(o, parts), ...(zero ? [sensitivityExhibit(o, m, at, parts, zero.correlation)] : [])],
  };
}

function zeroOf({ c }: Mediated, { models, errors }: MediatedArms, at: number) {
  const of = correlationAtZero(models, at);
  const standardError = Math.sqrt(errors.covariance(of, of));
  const half = quantileOf({ kind: 't', df: errors.df(of) }, (1 + c.level) / 2) * standardError;
  return { correlation: of.value, standardError, low: Math.max(-1, of.value - half), high: Math.min(1, of.value + half) };
}
