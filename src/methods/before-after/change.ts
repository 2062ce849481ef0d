import { EstimandError } from '../../errors/estimand-error.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { column, indicator, is } from '../../expressions/build.ts';
import { hasFewEvents } from '../../inference/arms/binary.ts';
import { clusterKindOf } from '../../inference/arms/clustered/cluster-choice.ts';
import { fewClusteredEvents, freedomFindings } from '../../inference/arms/clustered/cluster-findings.ts';
import { inArms, inClusters, withKnownClusters } from '../../inference/arms/clustered/known-clusters.ts';
import { comparison } from '../../inference/arms/comparison.ts';
import { type Contrast, type ContrastOptions, contrastOf, contrastsOf, sizesOf } from '../../inference/arms/contrast.ts';
import { fewEventsFinding, leastShare } from '../../inference/arms/refusals.ts';
import type { ClusterCovarianceKind } from '../../inference/clusters/cluster-kinds.ts';
import { clusteredCovariance } from '../../inference/clusters/clustered-covariance.ts';
import { relativeEffect } from '../../inference/relative.ts';
import { residualOf } from '../../inference/second-pass.ts';
import { waldInference } from '../../inference/wald.ts';
import { meanOf, varianceOf } from '../../moments/moments.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type Group, moments } from '../../relation/requests.ts';
import { scoreInference } from '../arms/score-inference.ts';
import { welchInference } from '../arms/welch-inference.ts';

export interface ChangeOptions extends Omit<ContrastOptions, 'assignment' | 'control' | 'treatments'> {
  /** Column of the period. */
  readonly period: string;
  /** Its value before the change, and after it. */
  readonly before: string | number | boolean;
  readonly after: string | number | boolean;
  /** With a cluster only, CR2 unless told. */
  readonly covariance?: ClusterCovarianceKind;
}

interface Periods {
  readonly before: Group;
  readonly after: Group;
}

/** How the two means err, and what the estimate says of it. */
type Errors = Pick<Estimate, 'standardError' | 'interval' | 'bounds' | 'test' | 'relative' | 'details'> & {
  readonly clusters?: number;
  readonly df?: number;
  readonly options: object;
};

/**
 * Change in the mean of an outcome from the time before to the time after: what most dashboards show. It is no effect, since everything else that changed
 * with time is in it.
 *
 * Model   mean after - mean before, over rows. Without a unit: Welch's t; a binary outcome with fewer than 10 events or non-events in a period takes
 *         Newcombe's limits. With a unit (`cluster`), which may have rows in both periods: CR2 by unit with Bell and McCaffrey's df.
 * Shapes  one `Moments` a period over [outcome]; with a unit one row a unit besides.
 * Units   outcome units; a share for binary outcomes.
 * Errors  arm-missing, arm-too-small, outcome-missing; cluster-too-few; no-freedom where each period is one unit. A constant outcome is refused.
 * Source  Welch (1947); Newcombe (1998); Bell & McCaffrey (2002). Parity: clubSandwich, statsmodels.
 */
export const change = question<ChangeOptions>(
  {
    id: 'change',
    title: 'Change from before to after',
    source: 'Welch (1947); Newcombe (1998); Bell & McCaffrey (2002)',
    docs: 'docs/methods/change.md',
    label: 'after against before',
    rounds: { usual: 1, most: 2 },
    clusteredRounds: { usual: 2, most: 3 },
    plan: (protocol) =>
      contrastsOf(protocol).flatMap(({ assignment, control, treatments = [], ...o }) =>
        treatments.map((after) => ({ ...o, period: assignment, before: control, after })),
      ),
    example: { outcome: 'y', period: 'z', before: 0, after: 1 },
  },
  function* ({ period, before, after, covariance, ...options }): Asking<Answer> {
    const c = contrastOf({ ...options, assignment: period, control: before, treatments: [after] });
    const kind = clusterKindOf(c.cluster, covariance);
    const reply = yield* withKnownClusters(c, ask(moments({ columns: { [c.outcome]: c.measure }, by: [c.assignment], ...inClusters(c) })));
    const compared = yield* comparison(reply, c);
    if ('refused' in compared) return compared.refused;
    const { arms, binary } = compared;
    const periods = { before: arms.control, after: arms.treatments[0] };
    const groups = [periods.before, periods.after];
    const few = binary && groups.some((group) => hasFewEvents(group.moments, c.outcome));
    const errors = kind ? yield* unitErrors(periods, c, kind) : rowErrors(periods, c, binary);
    const estimate = estimateOf(periods, c, binary, errors);
    if (kind) {
      const events = few ? fewClusteredEvents(estimate.id, c, groups) : [];
      return { estimates: [estimate], findings: [...events, ...freedomFindings(c, [estimate])], exhibits: [] };
    }
    return { estimates: [estimate], findings: few ? [fewEventsFinding(estimate.id, c.outcome, groups)] : [], exhibits: [] };
  },
);

