import type { Answer } from '../../../estimate/answer.ts';
import type { Estimate, Reference } from '../../../estimate/estimate.ts';
import type { ClusterCovarianceKind } from '../../../inference/clusters/cluster-kinds.ts';
import { type Levels, quantileOf, upperTail } from '../../../inference/wald.ts';
import { question } from '../../../protocol/question.ts';
import { type Asking, ask } from '../../../relation/asking.ts';
import { type Group, moments } from '../../../relation/requests.ts';
import { eventsIn } from '../binary.ts';
import { clusterKindOf } from '../clustered/cluster-choice.ts';
import { freedomFindings } from '../clustered/cluster-findings.ts';
import { inClusters, withKnownClusters } from '../clustered/known-clusters.ts';
import { comparison } from '../comparison.ts';
import { type Arms, type Contrast, type ContrastOptions, contrastOf, contrastsOf, echoOf, estimandOf, estimateId, sizesOf } from '../contrast.ts';
import { clusterLogErrors, type LogErrors, rowLogErrors, shareOf } from './log-errors.ts';

export interface RiskRatioOptions extends ContrastOptions {
  /** What to answer for an outcome that is not binary: a refusal (default), or nothing. */
  readonly otherwise?: 'refuse' | 'nothing';
  /** With a cluster only, CR2 unless told. */
  readonly covariance?: ClusterCovarianceKind;
}

/**
 * Share of events under treatment over the share under control, among all units assigned.
 *
 * Model   log ratio with variance (1 - p1)/(n1 p1) + (1 - p0)/(n0 p0), normal; interval and bounds are exponentials of its limits.
 * Shapes  one `Moments` an arm over [outcome], 0 or 1.
 *         With a cluster: the clustered variances of the shares by the delta method, t with Bell and McCaffrey's df.
 * Units   times: 1 is no effect.
 * Errors  arm-missing, arm-too-small, outcome-missing. Refused without events in an arm, and for outcomes that are not binary.
 * Source  Katz, Baptista, Azen & Pike (1978), Biometrics 34. Parity: statsmodels Table2x2.
 */
export const riskRatio = question<RiskRatioOptions>(
  {
    id: 'risk-ratio',
    title: 'Risk ratio of a binary outcome',
    source: 'Katz, Baptista, Azen & Pike (1978), Biometrics 34',
    docs: 'docs/methods/risk-ratio.md',
    rounds: { usual: 1, most: 2 },
    clusteredRounds: { usual: 2, most: 3 },
    // A study that judges a harm in percent of control wants to see it as a ratio.
    plan: (protocol) => contrastsOf(protocol, (o) => o.tolerance?.relative === true).map((o) => ({ ...o, role: 'secondary', otherwise: 'nothing' })),
    example: { outcome: 'b', assignment: 'z', control: 0 },
  },
  function* (options): Asking<Answer> {
    const c = contrastOf({ ...options, unit: { kind: 'ratio' } });
    const clustered = clusterKindOf(c.cluster, options.covariance);
    const reply = yield* withKnownClusters(c, ask(moments({ columns: { [c.outcome]: c.measure }, by: [c.assignment], ...inClusters(c) })));
    const compared = yield* comparison(reply, c);
    if ('refused' in compared) return compared.refused;
    const { arms, groups, binary } = compared;
    const nothing: Answer = { estimates: [], findings: [], exhibits: [] };
    if (!binary && options.otherwise === 'nothing') return nothing;
    if (!binary) return { ...nothing, findings: [refusal(c, `${c.outcome} is not binary, so it has no risk ratio.`, 'Ask for the difference in means.')] };
    const withoutEvents = [arms.control, ...arms.treatments].find((arm) => eventsIn(arm.moments, c.outcome) === 0);
    if (withoutEvents) {
      const says = `Arm ${withoutEvents.key[0]} has no events of ${c.outcome}, so the risk ratio has no interval.`;
      return { ...nothing, findings: [refusal(c, says, 'Read the difference of shares, whose score interval holds without events.')] };
    }
    const errors = clustered ? yield* clusterLogErrors(groups, c, clustered) : rowLogErrors(groups, c.outcome);
    const estimates = arms.treatments.map((arm, i) => estimateOf(arm, arms, c, errors[i]));
    return { ...nothing, estimates, findings: freedomFindings(c, estimates) };
  },
);

function estimateOf(arm: Group, arms: Arms, c: Contrast, { standardError, reference, covariance, clusters }: LogErrors): Estimate {
  const log = Math.log(shareOf(arm, c.outcome)) - Math.log(shareOf(arms.control, c.outcome));
  const statistic = log / standardError;
  return {
    id: estimateId('risk-ratio', c, arm.key[0], arms),
    role: c.role,
    estimand: estimandOf(
      c,
      arm.key[0],
      true,
      `Share with ${c.outcome} when assigned ${arm.key[0]}, over the share when assigned ${c.control} (${c.assignment}), among all units assigned.`,
    ),
    value: Math.exp(log),
    ...limits(log, standardError, reference, c),
    ...(standardError > 0 && { test: { null: 1, alternative: 'two-sided', statistic, pValue: Math.min(1, 2 * upperTail(reference, Math.abs(statistic))) } }),
    sizes: sizesOf([arms.control, arm], clusters),
    method: { id: 'risk-ratio', options: { ...echoOf(c), ...(covariance && { covariance }) }, source: riskRatio.source },
    details: { logRatio: log, logStandardError: standardError, ...(clusters && { clusters, df: reference.kind === 't' ? reference.df : undefined }) },
  };
}

function limits(
  log: number,
  standardError: number,
  reference: Reference,
  { level, boundsLevel }: Levels,
): Pick<Estimate, 'interval'> & Pick<Required<Estimate>, 'bounds'> {
  const at = (p: number): number => Math.exp(log + quantileOf(reference, p) * standardError);
  return {
    interval: { pieces: [{ low: at((1 - level) / 2), high: at((1 + level) / 2) }], level, side: 'two-sided', kind: 'pointwise', reference },
    bounds: { level: boundsLevel, low: at(1 - boundsLevel), high: at(boundsLevel) },
  };
}

function refusal({ outcome }: Contrast, says: string, mend: string): Answer['findings'][number] {
  return { check: 'risk-ratio', about: { column: outcome, estimate: `risk-ratio:${outcome}` }, verdict: 'refuse', says, mend };
}
