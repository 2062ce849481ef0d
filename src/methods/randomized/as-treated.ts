import { EstimandError } from '../../errors/estimand-error.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { column } from '../../expressions/build.ts';
import { clusterKindOf } from '../../inference/arms/clustered/cluster-choice.ts';
import { inClusters, withKnownClusters } from '../../inference/arms/clustered/known-clusters.ts';
import { comparison } from '../../inference/arms/comparison.ts';
import { type ContrastOptions, contrastOf, contrastRecord, contrastsOf, sizesOf } from '../../inference/arms/contrast.ts';
import type { ClusterCovarianceKind } from '../../inference/clusters/cluster-kinds.ts';
import { waldInference } from '../../inference/wald.ts';
import { type Moments, meanOf, varianceOf } from '../../moments/moments.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { clusteredUsers, independentUsers } from './as-treated-errors.ts';

export interface AsTreatedOptions extends Omit<ContrastOptions, 'control' | 'treatments'> {
  /** Column that says who used the feature, 0 or 1. */
  readonly usage: string;
  /** Numeric covariates that show how users differ from non-users. */
  readonly covariates?: readonly string[];
  /** With a cluster only, CR2 unless told. */
  readonly covariance?: ClusterCovarianceKind;
}

/**
 * Users against non-users, whatever was assigned: computed only to be shown beside the intention-to-treat effect, with the reason why it is biased.
 *
 * Model   mean Y(used) - mean Y(not used), Welch; with a cluster CR2 of the regression on usage. Role `contrast-only`: it never decides anything.
 * Shapes  one `Moments` a value of usage over [outcome], and over [covariate] for each covariate.
 * Units   outcome units.
 * Errors  usage-not-binary. Refused when everybody or nobody used it.
 * Source  Hernan & Robins (2020), Causal Inference: What If, chapter 22.
 */
export const asTreated = question<AsTreatedOptions>(
  {
    id: 'as-treated',
    title: 'As-treated comparison (biased, for contrast)',
    source: 'Hernan & Robins (2020), Causal Inference: What If, chapter 22',
    docs: 'docs/methods/as-treated.md',
    label: 'users against non-users',
    rounds: { usual: 1, most: 2 },
    clusteredRounds: { usual: 2, most: 3 },
    plan: (protocol) => {
      const { usage } = protocol;
      const covariates = protocol.covariates.filter((x) => typeof x === 'string');
      return usage === undefined ? [] : contrastsOf(protocol, (o) => o.role === 'primary').map((o) => ({ ...o, usage, covariates }));
    },
    example: { outcome: 'y', assignment: 'z', usage: 'd', covariates: ['x'] },
  },
  function* (options): Asking<Answer> {
    const { usage, covariates = [] } = options;
    const c = { ...contrastOf({ ...options, control: 0, treatments: [1] }), assignment: usage };
    const clustered = clusterKindOf(c.cluster, options.covariance);
    const [reply, ...others] = yield* all([
      withKnownClusters(c, ask(moments({ columns: { [c.outcome]: c.measure }, by: { usage: column(usage) }, ...inClusters(c) }))),
      ...covariates.map((x) => ask(moments({ columns: { [x]: column(x) }, by: { usage: column(usage) }, ...inClusters(c) }))),
    ]);
    const seen = reply.groups.map((g) => g.key[0]);
    if (!seen.every((level) => ['0', '1', 'false', 'true'].includes(level))) throw new EstimandError('usage-not-binary', { column: usage });
    if (seen.length < 2) return { estimates: [], findings: [nobodyToCompare(c.outcome, usage, seen[0])], exhibits: [] };
    const named = { ...c, ...namesOfUsage(seen) };
    const compared = yield* comparison(reply, named);
    if ('refused' in compared) return compared.refused;
    const { arms, groups, binary } = compared;
    const { value, standardError, df, clusters } = clustered ? yield* clusteredUsers(arms, named, clustered) : independentUsers(arms, c.outcome);
    if (df === 0) return { estimates: [], findings: [oneCluster(c.outcome, usage, options.cluster)], exhibits: [] };
    const id = `as-treated:${c.outcome}`;
    const shifts = others.map((other, i) => ({
      covariate: covariates[i],
      shift: standardizedDifference(
        other.groups.map((g) => g.moments),
        covariates[i],
      ),
    }));
    return {
      estimates: [
        {
          id,
          role: 'contrast-only',
          estimand: {
            contrast: { treatment: `${usage} = ${named.treatments[0]}`, control: `${usage} = ${named.control}` },
            population: 'users and non-users as they chose',
            outcome: c.outcome,
            unit: c.unit ?? (binary ? { kind: 'share' } : { kind: 'plain' }),
            says: `Difference in ${c.outcome} between units that used the feature (${usage}) and units that did not: no causal effect, since users chose to use it.`,
          },
          value,
          ...waldInference(value, standardError, { kind: 't', df }, c),
          sizes: { ...sizesOf(groups), ...(clusters !== undefined && { clusters }) },
          method: { id: 'as-treated', options: { ...contrastRecord(named), usage, ...(clustered && { covariance: clustered }) }, source: asTreated.source },
          details: { shifts, ...(clusters !== undefined && { df }) },
        },
      ],
      findings: [biasFinding(id, usage, shifts)],
      exhibits: [],
    };
  },
);

function nobodyToCompare(outcome: string, usage: string, seen = 'unknown'): Finding {
  return {
    check: 'as-treated',
    about: { column: usage, estimate: `as-treated:${outcome}` },
    verdict: 'refuse',
    says: `${usage} is ${seen} for every unit, so there are no users to set against non-users.`,
    mend: 'Read the intention-to-treat effect.',
  };
}

function oneCluster(outcome: string, usage: string, cluster = 'cluster'): Finding {
  return {
    check: 'as-treated',
    about: { column: usage, estimate: `as-treated:${outcome}` },
    verdict: 'refuse',
    says: `All units with one value of ${usage} are in 1 ${cluster}, so the error of their comparison cannot be told.`,
    mend: 'Read the intention-to-treat effect.',
  };
}

/** The texts of "did not use" and "used" in the column's own type. */
function namesOfUsage(seen: readonly string[]): { control: string; treatments: [string] } {
  return seen.some((s) => s === 'true' || s === 'false') ? { control: 'false', treatments: ['true'] } : { control: '0', treatments: ['1'] };
}

function standardizedDifference([nonUsers, users]: readonly Moments[], name: string): number {
  if (!users || users.n < 2 || nonUsers.n < 2) return 0;
  const pooled = Math.sqrt((varianceOf(users, name) + varianceOf(nonUsers, name)) / 2);
  return pooled > 0 ? (meanOf(users, name) - meanOf(nonUsers, name)) / pooled : 0;
}

function biasFinding(estimate: string, usage: string, shifts: readonly { covariate: string; shift: number }[]): Finding {
  const largest = [...shifts].sort((a, b) => Math.abs(b.shift) - Math.abs(a.shift))[0];
  const apart = largest !== undefined && Math.abs(largest.shift) >= 0.1;
  const shown = apart
    ? `Users and non-users (${usage}) differ already before use: ${largest.covariate} differs by ${largest.shift.toFixed(2)} standard deviations.`
    : `Users and non-users (${usage}) are so by their own choice, and may differ in ways that no column here shows.`;
  return {
    check: 'as-treated',
    about: { column: usage, estimate },
    verdict: 'warn',
    ...(largest && { statistic: largest.shift }),
    says: `${shown} Their difference mixes that with the effect.`,
    mend: 'Decide by the intention-to-treat effect; ask for the effect of use with the complier effect.',
  };
}