function estimateOf({ before, after }: Periods, c: Contrast, binary: boolean, { options, clusters, df, details, ...errors }: Errors): Estimate {
  const [from, to] = [before.key[0], after.key[0]];
  return {
    id: `change:${c.outcome}`,
    role: c.role,
    estimand: {
      contrast: { treatment: to, control: from },
      population: 'all rows of both periods',
      outcome: c.outcome,
      unit: c.unit ?? (binary ? { kind: 'share' } : { kind: 'plain' }),
      says: `Change in the mean of ${c.outcome} from ${from} to ${to} (${c.assignment}), whatever brought it about.`,
    },
    value: meanOf(after.moments, c.outcome) - meanOf(before.moments, c.outcome),
    ...errors,
    sizes: { ...sizesOf([before, after]), ...(clusters !== undefined && { clusters }) },
    method: { id: 'change', options: { ...recordOf(c, to), ...options }, source: change.source },
    details: {
      arms: [before, after].map(({ key: [arm], moments: m }) => ({
        arm,
        n: m.n,
        mean: meanOf(m, c.outcome),
        standardDeviation: Math.sqrt(varianceOf(m, c.outcome)),
      })),
      ...(df !== undefined && { df }),
      ...details,
    },
  };
}

/** The options as plain data, for the record. */
function recordOf({ outcome, assignment, control, cluster, level, boundsLevel }: Contrast, after: string): object {
  return { outcome, period: assignment, before: control, after, ...(cluster !== undefined && { cluster }), level, boundsLevel };
}

/** Rows that are independent of each other. */
const rowErrors = ({ before, after }: Periods, c: Contrast, binary: boolean): Errors =>
  binary ? scoreInference(after, before, c) : { ...welchInference(after, before, c), options: { interval: 'welch' } };

/** Rows of one unit are alike, in one period and across both: the regression on the period, its errors added up by unit. */
function* unitErrors({ before, after }: Periods, c: Contrast, kind: ClusterCovarianceKind): Asking<Errors> {
  const [n1, n0] = [after.moments.n, before.moments.n];
  const n = n1 + n0;
  const [mean1, mean0] = [meanOf(after.moments, c.outcome), meanOf(before.moments, c.outcome)];
  const columns = [indicator(is(column(c.assignment), after.key[0]))];
  const means = Float64Array.of(n1 / n);
  const slopes = Float64Array.of(mean1 - mean0);
  const residual = residualOf({ outcome: c.measure, outcomeMean: (n1 * mean1 + n0 * mean0) / n, columns, means, slopes });
  const fit = { residual, columns, n, means, inverse: Float64Array.of(n / (n1 * n0)) };
  const forms = [
    { constant: 1, slopes: Float64Array.of(-means[0]) },
    { constant: 0, slopes: Float64Array.of(1) },
  ];
  const { matrix, df, clusters } = yield* clusteredCovariance(fit, forms, kind, c.cluster!, inArms(c.assignment, [before, after]));
  const [controlVariance, between, , variance] = matrix;
  // Where each period is the rows of one unit, its residuals add up to nothing but rounding.
  const ofRows = varianceOf(after.moments, c.outcome) / n1 + varianceOf(before.moments, c.outcome) / n0;
  if (variance <= leastShare * ofRows) throw new EstimandError('no-freedom', { df: 0 });
  const reference = { kind: 't', df: df[1] } as const;
  const relative = relativeEffect(
    { treatment: mean1, control: mean0, treatmentVariance: controlVariance + 2 * between + variance, controlVariance, covariance: controlVariance + between },
    reference,
    c,
  );
  return {
    ...waldInference(slopes[0], Math.sqrt(variance), reference, c),
    ...(relative && { relative }),
    clusters,
    options: { covariance: kind },
    df: df[1],
  };
}
