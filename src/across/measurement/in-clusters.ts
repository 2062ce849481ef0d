import { and, column, isKnown, number, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Moments, meanOf } from '../../moments/moments.ts';
import { isAudited } from '../../protocol/audited.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { rollup, where } from '../../relation/steps.ts';
import { type ArmMeasure, byArm } from './arm-measure.ts';
import { quadratic } from './look.ts';
import type { ResolvedMeasurement } from './options.ts';

const rows = 'estimand:rows';
const base = (way: number): string => `estimand:base ${way}`;
const added = (way: number): string => `estimand:added ${way}`;

/**
 * Arms, as some ways measure them, with variances added up by clusters: what rows of a cluster share does not go away by more of them.
 *
 * Model   G / (G - 1) sum over clusters of (sum of a part about its mean)^2 / N^2, of the measure, and of what audited rows add to it. An arm of one cluster is left as it is.
 * Shapes  one round: sums by cluster.
 */
export function* inClusters<Arm extends ArmMeasure>(
  ways: readonly (readonly Arm[])[],
  cluster: string,
  o: ResolvedMeasurement,
): Asking<readonly (readonly Arm[])[]> {
  const onAudit = (arms: readonly Arm[]): Expression =>
    when(
      isAudited(o),
      byArm(arms, o, (arm) => arm.onAudit),
      0,
    );
  const judged = ways.map((arms) => byArm(arms, o, (arm) => arm.base));
  const parts = Object.fromEntries(ways.flatMap((arms, i) => [[base(i), judged[i]] as const, [added(i), onAudit(arms)] as const]));
  const sums = Object.fromEntries(Object.entries({ ...parts, [rows]: number(1) }).map(([name, of]) => [name, { kind: 'sum', of } as const]));
  const known = [...judged, column(cluster)].map(isKnown).reduce(and);
  const { groups } = yield* ask(
    moments({
      columns: Object.fromEntries(Object.keys(sums).map((name) => [name, column(name)])),
      by: [o.assignment],
      over: [where(o.where ? and(o.where, known) : known), rollup([cluster, o.assignment], sums)],
    }),
  );
  return ways.map((arms, i) =>
    arms.map((arm): Arm => {
      const m = groups.find(({ key }) => key[0] === arm.arm)?.moments;
      if (!m || m.n < 2) return arm;
      const whole = varianceOf(m, [base(i), added(i)]);
      // What judge and audit share may lie below zero: then all of the variance comes of the audit.
      const auditVariance = Math.min(whole, varianceOf(m, [added(i)]));
      return { ...arm, auditVariance, judgeVariance: whole - auditVariance };
    }),
  );
}

/** Of an arm's mean, made of some parts of its rows. */
function varianceOf(m: Moments, parts: readonly string[]): number {
  const [total, count] = [parts.reduce((sum, name) => sum + m.n * meanOf(m, name), 0), m.n * meanOf(m, rows)];
  const about = { ...Object.fromEntries(parts.map((name) => [name, 1])), [rows]: -total / count };
  return (Math.max(0, quadratic(m, about)) * (m.n / (m.n - 1))) / count ** 2;
}
