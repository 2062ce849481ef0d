import { and, column, times } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { comomentOf, emptyMoments, indexOf, type Moments, meanOf } from '../../moments/moments.ts';
import { auditWeight, isAudited } from '../../protocol/audited.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type MomentsReply, type MomentsRequest, moments } from '../../relation/requests.ts';
import { rollup, where } from '../../relation/steps.ts';
import { predictorsOf, type ResolvedMeasurement } from './options.ts';
import { expectAudits, wrongRows } from './wrong-rows.ts';

/** The moments of one arm from which its measure is made. */
export interface ArmLook {
  readonly arm: string;
  /** Of the predictors, over every judged unit. */
  readonly judged: Moments;
  /** Of the predictors and the human label, over audited units, each standing for as many as its audit says. */
  readonly audited: Moments;
  /** The same with squared weights: what variances are made of. */
  readonly squares: Moments;
  /** Clusters of the audit, as many of equal size as tell as much (Kish); unknown where none are named. */
  readonly clusters?: number;
}

const [armOf, labels] = ['estimand:arm', 'estimand:labels'];

/**
 * The moments of judges and people, by arm.
 *
 * Shapes  one round: all judged rows; audited rows with weights one over their probability, and its square.
 * Errors  those of `expectAudits`.
 */
export function* look(o: ResolvedMeasurement): Asking<readonly ArmLook[]> {
  const predictors = predictorsOf(o);
  const asColumns = (names: readonly string[]): Readonly<Record<string, Expression>> => Object.fromEntries(names.map((name) => [name, column(name)]));
  const both = asColumns([...predictors, o.human]);
  const of = (condition: Expression): Expression => (o.where ? and(o.where, condition) : condition);
  const audited = { columns: both, by: [o.assignment], where: of(isAudited(o)) };
  const weight = auditWeight(o);
  const weighted = (by: Expression): MomentsRequest =>
    o.sampling === undefined ? moments(audited) : moments({ ...audited, weight: { column: by, kind: 'sampling' } });
  const [wrong, judged, once, squared, clustered] = yield* all([
    ask(moments({ columns: wrongRows(o), by: [o.assignment], ...(o.where && { where: o.where }) })),
    ask(moments({ columns: asColumns(predictors), by: [o.assignment], ...(o.where && { where: o.where }) })),
    ask(weighted(weight)),
    ask(weighted(times(weight, weight))),
    all(o.cluster === undefined ? [] : [ask(inClusters(o, o.cluster, audited.where))]),
  ]);
  expectAudits(wrong, o);
  const momentsIn = (reply: MomentsReply, arm: string): Moments =>
    reply.groups.find((g) => g.key[0] === arm)?.moments ?? emptyMoments(Object.keys(reply.integer));
  return o.arms.map((arm) => ({
    arm,
    judged: momentsIn(judged, arm),
    audited: momentsIn(once, arm),
    squares: momentsIn(squared, arm),
    ...clustered.map((reply) => ({ clusters: effectiveClusters(momentsIn(reply, arm)) }))[0],
  }));
}

/** Labels of each cluster, by arm. */
const inClusters = ({ assignment }: ResolvedMeasurement, cluster: string, audited: Expression): MomentsRequest =>
  moments({
    columns: { [labels]: column(labels) },
    by: { arm: column(armOf) },
    over: [where(audited), rollup([cluster], { [labels]: { kind: 'count' }, [armOf]: { kind: 'only', of: column(assignment) } })],
  });

const effectiveClusters = (m: Moments): number =>
  m.n === 0 ? 0 : (m.n * meanOf(m, labels)) ** 2 / (comomentOf(m, labels, labels) + m.n * meanOf(m, labels) ** 2);

/** Labels of equal weight that tell as much (Kish). */
export const effectiveLabels = ({ audited, squares }: ArmLook, { sampling }: ResolvedMeasurement): number =>
  sampling === undefined ? audited.n : audited.weight ** 2 / squares.weight;

/** Moments about other means, such as those of another weighting. */
export function about(m: Moments, means: Float64Array): Moments {
  const p = m.columns.length;
  const comoment = m.comoment.map((value, e) => {
    const [i, j] = [Math.floor(e / p), e % p];
    return value + m.weight * (m.mean[i] - means[i]) * (m.mean[j] - means[j]);
  });
  return { ...m, mean: means, comoment };
}

/** Sum w (a'x - mean)^2 of a linear combination of the columns. */
export function quadratic(m: Moments, coefficients: Readonly<Record<string, number>>, others: Readonly<Record<string, number>> = coefficients): number {
  const p = m.columns.length;
  let sum = 0;
  for (const [a, x] of Object.entries(coefficients)) for (const [b, y] of Object.entries(others)) sum += x * y * m.comoment[indexOf(m, a) * p + indexOf(m, b)];
  return sum;
}
