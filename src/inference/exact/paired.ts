import type { Piece } from '../../estimate/estimate.ts';
import { binomialUpperTail } from '../../math/distributions/binomial.ts';
import { binomialMass } from './binomial-mass.ts';
import { type ChanceAt, largestChance, lastThat, remembered, staysWithin } from './largest-chance.ts';
import { differenceHeldBy } from './limits-that-hold.ts';
import { clopperPearson, type Range } from './plausible-shares.ts';
import { scoreLimits } from './stratified-score.ts';

/** Pairs of one unit of either arm: how many there are, and in how many only one of the two had an event. */
export interface Pairs {
  readonly n: number;
  readonly treatmentOnly: number;
  readonly controlOnly: number;
}

/** Chance that the range of the nuisance share misses it. */
const missed = 1e-6;
const tie = 1e-9;

/**
 * How far the difference of two shares in pairs lies from `value`, in standard errors that hold under it.
 *
 * Model   (b - c - n value) over the root of n (2 q + value (1 - value)), q the likeliest share of pairs in which control alone has an event.
 * Source  Tango (1998), Statistics in Medicine 17.
 */
export function tangoScore({ n, treatmentOnly: b, controlOnly: c }: Pairs, value: number): number {
  const apart = b - c - n * value;
  const middle = (2 * n - b + c) * value - b - c;
  const root = Math.sqrt(Math.max(0, middle * middle + 8 * n * c * value * (1 - value)));
  // The larger of the two roots, without cancelling.
  const q = middle > 0 ? (2 * c * value * (1 - value)) / (middle + root) : (root - middle) / (4 * n);
  const variance = n * (2 * Math.max(q, 0, -value) + value * (1 - value));
  if (variance > 1e-15) return apart / Math.sqrt(variance);
  return Math.abs(apart) < 1e-9 ? 0 : Math.sign(apart) * Infinity;
}

/** Tango's two-sided limits of the difference. */
export const tangoLimits = (pairs: Pairs, level: number): Required<Piece> =>
  scoreLimits((pairs.treatmentOnly - pairs.controlOnly) / pairs.n, level, (at) => tangoScore(pairs, at));

/** The arms swapped. */
const swapped = ({ n, treatmentOnly, controlOnly }: Pairs): Pairs => ({ n, treatmentOnly: controlOnly, controlOnly: treatmentOnly });

/** The chance, at a share of pairs with an event of control alone, of pairs whose statistic is as high as that of these. */
function chanceOfAsHigh(pairs: Pairs, value: number): ChanceAt {
  const { n } = pairs;
  const seen = tangoScore(pairs, value);
  const least = seen - tie * (1 + Math.abs(seen));
  const fewestOfTreatment = remembered((c) => lastThat(n - c, (b) => tangoScore({ n, treatmentOnly: b, controlOnly: c }, value) < least) + 1);
  return (share) => {
    const alone = binomialMass(n, share);
    const ofRest = share < 1 ? Math.min(1, Math.max(0, (share + value) / (1 - share))) : 0;
    return alone.chances.reduce((sum, chance, i) => {
      const c = alone.from + i;
      return sum + chance * binomialUpperTail(fewestOfTreatment(c), n - c, ofRest);
    }, 0);
  };
}

/** The shares of pairs with an event of control alone that a difference and the pairs leave open, all but with chance `beyond`. */
function plausible({ n, treatmentOnly, controlOnly }: Pairs, value: number, beyond: number): Range | undefined {
  const unlike = clopperPearson({ events: treatmentOnly + controlOnly, n }, beyond);
  const low = Math.max(0, -value, (unlike.low - value) / 2);
  const high = Math.min((1 - value) / 2, (unlike.high - value) / 2);
  return low <= high ? { low, high } : undefined;
}

/**
 * Exact unconditional test in pairs that treatment does not exceed control by more than `value`.
 *
 * Model   the largest chance, over the shares that the null and the pairs leave open, of pairs whose Tango statistic is as high as the one seen, plus the chance `beyond`
 *         that the share lies outside of them (zero takes every share).
 * Units   a one-sided p-value. Of the other side: swap the arms and negate the null.
 * Source  Hsueh, Liu & Chen (2001), Biometrics 57; Berger & Boos (1994), JASA 89.
 */
export function exceedsInPairs(pairs: Pairs, value: number, beyond = missed): number {
  const range = plausible(pairs, value, beyond);
  return range ? Math.min(1, beyond + largestChance(range, chanceOfAsHigh(pairs, value))) : beyond;
}

function isExceededInPairs(pairs: Pairs, value: number, alpha: number): boolean {
  const beyond = Math.min(missed, alpha / 1000);
  const range = plausible(pairs, value, beyond);
  return range === undefined || staysWithin(range, chanceOfAsHigh(pairs, value), alpha - beyond);
}

/** The chance of so many or more of the unlike pairs on the side of treatment if either were as likely. Source  McNemar (1947), Psychometrika 12, exactly. */
const conditionalP = ({ treatmentOnly, controlOnly }: Pairs): number => binomialUpperTail(treatmentOnly, treatmentOnly + controlOnly, 0.5);

/**
 * Limits of a difference of shares in pairs, moved outwards to where the exact unconditional test rejects whatever lies beyond them; and over zero, unless the exact
 * conditional test rejects that too.
 * @param alpha  of each side.
 */
export function exactInPairs(pairs: Pairs, { low, high }: Required<Piece>, alpha: number): Required<Piece> {
  const [other, value] = [swapped(pairs), (pairs.treatmentOnly - pairs.controlOnly) / pairs.n];
  const held = differenceHeldBy((of, _, at) => isExceededInPairs(of, at.value, alpha), [pairs, other], value, { low, high });
  return {
    low: conditionalP(pairs) <= alpha ? held.low : Math.min(held.low, 0),
    high: conditionalP(other) <= alpha ? held.high : Math.max(held.high, 0),
  };
}
