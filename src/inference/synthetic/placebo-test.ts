import type { Piece } from '../../estimate/estimate.ts';
import type { Gap } from './gap.ts';
import type { Found, Placebos } from './placebo.ts';

/**
 * How far from zero a gap is: its mean after the change (`effect`); that by its root mean square before, in the periods that the fit is to (`studentized`) or in the last third of
 * them, by a fit to the others (`held-out`); or the root mean squares after and before by each other (`ratio`). The last has no direction.
 */
export type PlaceboStatistic = 'effect' | 'studentized' | 'held-out' | 'ratio';

/** What in-space placebos say of an effect that is the same in every period. */
export interface PlaceboTest {
  /** No p-value can be smaller: one by the number of donors and one more. */
  readonly smallest: number;
  /** Of an effect of this size; of none when absent. */
  readonly pValue: (effect?: number) => number;
  /** P-values of no effect against one above zero, and against one below; absent of a statistic without direction. */
  readonly greater?: number;
  readonly less?: number;
  /** All effects whose p-value is above one less the level: the whole line where no p-value can be below that, undefined where all effects are rejected. */
  readonly interval: (level: number) => Piece | undefined;
  /** Each valid alone at the level, absent where unbounded. */
  readonly bounds?: (level: number) => Piece;
}

/**
 * Is the effect larger than what is found for units that never got the change?
 *
 * Model    Under an effect c in every period the gap after the change is less by c, since all these estimators move with it, and those of the placebos do not depend on c. So a placebo
 *          speaks for all c within a radius of the estimate, and the p-value of c is (1 + share N0) / (1 + N0), with N0 the donors and the share that of placebos whose radius reaches c:
 *          the usual rank of one treated unit. Sets of several units overlap, and are together no more evidence than their donors are: the rank among all sets rejected 5 to 10 %
 *          at a nominal 5 % with 10 to 38 donors, this 0 to 5 %. Ties and placebos without an answer speak for every effect.
 * Shapes   undefined where the statistic divides by a gap before the change of nothing but rounding, or by one of periods that are not there.
 * Errors   holds where the treated units could as well have been others, but for two or three in a thousand: they are in no pool of the placebos, since their effect would be. Of 3,000
 *          panels with 39 donors, each with noise of its own, 93.9 of 100 were covered (`studentized`) and 94.1 (`effect`); with the treated in the pools, where the rank is exact,
 *          94.1 and 94.4. Known to be noisier than donors, they break `effect`, which covered 86 to 90 % at a nominal 95 % with three
 *          times the donors' noise; known to be quieter, they break `studentized` and `ratio` where donors outnumber periods, so that a fit leaves too little (89 % by the simplex with a
 *          constant, 38 donors, 20 periods). `held-out` covered 94 to 99 % in both.
 * Source   Abadie, Diamond & Hainmueller (2010), JASA 105; Firpo & Possebom (2018), Journal of Causal Inference 6; Conley & Taber (2011), Review of Economics and Statistics 93.
 */
export function placeboTest(placebos: Placebos, statistic: PlaceboStatistic): PlaceboTest | undefined {
  const { treated, spread } = placebos;
  const yardstick = (found: Found): number | undefined => {
    const by = yardsticks[statistic](found, spread);
    return by !== undefined && by > rounding * spread ? by : undefined;
  };
  const own = yardstick(treated);
  if (own === undefined) return undefined;
  const total = placebos.placebos.length;
  // Fewer placebos than donors, where these are many, are no more evidence than they are themselves.
  const donors = Math.min(placebos.donors, total);
  const errors = placebos.placebos.map(({ found }) => {
    const by = found && yardstick(found);
    if (!by) return undefined;
    return statistic === 'ratio' ? radiusOf(found.gap, treated.gap, own / by) : (found.gap.effect * own) / by;
  });
  const radii = Float64Array.from(errors, (error) => (error === undefined ? Infinity : statistic === 'ratio' ? error : Math.abs(error))).sort();
  const { effect } = treated.gap;
  const smallest = 1 / (donors + 1);
  const pOf = (reaching: number): number => (1 + (donors * reaching) / total) / (donors + 1);
  const pBeyond = (sorted: Float64Array, from: number): number => pOf(total - firstReaching(sorted, from, ties * Math.abs(from) + tiny * spread));
  /** The farthest value that is reached by more than are needed to reject: infinite where none are needed. */
  const farthest = (sorted: Float64Array, level: number): number => {
    const needed = Math.floor(((1 - level) * (donors + 1) - 1) * (total / donors) + 1e-9) + 1;
    // As far as what counts as reached: an end is where the p-value changes, with the same slack.
    return needed <= 0 ? Infinity : (sorted[total - needed] + tiny * spread) / (1 - ties);
  };
  const pValue = (c = 0): number => pBeyond(radii, Math.abs(effect - c));
  const interval = (level: number): Piece | undefined => {
    const radius = farthest(radii, level);
    if (radius < 0) return undefined;
    return radius === Infinity ? {} : { low: effect - radius, high: effect + radius };
  };
  const test = { smallest, pValue, interval };
  if (statistic === 'ratio') return test;
  const [above, below] = [1, -1].map((sign) => Float64Array.from(errors, (error) => (error === undefined ? Infinity : sign * error)).sort());
  const bounds = (level: number): Piece => {
    const [down, up] = [farthest(above, level), farthest(below, level)];
    return { ...(down < Infinity && { low: effect - down }), ...(up < Infinity && { high: effect + up }) };
  };
  return { ...test, greater: pBeyond(above, effect), less: pBeyond(below, -effect), bounds };
}

/** What gaps are divided by. */
const yardsticks: Readonly<Record<PlaceboStatistic, (found: Found, spread: number) => number | undefined>> = {
  effect: (_, spread) => spread,
  studentized: ({ gap }) => gap.rmspeBefore,
  'held-out': ({ heldOut }) => heldOut(),
  ratio: ({ gap }) => gap.rmspeBefore,
};

/**
 * How far from the estimate an effect may lie so that the treated units' root mean square after the change without it is no larger than a placebo's, times what makes up for the fit
 * before; below zero where none is. The mean square of a gap less c is its variance plus the square of its mean less c.
 */
function radiusOf(gap: Gap, treated: Gap, times: number): number {
  const square = (gap.rmspeAfter * times) ** 2 - (treated.rmspeAfter ** 2 - treated.effect ** 2);
  return square < -ties * treated.rmspeAfter ** 2 ? -1 : Math.sqrt(Math.max(0, square));
}

/** A fit that leaves less before the change than this part of the spread of outcomes meets every period, and what is left tells nothing. */
const rounding = 1e-6;
/** What counts as having been reached, as parts of the statistic and of the spread of outcomes. */
const ties = 1e-9;
const tiny = 1e-12;

/** The place of the first of ascending values that is no smaller, but for rounding. */
function firstReaching(sorted: Float64Array, from: number, slack: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] >= from - slack) high = middle;
    else low = middle + 1;
  }
  return low;
}
