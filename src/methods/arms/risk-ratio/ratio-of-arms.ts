import type { Answer } from '../../../estimate/answer.ts';
import type { Estimate, Reference } from '../../../estimate/estimate.ts';
import { clusterKindOf } from '../../../inference/arms/clustered/cluster-choice.ts';
import { freedomFindings } from '../../../inference/arms/clustered/cluster-findings.ts';
import { inClusters, withKnownClusters } from '../../../inference/arms/clustered/known-clusters.ts';
import { comparison } from '../../../inference/arms/comparison.ts';
import {
  type Arms,
  type Contrast,
  type ContrastOptions,
  contrastOf,
  contrastRecord,
  estimandOf,
  estimateId,
  sizesOf,
} from '../../../inference/arms/contrast.ts';
import type { ClusterCovarianceKind } from '../../../inference/clusters/cluster-kinds.ts';
import { type Levels, quantileOf, upperTail } from '../../../inference/wald.ts';
import { type Asking, ask } from '../../../relation/asking.ts';
import { type Group, moments } from '../../../relation/requests.ts';
import { clusterLogErrors, type LogErrors, rowLogErrors, shareOf } from './log-errors.ts';

export interface BinaryRatioOptions extends ContrastOptions {
  /** What to answer for an outcome that is not binary: a refusal (default), or nothing. */
  readonly otherwise?: 'refuse' | 'nothing';
  /** With a cluster only, CR2 unless told. */
  readonly covariance?: ClusterCovarianceKind;
}

/** A ratio of two arms that is estimated and judged on the log scale: the difference of a number of each arm. */
export interface RatioOfArms {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  /** The number of an arm, from its share of events, with its derivative. */
  readonly logOf: (share: number) => { readonly value: number; readonly slope: number };
  /** Why an arm has no such number; absent when it has one. */
  readonly lacking: (arm: Group, outcome: string) => string | undefined;
  readonly says: (arm: string, c: Contrast) => string;
}

/** Errors  arm-missing, arm-too-small, outcome-missing. Refused where an arm lacks its part, and for outcomes that are not binary. */
export function* ratioOfArms(ratio: RatioOfArms, options: BinaryRatioOptions): Asking<Answer> {
  const c = contrastOf({ ...options, unit: { kind: 'ratio' } });
  const clustered = clusterKindOf(c.cluster, options.covariance);
  const reply = yield* withKnownClusters(c, ask(moments({ columns: { [c.outcome]: c.measure }, by: [c.assignment], ...inClusters(c) })));
  const compared = yield* comparison(reply, c);
  if ('refused' in compared) return compared.refused;
  const { arms, groups, binary } = compared;
  const nothing: Answer = { estimates: [], findings: [], exhibits: [] };
  if (!binary && options.otherwise === 'nothing') return nothing;
  if (!binary)
    return { ...nothing, findings: [refusal(ratio, c, `${c.outcome} is not binary, so it has no ${ratio.name}.`, 'Ask for the difference in means.')] };
  const lacking = groups.map((arm) => ratio.lacking(arm, c.outcome)).find((why) => why !== undefined);
  if (lacking !== undefined) {
    const says = `${lacking}, so the ${ratio.name} has no interval.`;
    return { ...nothing, findings: [refusal(ratio, c, says, 'Read the difference of shares, whose score interval holds without events.')] };
  }
  const slope = (share: number): number => ratio.logOf(share).slope;
  const errors = clustered ? yield* clusterLogErrors(groups, c, clustered, slope) : rowLogErrors(groups, c.outcome, slope);
  const estimates = arms.treatments.map((arm, i) => estimateOf(ratio, arm, arms, c, errors[i]));
  return { ...nothing, estimates, findings: freedomFindings(c, estimates) };
}

function estimateOf(
  ratio: RatioOfArms,
  arm: Group,
  arms: Arms,
  c: Contrast,
  { standardError, reference, covariance, clusters, together }: LogErrors,
): Estimate {
  const [log1, log0] = [arm, arms.control].map((group) => ratio.logOf(shareOf(group, c.outcome)).value);
  const log = log1 - log0;
  const statistic = log / standardError;
  return {
    id: estimateId(ratio.id, c, arm.key[0], arms),
    role: c.role,
    estimand: estimandOf(c, arm.key[0], true, ratio.says(arm.key[0], c)),
    value: Math.exp(log),
    ...limits(log, standardError, reference, c),
    ...(standardError > 0 && { test: { null: 1, alternative: 'two-sided', statistic, pValue: Math.min(1, 2 * upperTail(reference, Math.abs(statistic))) } }),
    sizes: sizesOf([arms.control, arm], clusters, together),
    method: { id: ratio.id, options: { ...contrastRecord(c), ...(covariance && { covariance }) }, source: ratio.source },
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

function refusal({ id }: RatioOfArms, { outcome }: Contrast, says: string, mend: string): Answer['findings'][number] {
  return { check: id, about: { column: outcome, estimate: `${id}:${outcome}` }, verdict: 'refuse', says, mend };
}
