import { and, call, column, equals, indicator, isKnown, not, or, times } from '../../expressions/build.ts';
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
  /** Of the predictors, the human label and `otherwise`, over audited units, each standing for as many as its audit says. */
  readonly audited: Moments;
  /** The same with squared weights: what variances are made of. */
  readonly squares: Moments;
  /** Clusters of the audit and of all judged units, as many of equal size as tell as much (Kish); unknown where none are named. */
  readonly clusters?: Clusters;
}

export interface Clusters {
  readonly audited: number;
  readonly judged: number;
}

const armOf = 'estimand:arm';

/** Column of how many labels a cluster has. */
export const labels = 'estimand:labels';

/** One where no judge gave the label, or where it is no whole number, such as a choice or stars: other scores hardly ever agree to the digit. */
export const otherwise = 'estimand:otherwise';

/**
 * The moments of judges and people, by arm.
 *
 * Shapes  one round: all judged rows; audited rows with weights one over their probability, and its square.
 * Errors  those of `expectAudits`.
 */
export function* look(o: ResolvedMeasurement): Asking<readonly ArmLook[]> {
  const predictors = predictorsOf(o);
  const asColumns = (names: readonly string[]): Readonly<Record<string, Expression>> => Object.fromEntries(names.map((name) => [name, column(name)]));
  const both = { ...asColumns([...predictors, o.human]), [otherwise]: givenByNone(o) };
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
    all(o.cluster === undefined ? [] : [isAudited(o), isJudged(o)].map((counted) => ask(inClusters(o, o.cluster!, of(counted))))),
  ]);
  expectAudits(wrong, o);
  const momentsIn = (reply: MomentsReply, arm: string): Moments =>
    reply.groups.find((g) => g.key[0] === arm)?.moments ?? emptyMoments(Object.keys(reply.integer));
  return o.arms.map((arm) => ({
    arm,
    judged: momentsIn(judged, arm),
    audited: momentsIn(once, arm),
    squares: momentsIn(squared, arm),
    ...(clustered.length > 0 && { clusters: clustersIn(clustered.map((reply) => momentsIn(reply, arm))) }),
  }));
}

export function givenByNone({ judges, human }: ResolvedMeasurement): Expression {
  const label = column(human);
  const given = judges.map((judge) => equals(column(judge), label)).reduce(or);
  return indicator(not(and(equals(label, call('floor', label)), given)));
}

/** Rows of each cluster that are counted, by arm. */
const inClusters = ({ assignment }: ResolvedMeasurement, cluster: string, counted: Expression): MomentsRequest =>
  moments({
    columns: { [labels]: column(labels) },
    by: { arm: column(armOf) },
    over: [where(counted), rollup([cluster], { [labels]: { kind: 'count' }, [armOf]: { kind: 'only', of: column(assignment) } })],
  });

const clustersIn = ([audited, judged]: readonly Moments[]): Clusters => ({ audited: effectiveClusters(audited), judged: effectiveClusters(judged) });

const isJudged = (o: ResolvedMeasurement): Expression =>
  predictorsOf(o)
    .map((name) => isKnown(column(name)))
    .reduce(and);

/** Clusters of equal size that tell as much as those of so many labels (Kish). */
export const effectiveClusters = (m: Moments): number =>
  m.n === 0 ? 0 : (m.n * meanOf(m, labels)) ** 2 / (comomentOf(m, labels, labels) + m.n * meanOf(m, labels) ** 2);

/** Labels of equal weight that tell as much (Kish). */
export const effectiveLabels = ({ audited, squares }: ArmLook, { sampling }: ResolvedMeasurement): number =>
  sampling === undefined ? audited.n : audited.weight ** 2 / squares.weight;

/** What the degrees of freedom of an audit count: labels, or the clusters that they lie in, which are fewer. */
export const countedLabels = (look: ArmLook, o: ResolvedMeasurement): number => Math.min(effectiveLabels(look, o), look.clusters?.audited ?? Infinity);

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
