import { column } from '../../expressions/build.ts';
import { inArms } from '../../inference/arms/clustered/known-clusters.ts';
import type { Arms, Contrast } from '../../inference/arms/contrast.ts';
import type { ClusterCovarianceKind } from '../../inference/clusters/cluster-kinds.ts';
import { clusteredCovariance } from '../../inference/clusters/clustered-covariance.ts';
import { residualOf } from '../../inference/second-pass.ts';
import { welch } from '../../inference/welch.ts';
import { meanOf, varianceOf } from '../../moments/moments.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Group } from '../../relation/requests.ts';

interface UsersAndNonUsers {
  readonly value: number;
  readonly standardError: number;
  readonly df: number;
  readonly clusters?: number;
}

const meansOf = (group: Group, outcome: string) => {
  const m = group.moments;
  return { n: m.n, mean: meanOf(m, outcome), variance: varianceOf(m, outcome) / m.n };
};

export const independentUsers = ({ treatments: [users], control }: Arms, outcome: string): UsersAndNonUsers =>
  welch(meansOf(users, outcome), meansOf(control, outcome));

/** By the regression on usage, since the users of a cluster stand beside its non-users. */
export function* clusteredUsers({ treatments: [users], control }: Arms, c: Contrast, kind: ClusterCovarianceKind): Asking<UsersAndNonUsers> {
  const [one, zero] = [meansOf(users, c.outcome), meansOf(control, c.outcome)];
  const n = one.n + zero.n;
  const value = one.mean - zero.mean;
  const regression = { columns: [column(c.assignment)], means: Float64Array.of(one.n / n) };
  const outcomeMean = (one.n * one.mean + zero.n * zero.mean) / n;
  const fit = {
    ...regression,
    n,
    inverse: Float64Array.of(1 / one.n + 1 / zero.n),
    residual: residualOf({ ...regression, outcome: c.measure, outcomeMean, slopes: Float64Array.of(value) }),
  };
  const slope = { constant: 0, slopes: Float64Array.of(1) };
  const { matrix, df, clusters } = yield* clusteredCovariance(fit, [slope], kind, c.cluster!, inArms(c.assignment, [control, users]));
  return { value, standardError: Math.sqrt(matrix[0]), df: df[0], clusters };
}
