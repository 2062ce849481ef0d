import type { Piece } from '../../estimate/estimate.ts';
import type { Random } from '../../math/random/stream.ts';
import type { Panel, SyntheticEstimator } from './panel.ts';
import { firstOf, ofPeriods, treatedMean } from './panels-of.ts';

/** Periods that might as well have come after the change, one array of them for each permutation but the one that leaves all in place. */
export type PeriodPermutations = (periods: number, before: number) => readonly Int32Array[];

/** All shifts in time, the last period followed by the first: for outcomes that depend on what was before. */
export const shiftedPeriods: PeriodPermutations = (periods, before) =>
  Array.from({ length: periods - 1 }, (_, shift) => Int32Array.from({ length: periods - before }, (_, at) => (before + at + shift + 1) % periods));

/** So many orders drawn at random: for outcomes whose periods are exchangeable. */
export const shuffledPeriods =
  (draws: number, random: Random): PeriodPermutations =>
  (periods, before) =>
    Array.from({ length: draws }, () => {
      const order = Int32Array.from({ length: periods }, (_, t) => t);
      for (let i = 0; i < periods - before; i++) {
        const at = i + random.integer(periods - i);
        [order[i], order[at]] = [order[at], order[i]];
      }
      return order.slice(0, periods - before);
    });

/**
 * The p-value of a path of effects, one a period after the change.
 *
 * Model    With the effects taken from the treated units nothing has happened, so the estimator is fitted to all periods, those after the change too. The statistic is the mean size of
 *          what it leaves after the change; the p-value is the share of permutations of periods whose statistic is no smaller.
 * Shapes   undefined where the estimator has no answer.
 * Errors   exact where what is left is exchangeable over periods, or for shifts and many periods where it is stationary; a trend that donors do not share breaks it.
 * Source   Chernozhukov, Wuthrich & Zhu (2021), JASA 116, with q = 1.
 */
export function conformalPValue(panel: Panel, estimator: SyntheticEstimator, effects: ArrayLike<number>, permutations: PeriodPermutations): number | undefined {
  const left = residualsOf(panel, estimator)((t) => effects[t]);
  if (!left) return undefined;
  const windows = permutations(panel.periods, panel.before);
  const differences = differencesOf(left, panel.before, windows, meanSize);
  return (1 + differences.filter((difference) => difference <= 0).length) / (windows.length + 1);
}

/** What conformal inference says of one effect. */
export interface ConformalSet {
  /** P-value of no effect. */
  readonly pValue: number;
  /** From the lowest to the highest effect that is not rejected; an end is absent where none can be. */
  readonly piece: Piece;
}

/**
 * Each period's effect: the periods before the change and this one alone.
 *
 * Model    As for `conformalPValue`; of one period all permutations are told by which period comes last, so none is drawn.
 * Shapes   one a period after the change; undefined where the estimator has no answer.
 * Errors   as for `conformalPValue`. Ends are those of `conformalAverage`.
 * Source   Chernozhukov, Wuthrich & Zhu (2021), JASA 116, algorithm 1.
 */
export function conformalPointwise(panel: Panel, estimator: SyntheticEstimator, level: number): readonly ConformalSet[] | undefined {
  const found: ConformalSet[] = [];
  for (let t = panel.before; t < panel.periods; t++) {
    const set = conformalAverage(ofPeriods(panel, [...firstOf(panel.before), t], panel.before), estimator, level, shiftedPeriods);
    if (!set) return undefined;
    found.push(set);
  }
  return found;
}

/**
 * The average effect, taken to be the same in every period after the change.
 *
 * Model    As for `conformalPValue`, with the size of the mean after the change for statistic. (The paper's other way, means over blocks as long as the time after the change, leaves
 *          one block before it or none where it is long.)
 *          Ends: what an estimator leaves moves no more than the outcomes do where it projects on mixes of donors, with a constant, a ridge or neither, or adds a ridge regression of
 *          fixed penalty to that. So where an effect is rejected by some margin, all within a part of that margin are rejected too. Steps of that length lead in from far away until the
 *          margin is a ten-millionth of the range of outcomes: no effect outside was passed over, and the set between is never too short.
 * Shapes   undefined where the estimator has no answer.
 * Errors   as for `conformalPValue`; effects that differ by period make it wider.
 * Source   Chernozhukov, Wuthrich & Zhu (2021), JASA 116; Bauschke & Combettes (2017), Convex Analysis and Monotone Operator Theory, section 4.1.
 */
