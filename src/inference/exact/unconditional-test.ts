import type { Proportion } from '../newcombe.ts';
import { binomialMass, chanceUpTo } from './binomial-mass.ts';
import { plausibleShares, type Range } from './plausible-shares.ts';
import { type Null, scoreStatistic, treatmentShare } from './score-statistic.ts';

/** Chance that the range of the nuisance share misses it; the p-value has it on top. */
const missed = 1e-6;
/** Statistics that differ by no more than this, of their size, are equal: rounding may not break a tie. */
const tie = 1e-9;
const gridPoints = 48;
const coarseStep = 4;
const refinements = 14;

/**
 * Exact unconditional test that treatment does not exceed a null: `value` of p1 - p0, or of p1 / p0.
 *
 * Model   the largest chance, over the shares of control that the null and the data leave open, of tables whose score statistic is as high as the one seen; plus
 *         the chance `beyond` that the share lies outside of that range (zero takes every share). The tables are a staircase, since the statistic rises with the
 *         events of treatment and falls with those of control: for each count of one arm the critical count of the other is found by halving, and only counts
 *         that are not negligibly likely are visited. So the work depends on how many events there are, not on how many units.
 * Units   a one-sided p-value. Of the other side: swap the arms, with the null negated (difference) or inverted (ratio).
 * Source  Chan (1998), Statistics in Medicine 17; Chan & Zhang (1999), Biometrics 55; Berger & Boos (1994), JASA 89; convexity: Roehmel & Mansmann (1999),
 *         Biometrical Journal 41.
 */
export function exceeds(treatment: Proportion, control: Proportion, at: Null, beyond = missed): number {
  const range = plausibleShares(treatment, control, at, beyond);
  if (!range) return beyond;
  return Math.min(1, beyond + largestOf(gridOver(range, chanceOfAsHigh(treatment, control, at))));
}

/** The chance, at a share of control, of tables with a statistic as high as that of this one. */
function chanceOfAsHigh(treatment: Proportion, control: Proportion, at: Null): (share: number) => number {
  const seen = scoreStatistic(treatment, control, at);
  const least = seen - tie * (1 + Math.abs(seen));
  const isAsHigh = (x1: number, x0: number): boolean => scoreStatistic({ events: x1, n: treatment.n }, { events: x0, n: control.n }, at) >= least;
  const mostOfControl = remembered((x1) => lastThat(control.n, (x0) => isAsHigh(x1, x0)));
  const mostOfTreatmentBelow = remembered((x0) => lastThat(treatment.n, (x1) => !isAsHigh(x1, x0)));
  return (share) => {
    const one = binomialMass(treatment.n, Math.min(1, Math.max(0, treatmentShare(at, share))));
    const zero = binomialMass(control.n, share);
    // The arm with fewer counts is walked.
    if (one.chances.length <= zero.chances.length)
      return one.chances.reduce((sum, chance, i) => sum + chance * chanceUpTo(zero, mostOfControl(one.from + i)), 0);
    return zero.chances.reduce((sum, chance, i) => sum + chance * (1 - chanceUpTo(one, mostOfTreatmentBelow(zero.from + i))), 0);
  };
}

/** The largest of 0..n for which something holds that stops holding once; -1 when it never does. */
function lastThat(n: number, holds: (x: number) => boolean): number {
  let [low, high] = [-1, n + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function remembered(of: (x: number) => number): (x: number) => number {
  const known = new Map<number, number>();
  return (x) => {
    const value = known.get(x) ?? of(x);
    known.set(x, value);
    return value;
  };
}

/**
 * Does that test reject at level `alpha`? The same, but that it stops when it knows: at the first share with a chance above it, or where the shares of a grid stay
 * so far below that none between them reaches it.
 */
export function isExceeded(treatment: Proportion, control: Proportion, at: Null, alpha: number): boolean {
  const beyond = Math.min(missed, alpha / 1000);
  const range = plausibleShares(treatment, control, at, beyond);
  if (!range) return true;
  const limit = alpha - beyond;
  const grid = gridOver(range, chanceOfAsHigh(treatment, control, at));
  const coarse = grid.highest(coarseStep, limit);
  if (coarse < limit / 4 || coarse > limit) return coarse <= limit;
  const top = grid.highest(1, limit);
  return top < 0.8 * limit || top > limit ? top <= limit : largestOf(grid) <= limit;
}

interface Grid {
  readonly points: number;
  readonly at: (place: number) => number;
  readonly chance: (place: number) => number;
  /** Over every so many points, stopping above a limit. */
  readonly highest: (every: number, limit: number) => number;
}

/** Shares that are even in their angle, where a standard error is as wide everywhere; places between them are no whole numbers. */
function gridOver({ low, high }: Range, chance: (share: number) => number): Grid {
  const [from, to] = [Math.asin(Math.sqrt(low)), Math.asin(Math.sqrt(high))];
  const points = to > from ? gridPoints : 0;
  const at = (place: number): number => chance(Math.sin(from + (points > 0 ? place / points : 0) * (to - from)) ** 2);
  const known = remembered(at);
  const highest = (every: number, limit: number): number => {
    let top = 0;
    for (let i = 0; i <= points && top <= limit; i += every) top = Math.max(top, known(i));
    return top;
  };
  return { points, at, chance: known, highest };
}

/** Of the points, and by golden section beside the highest of them. */
function largestOf({ points, at, chance }: Grid): number {
  const found = Array.from({ length: points + 1 }, (_, i) => chance(i));
  const top = Math.max(...found);
  const peaks = found.flatMap((value, i) => (value >= (found[i - 1] ?? 0) && value >= (found[i + 1] ?? 0) && value > 0.9 * top ? [i] : []));
  return Math.max(top, ...peaks.map((i) => peakOf(at, Math.max(0, i - 1), Math.min(points, i + 1))));
}

const golden = (Math.sqrt(5) - 1) / 2;

function peakOf(of: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [c, d] = [b - golden * (b - a), a + golden * (b - a)];
  let [fc, fd] = [of(c), of(d)];
  for (let i = 0; i < refinements; i++) {
    if (fc > fd) {
      [b, d, fd] = [d, c, fc];
      c = b - golden * (b - a);
      fc = of(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + golden * (b - a);
      fd = of(d);
    }
  }
  return Math.max(fc, fd);
}
