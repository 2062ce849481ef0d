import type { Proportion } from '../newcombe.ts';
import { binomialMass, chanceUpTo } from './binomial-mass.ts';
import { largestChance, lastThat, remembered, staysWithin } from './largest-chance.ts';
import { plausibleShares } from './plausible-shares.ts';
import { type Null, scoreStatistic, treatmentShare } from './score-statistic.ts';

/** Chance that the range of the nuisance share misses it; the p-value has it on top. */
const missed = 1e-6;
/** Statistics that differ by no more than this, of their size, are equal: rounding may not break a tie. */
const tie = 1e-9;

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
  return Math.min(1, beyond + largestChance(range, chanceOfAsHigh(treatment, control, at)));
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

/** Does that test reject at level `alpha`? The same, but that it stops when it knows. */
export function isExceeded(treatment: Proportion, control: Proportion, at: Null, alpha: number): boolean {
  const beyond = Math.min(missed, alpha / 1000);
  const range = plausibleShares(treatment, control, at, beyond);
  if (!range) return true;
  return staysWithin(range, chanceOfAsHigh(treatment, control, at), alpha - beyond);
}