export function conformalAverage(panel: Panel, estimator: SyntheticEstimator, level: number, permutations: PeriodPermutations): ConformalSet | undefined {
  const { before, periods } = panel;
  const found = estimator(panel);
  if (!found) return undefined;
  const windows = permutations(periods, before);
  const residuals = residualsOf(panel, estimator);
  const atEffect = (effect: number): Float64Array | undefined => {
    const left = residuals(() => effect);
    return left && differencesOf(left, before, windows, sizeOfMean);
  };
  const atZero = atEffect(0);
  if (!atZero) return undefined;
  const pValue = (1 + atZero.filter((difference) => difference <= 0).length) / (windows.length + 1);
  // So many other permutations must reach the statistic for an effect to be kept.
  const needed = Math.floor((1 - level) * (windows.length + 1) - 1 + 1e-9) + 1;
  if (needed <= 0) return { pValue, piece: {} };
  const range = rangeOf(panel.values);
  let answered = true;
  const margin = (effect: number): number => {
    const differences = atEffect(effect);
    if (!differences) answered = false;
    return differences ? differences.sort()[needed - 1] : 0;
  };
  const pace = 1 / (periods - before === 1 ? Math.SQRT2 : 2);
  const far = FAR * range + Math.abs(found.effect);
  const edge = (direction: 1 | -1): number | undefined => {
    let effect = -direction * far;
    for (let steps = 0; ; steps++) {
      const rejectedBy = margin(effect);
      if (!(rejectedBy > NEAR * range)) return steps === 0 ? undefined : effect;
      effect += direction * pace * rejectedBy;
    }
  };
  const [low, high] = [edge(1), edge(-1)];
  return answered ? { pValue, piece: { ...(low !== undefined && { low }), ...(high !== undefined && { high }) } } : undefined;
}

/** In ranges of the outcomes: mixes of donors cannot be that far off, so all effects beyond are rejected if those there are. */
const FAR = 16;
/** In the same: a margin that is taken for none. */
const NEAR = 1e-7;

/**
 * What an estimator leaves of the treated units' mean in each period when effects are taken from it and it is fitted to all periods.
 * One period more stands after the change, the mean of all: estimators that weigh periods by what comes after then weigh them alike.
 */
function residualsOf(panel: Panel, estimator: SyntheticEstimator): (effects: (t: number) => number) => Float64Array | undefined {
  const { values, units, periods, donors, before } = panel;
  const width = periods + 1;
  const mean = treatedMean(panel);
  return (effects) => {
    const filled = new Float64Array(units * width);
    for (let unit = 0; unit < units; unit++) {
      let total = 0;
      for (let t = 0; t < periods; t++) {
        const value = values[unit * periods + t] - (unit >= donors && t >= before ? effects(t - before) : 0);
        filled[unit * width + t] = value;
        total += value;
      }
      filled[unit * width + periods] = total / periods;
    }
    const found = estimator({ ...panel, values: filled, periods: width, before: periods });
    return found && mean.map((value, t) => value - (t >= before ? effects(t - before) : 0) - found.path[t]);
  };
}

/** How large the values in some places are together. */
type Size = (values: Float64Array, places: Int32Array) => number;

const meanSize: Size = (values, places) => {
  let sum = 0;
  for (const place of places) sum += Math.abs(values[place]);
  return sum / places.length;
};

const sizeOfMean: Size = (values, places) => {
  let sum = 0;
  for (const place of places) sum += values[place];
  return Math.abs(sum) / places.length;
};

/** The statistic after the change less that of each permutation; what is rounding counts as equal. */
function differencesOf(left: Float64Array, before: number, windows: readonly Int32Array[], size: Size): Float64Array {
  const seen = size(
    left,
    Int32Array.from({ length: left.length - before }, (_, at) => before + at),
  );
  return Float64Array.from(windows, (window) => {
    const permuted = size(left, window);
    return seen - permuted > TIES * (seen + permuted) ? seen - permuted : 0;
  });
}

const TIES = 1e-9;

function rangeOf(values: Float64Array): number {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}
