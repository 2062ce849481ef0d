import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { hasFewEvents } from '../../inference/arms/binary.ts';
import { clusterKindOf } from '../../inference/arms/clustered/cluster-choice.ts';
import { comparison } from '../../inference/arms/comparison.ts';
import { type Arms, armsOf, type Contrast, type ContrastOptions, contrastOf, contrastsOf } from '../../inference/arms/contrast.ts';
import { fewEventsFinding } from '../../inference/arms/refusals.ts';
import type { ClusterCovarianceKind } from '../../inference/clusters/cluster-kinds.ts';
import { comomentOf, meanOf } from '../../moments/moments.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type Group, type MomentsReply, moments } from '../../relation/requests.ts';
import { adjustedItt } from './adjusted-itt.ts';
import { clusteredItt } from './clustered-itt.ts';
import { type IttDetails, ittEstimate } from './itt-estimate.ts';
import { scoreInference } from './score-inference.ts';
import { welchInference } from './welch-inference.ts';

export interface IttOptions extends ContrastOptions {
  /** Covariates measured before assignment: the effect is then adjusted by `adjustedItt`. */
  readonly adjust?: readonly Covariate[];
  /** With a cluster only, CR2 unless told. */
  readonly covariance?: ClusterCovarianceKind;
}

export type { IttDetails } from './itt-estimate.ts';

/**
 * Intention-to-treat effect: difference in means between arms as assigned, whoever used what.
 *
 * Model   mean Y(treatment) - mean Y(control); variance s1^2/n1 + s0^2/n0 (Neyman), t with Welch's df. A binary outcome takes its interval, bounds and test, also those
 *         of the relative effect, from Newcombe's score method; with fewer than 10 events or non-events in an arm each limit is moved outwards to where Chan and
 *         Zhang's exact unconditional test agrees, and there is no standard error.
 *         With a cluster: CR2 with Bell and McCaffrey's df, always; with few events each limit is moved outwards to where a permutation of the clusters agrees.
 * Shapes  one `Moments` an arm over [outcome].
 * Units   outcome units; a share for binary outcomes.
 * Errors  arm-missing, arm-too-small, outcome-missing. A constant outcome is refused.
 * Source  Neyman (1923); Welch (1947); Newcombe (1998); Chan & Zhang (1999), Biometrics 55. Parity: scipy.stats.ttest_ind(equal_var=False), statsmodels confint_proportions_2indep,
 *         estimatr difference_in_means(clusters =).
 */
export const itt = question<IttOptions>(
  {
    id: 'itt',
    title: 'Intention-to-treat effect, difference in means',
    source: 'Neyman (1923); Welch (1947); Newcombe (1998); Chan & Zhang (1999)',
    docs: 'docs/methods/itt.md',
    label: 'as assigned, unadjusted',
    rounds: { usual: 1, most: 2 },
    clusteredRounds: { usual: 2, most: 4 },
    plan: (protocol) => contrastsOf(protocol),
    example: { outcome: 'y', assignment: 'z', control: 0 },
  },
  function* (options): Asking<Answer> {
    if (options.adjust && options.adjust.length > 0) return yield* adjustedItt({ ...options, adjust: options.adjust });
    const kind = clusterKindOf(options.cluster, options.covariance);
    return yield* kind ? clusteredItt(contrastOf(options), kind, itt.source) : unadjusted(contrastOf(options));
  },
);

function* unadjusted(c: Contrast): Asking<Answer> {
  const reply = yield* ask(moments({ columns: { [c.outcome]: c.measure }, by: [c.assignment] }));
  const compared = withoutEvents(reply, c) ?? (yield* comparison(reply, c));
  if ('refused' in compared) return compared.refused;
  const { arms, binary } = compared;
  const answers = arms.treatments.map((arm) => contrastWith(arm, arms, c, binary));
  return { estimates: answers.map((a) => a.estimate), findings: answers.flatMap((a) => a.findings), exhibits: [] };
}

/** A guardrail without events is not refused as constant: its score interval gives an upper bound without events. */
function withoutEvents(reply: MomentsReply, c: Contrast): { arms: Arms; binary: true } | undefined {
  const nothing = reply.groups.every(({ moments: m }) => m.n > 0 && meanOf(m, c.outcome) === 0 && comomentOf(m, c.outcome, c.outcome) === 0);
  return c.role === 'guardrail' && nothing && (c.ofWhole || reply.integer[c.outcome]) ? { arms: armsOf(reply, c), binary: true } : undefined;
}

function contrastWith(arm: Group, arms: Arms, c: Contrast, binary: boolean): { estimate: Estimate<IttDetails>; findings: readonly Finding[] } {
  const few = binary && [arm, arms.control].some(({ moments: m }) => hasFewEvents(m, c.outcome));
  const inference = binary ? scoreInference(arm, arms.control, c) : { ...welchInference(arm, arms.control, c), options: { interval: 'welch' }, details: {} };
  const estimate = ittEstimate(arm, arms, c, { binary, ...inference, source: itt.source });
  return { estimate, findings: few ? [fewEventsFinding(estimate.id, c.outcome, [arms.control, arm])] : [] };
}
