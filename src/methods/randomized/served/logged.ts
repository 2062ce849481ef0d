import { chanceFaults, countIn, expectChances, expectServed, isServedKey, wasServed } from '../../../diagnostics/feedback/served.ts';
import { EstimandError } from '../../../errors/estimand-error.ts';
import { pValueLimits } from '../../../estimate/thresholds.ts';
import { add, and, column, divide, greater, is, isKnown, less, number, subtract, sum, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { binaryOutcome } from '../../../inference/arms/binary.ts';
import { noLighterThan, opposedP } from '../../../inference/weighted-events.ts';
import { normalTwoSided } from '../../../math/distributions/normal.ts';
import { combine } from '../../../moments/combine.ts';
import { leastSquares } from '../../../moments/least-squares.ts';
import { comomentOf, type Moments, meanOf, varianceOf } from '../../../moments/moments.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type Group, type MomentsReply, moments, quantiles } from '../../../relation/requests.ts';
import type { ServedAsked } from './options.ts';
import { everybody, hajekVariance, type SumTest, unseenVariance, type WeightedArm, type WeightedArms } from './weighted-arms.ts';

const OUTCOME = 'estimand:outcome';
const WEIGHTED = 'estimand:weighted';

/** Weighted means by the logged chances, in two rounds of moments: no row leaves the engine. */
export function* loggedArms(asked: ServedAsked, probability: string): Asking<WeightedArms> {
  const { measure, served, assignment, contexts } = asked;
  const by = assignment === undefined ? [] : [assignment];
  const inverse = divide(1, column(probability));
  // A request that could not be served is in no population that labels represent.
  const possible = greater(column(probability), 0);
  const where = and(wasServed(served), possible);
  const weight = { column: inverse, kind: 'sampling' } as const;
  const labelledColumns = { [OUTCOME]: measure };
  const numeric = contexts.filter((x) => typeof x === 'string');
  const contextColumns = Object.fromEntries(numeric.map((x) => [x, column(x)]));
  const [counts, labelled, weighted, weights, least, fitted, reweighted, everyone] = yield* all([
    ask(moments({ columns: chanceFaults(probability), by: [served, ...by] })),
    ask(moments({ columns: labelledColumns, by, where })),
    ask(moments({ columns: labelledColumns, by, where, weight })),
    ask(moments({ columns: {}, by, where, weight })),
    ask(quantiles({ of: column(probability), at: [0], by, where: and(where, isKnown(measure)) })),
    ask(moments({ columns: { ...contextColumns, ...labelledColumns }, by, where })),
    ask(moments({ columns: { ...contextColumns, ...labelledColumns }, by, where, weight })),
    ask(moments({ columns: contextColumns, by, where: possible })),
  ]);
  expectServed(counts.groups, served, 0);
  expectChances(counts.groups, probability, 0);
  const names = armsIn(counts, assignment);
  const own = <G extends { readonly key: readonly string[] }>(groups: readonly G[], arm: string): G | undefined =>
    groups.find(({ key }) => (key[0] ?? everybody) === arm);
  for (const arm of names) expectLabels(own(labelled.groups, arm), asked, arm);

  const lines = numeric.length > 0 ? names.map((arm) => lineOf(own(fitted.groups, arm)!.moments, own(reweighted.groups, arm)!.moments, numeric)) : [];
  const missing =
    fitted.groups.some(({ key, dropped }) => dropped > (own(labelled.groups, key[0] ?? everybody)?.dropped ?? 0)) || everyone.groups.some((g) => g.dropped > 0);
  const augmenting = numeric.length > 0 && !missing && lines.every((line) => line !== undefined);
  const byArm = (values: readonly (Expression | number)[]): Expression =>
    assignment === undefined
      ? toExpression(values[0])
      : names.reduceRight<Expression>((other, arm, i) => when(is(column(assignment), arm), values[i], other), number(0));
  const means = names.map((arm) => own(weighted.groups, arm)!.moments.mean[0]);
  const known = and(wasServed(served), isKnown(measure));
  // How many served requests a labelled one stands for, where labels were lost.
  const lost = names.map((arm) =>
    own(labelled.groups, arm)!.dropped > 0 ? own(weights.groups, arm)!.moments.weight / own(weighted.groups, arm)!.moments.weight : 1,
  );
  const leasts = names.map((arm) => own(least.groups, arm)!.values[0]);
  const [deviations, augmented, below] = yield* all([
    ask(moments({ columns: { [WEIGHTED]: times(inverse, subtract(measure, byArm(means))) }, by, where })),
    ask(
      moments({
        columns: augmenting ? { [WEIGHTED]: augmentedColumn(byArm, lines as Line[], lost, { known, served: where, inverse, measure }) } : {},
        by,
        where: possible,
      }),
    ),
    ask(moments({ columns: { [WEIGHTED]: when(less(column(probability), byArm(leasts)), inverse, 0) }, by, where: possible })),
  ]);
  const unseenOf = (arm: string, spread: number): number => {
    const { n, mean } = own(below.groups, arm)!.moments;
    return unseenVariance(spread, n * mean[0], n);
  };

  const arms = names.map((arm, i): WeightedArm => {
    const [w, l, requests] = [own(weighted.groups, arm)!.moments, own(labelled.groups, arm)!, requestsOf(counts, arm)];
    const sums = own(weights.groups, arm)!.moments;
    const spread = sums.weightSquares - sums.weight;
    const psi = augmenting ? own(augmented.groups, arm)!.moments : undefined;
    return {
      arm,
      ...requests,
      labelled: w.n,
      mean: means[i],
      effectiveSampleSize: w.weight ** 2 / w.weightSquares,
      largestWeight: 1 / leasts[i],
      weight: w.weight,
      unseen: unseenOf(arm, w.comoment[0] / w.weight),
      labelledMean: l.moments.mean[0],
      labelledVariance: varianceOf(l.moments, OUTCOME) / l.moments.n,
      ...(psi && { augmented: { mean: psi.mean[0], variance: varianceOf(psi, WEIGHTED) / psi.n + unseenOf(arm, lines[i]!.spread) } }),
      ...(spread > 0 && { sumTest: sumTest(sums, requests.requests, 1 / leasts[i]) }),
    };
  });
  const variances = arms.map(({ arm, labelled: n, weight, unseen }) => {
    const m = own(deviations.groups, arm)!.moments;
    return hajekVariance(comomentOf(m, WEIGHTED, WEIGHTED) + m.n * m.mean[0] ** 2, weight, n) + unseen;
  });
  return {
    arms,
    covariance: Float64Array.from(names.flatMap((_, i) => names.map((__, j) => (i === j ? variances[i] : 0)))),
    binary: yield* binaryOutcome(labelled, OUTCOME, measure),
    left: counts.keyless + countIn(counts.groups, 'unlogged'),
    never: countIn(counts.groups, 'never'),
    ...(numeric.length > 0 && !augmenting && { unaugmented: missing ? 'contexts are missing on some requests' : 'contexts repeat one another' }),
  };
}

function armsIn({ groups }: MomentsReply, assignment: string | undefined): readonly string[] {
  return assignment === undefined ? [everybody] : [...new Set(groups.map(({ key }) => key[1]))].sort();
}

/** Errors  served-nobody when no request of an arm has a label. */
export function expectLabels(group: Group | undefined, { served, assignment }: ServedAsked, arm: string): void {
  if (!group || group.moments.n < 2) throw new EstimandError('served-nobody', { column: served, assignment, arm: assignment === undefined ? undefined : arm });
}

/** Requests of an arm whose chance was logged, and above zero. */
function requestsOf({ groups }: MomentsReply, arm: string): { readonly requests: number; readonly served: number } {
  const own = groups.filter(({ key }) => (key[1] ?? everybody) === arm);
  const logged = (some: readonly Group[]): number =>
    some.reduce((total, { moments: m }) => total + m.n, 0) - countIn(some, 'unlogged') - countIn(some, 'never');
  return { requests: logged(own), served: logged(own.filter(({ key }) => isServedKey(key[0]))) };
}

interface Line {
  readonly predicted: Expression;
  /** Weighted mean and variance of what the line leaves of the labels. */
  readonly left: number;
  readonly spread: number;
}

/** Regression of the outcome on contexts among labelled requests; none where contexts repeat one another. */
function lineOf(m: Moments, weighted: Moments, contexts: readonly string[]): Line | undefined {
  const fit = leastSquares(m, OUTCOME, contexts);
  if ('kind' in fit) return undefined;
  const slopes = contexts.map((x, j) => times(fit.coefficients[j + 1], subtract(column(x), meanOf(m, x))));
  const away = contexts.reduce((total, x, j) => total + fit.coefficients[j + 1] * (meanOf(weighted, x) - meanOf(m, x)), 0);
  const residual = combine(weighted, { left: { [OUTCOME]: 1, ...Object.fromEntries(contexts.map((x, j) => [x, -fit.coefficients[j + 1]])) } });
  return {
    predicted: add(meanOf(m, OUTCOME), sum(slopes)),
    left: meanOf(weighted, OUTCOME) - meanOf(m, OUTCOME) - away,
    spread: residual.comoment[0] / residual.weight,
  };
}

interface Rows {
  readonly known: Expression;
  readonly served: Expression;
  readonly inverse: Expression;
  readonly measure: Expression;
}

/**
 * The line, and on labelled requests what it leaves. Of lost labels the others of the arm stand in: each residual counts for `lost` times its weight, and what that
 * factor errs by has mean zero over the served.
 */
function augmentedColumn(
  byArm: (values: readonly (Expression | number)[]) => Expression,
  lines: readonly Line[],
  lost: readonly number[],
  { known, served, inverse, measure }: Rows,
): Expression {
  const line = byArm(lines.map(({ predicted }) => predicted));
  const residual = subtract(measure, line);
  if (lost.every((factor) => factor === 1)) return add(line, when(known, times(inverse, residual), 0));
  const left = byArm(lines.map(({ left }) => left));
  return add(line, add(when(known, times(times(byArm(lost), inverse), subtract(residual, left)), 0), when(served, times(inverse, left), 0)));
}

const toExpression = (x: Expression | number): Expression => (typeof x === 'number' ? number(x) : x);

/** With fewer served requests nothing is said: those of large weight may not have been served. */
const fewestServed = 10;

/**
 * Weights of all served requests against the number of requests. An alarm by the normal distribution counts only where limits of weighted counts agree: 1 / p - 1 over the
 * served, each as heavy as the largest, against the others.
 */
function sumTest({ n, weight, weightSquares }: Moments, requests: number, largest: number): SumTest {
  const apart = weight - requests;
  const statistic = apart / Math.sqrt(weightSquares - weight);
  const normal = normalTwoSided(statistic);
  if (normal >= pValueLimits.servingChance.warnBelow) return { statistic, pValue: normal };
  if (n < fewestServed) return { statistic, pValue: 1 };
  const odds = { sum: weight - n, squares: Math.max(0, weightSquares - 2 * weight + n) };
  const others = Math.max(0, requests - n);
  const counted = opposedP(apart, { raising: noLighterThan(largest - 1, odds), lowering: noLighterThan(1, { sum: others, squares: others }) });
  return { statistic, pValue: Math.max(normal, counted) };
}
