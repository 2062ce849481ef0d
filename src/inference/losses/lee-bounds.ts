import { and, column, divide, greater, indicator, is, isKnown, less, subtract, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { meanOf, varianceOf } from '../../moments/moments.ts';
import { usualLevel } from '../../protocol/defaults.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments, quantiles } from '../../relation/requests.ts';
import { binaryOutcome } from '../arms/binary.ts';
import { armErrors } from '../clusters/arm-errors.ts';
import { type ArmErrors, armMean } from '../clusters/arm-regressions.ts';
import { leeBinaryLimits } from './binary-limits.ts';
import { type BoundEnd, imbensManski } from './imbens-manski.ts';
import { amongCounted, askOutcomes, type LossBounds, type LossBoundsOptions, lossesOf, outcome, type SeenArm, seenArms } from './seen-arms.ts';
import { rankError, type Side, type Trimming, trimmedEnd, trimmedMean, trimmingOf, type Winsorized } from './trimming.ts';

/** Limits at which the kept values of the fuller arm end: `low` keeps the lowest, `high` the highest. */
interface Ends<T> {
  readonly low: T;
  readonly high: T;
}

/**
 * Bounds on the effect among the units that would be observed in either arm, when one arm loses more outcomes.
 *
 * Model   the arm that loses less is trimmed by the excess share, from above and from below; the boundary value counts in part, so that ties are shared
 *         exactly. Assumes that assignment moves observation one way only. Limits by Imbens and Manski. With clusters the influence of a row, that of the share
 *         included, is added up by cluster (CR2).
 *         Where the outcome is 0 or 1 the limits are score limits, whatever the counts.
 * Shapes  one result for each treatment arm. Three rounds: moments by arm, quantiles of the arms that are trimmed, moments winsorized there; a fourth with clusters,
 *         and one where a column of fractions by type must be looked through for values other than 0 and 1.
 * Units   outcome units.
 * Errors  arm-missing; cluster-spans-arms and cluster-too-few with clusters.
 * Source  Lee (2009), Review of Economic Studies 76; Imbens & Manski (2004), Econometrica 72.
 */
export function leeBounds(options: LossBoundsOptions): Asking<readonly LossBounds[]> {
  return amongCounted(options, bounds(options));
}

function* bounds(o: LossBoundsOptions): Asking<readonly LossBounds[]> {
  const reply = yield* askOutcomes(o);
  const { control, treatments } = seenArms(reply, o);
  const binary = yield* binaryOutcome(reply, outcome, o.measure);
  return yield* all(treatments.map((treatment) => leeBoundsOf(treatment, control, o, binary)));
}

/** The same for one arm, when the outcomes by arm are known. */
export function* leeBoundsOf(treatment: SeenArm, control: SeenArm, o: LossBoundsOptions, binary: boolean): Asking<LossBounds> {
  const losses = lossesOf(treatment, control);
  if (Math.min(treatment.assigned, control.assigned) < 2) return { kind: 'none', arm: treatment.arm, why: 'few-units', losses };
  const trimming = trimmingOf(treatment, control);
  const { fuller, share, kept } = trimming;
  const level = o.level ?? usualLevel;
  if (!(kept >= 2 && trimming.other.observed >= 2)) return { kind: 'none', arm: treatment.arm, why: 'few-observed', losses };
  const sides = yield* sidesOf(trimming, o);
  const direction = fuller === treatment ? 1 : -1;
  const lowest = trimmedEnd(trimming, sides.low, direction);
  const highest = trimmedEnd(trimming, sides.high, direction);
  const ends: Ends<BoundEnd> = direction === 1 ? { low: lowest, high: highest } : { low: highest, high: lowest };
  const { low, high } = o.cluster === undefined ? ends : yield* clusteredEnds(ends, trimming, sides, { ...o, cluster: o.cluster, treatment, control });
  return {
    kind: 'bounds',
    method: 'lee',
    arm: treatment.arm,
    population: 'units that would be observed in either arm',
    low,
    high,
    limits: binary && o.cluster === undefined ? leeBinaryLimits(trimming, { ...ends, direction }, level) : imbensManski(low, high, level),
    losses,
    trimmed: { arm: fuller.arm, share: 1 - share },
  };
}

/** The limits are order statistics, so that nothing lies between the cut and the last value that is kept whole. */
function* sidesOf(trimming: Trimming, { measure, assignment }: LossBoundsOptions): Asking<Ends<Side>> {
  const {
    fuller: { arm, observed },
    kept,
  } = trimming;
  const inArm = is(column(assignment), arm);
  // A whole number that rounding moved up is still that number.
  const rank = (units: number): number => Math.min(observed, Math.max(1, Math.ceil(units * (1 - 1e-12))));
  const [cut, beyond] = [rank(kept), rank(kept + rankError(trimming))];
  const at = [cut, beyond, observed - cut + 1, observed - beyond + 1].map((k) => (k - 1) / (observed - 1));
  const found = yield* ask(quantiles({ of: measure, at, where: inArm }));
  const limits = [...found.groups[0].values].map((limit, i) => ({ name: names[i], keeps: i < 2 ? 'lowest' : 'highest', at: limit }) as const);
  const columns = Object.fromEntries(limits.map((limit) => [limit.name, towards(limit.keeps, limit.at, measure)]));
  const reply = yield* ask(moments({ columns, where: and(inArm, isKnown(measure)) }));
  const [{ moments: m }] = reply.groups;
  const [a, b, c, d] = limits.map((limit): Winsorized => ({ at: limit.at, mean: meanOf(m, limit.name), variance: varianceOf(m, limit.name) }));
  return { low: { keeps: 'lowest', cut: a, beyond: b }, high: { keeps: 'highest', cut: c, beyond: d } };
}

const names = ['lowest', 'lowest, beyond', 'highest', 'highest, beyond'];

interface Clustered extends Pick<LossBoundsOptions, 'measure' | 'assignment'> {
  readonly cluster: string;
  readonly treatment: SeenArm;
  readonly control: SeenArm;
}

/** The same ends with errors that are shared within clusters. */
function* clusteredEnds(ends: Ends<BoundEnd>, trimming: Trimming, found: Ends<Side>, o: Clustered): Asking<Ends<BoundEnd>> {
  const sides = trimming.fuller === o.treatment ? [found.low, found.high] : [found.high, found.low];
  const errors: ArmErrors = yield* armErrors({
    assignment: o.assignment,
    cluster: o.cluster,
    kind: 'CR2',
    fits: [o.control, o.treatment].map(({ arm, assigned }) => armMean(arm, assigned)),
    columns: [],
    residuals: ({ arm }) => sides.map((side) => ({ of: influence(arm, trimming, side, o.measure), less: 0 })),
  });
  const { matrix, df } = errors.difference(1);
  const end = ({ value }: BoundEnd, i: number): BoundEnd => ({ value, standardError: Math.sqrt(matrix[i][i]), df });
  return { low: end(ends.low, 0), high: end(ends.high, 1) };
}

/** What a row of an arm adds to the error of that arm's side of the difference: by its value where observed, and by being observed, which moves the share kept. */
function influence(arm: string, { fuller, other, share }: Trimming, { keeps, cut, beyond }: Side, measure: Expression): Expression {
  const own = arm === fuller.arm ? fuller : other;
  const observedShare = own.observed / own.assigned;
  const value =
    arm === fuller.arm
      ? divide(subtract(towards(keeps, beyond.at, measure), beyond.mean), share * observedShare)
      : divide(subtract(measure, other.mean), observedShare);
  const known = isKnown(measure);
  const ofShare = times((beyond.at - trimmedMean(cut, share)) / observedShare, subtract(indicator(known), observedShare));
  return subtract(when(known, value, 0), ofShare);
}

/** The value, or the limit where it lies beyond. */
function towards(keeps: Side['keeps'], at: number, measure: Expression): Expression {
  return keeps === 'lowest' ? when(less(measure, at), measure, at) : when(greater(measure, at), measure, at);
}
