import type { Piece } from '../../estimate/estimate.ts';
import { compensatedSum } from '../../math/compensated-sum.ts';
import { newcombeRatio, type Proportion } from '../newcombe.ts';
import { differenceHeldBy, exactRatio } from './limits-that-hold.ts';
import type { EventStratum } from './stratified-score.ts';
import { isExceeded } from './unconditional-test.ts';

/**
 * Limits of a difference of shares over strata, moved outwards to where an exact test rejects whatever lies beyond them, whatever the shares of each stratum are.
 *
 * Model   each arm as one table: its events, over the strata by their shares of all, among as many units as would have the weight of the heaviest one. The weighted count of
 *         events is no more spread than the binomial one of such units, whatever the stratum that has them. Where every stratum gave the same share of its units to
 *         an arm, units weigh alike and the tables are those of the arms.
 * @param alpha  of each side.
 * Source  Hoeffding (1956), Annals of Mathematical Statistics 27, on sums of unlike trials; the test: Chan & Zhang (1999), Biometrics 55.
 */
export function pooledDifference(strata: readonly EventStratum[], limits: Required<Piece>, alpha: number): Required<Piece> {
  const [treatment, control] = [weighed(strata, 'treatment'), weighed(strata, 'control')];
  const value = compensatedSum(strata.map(({ treatment: t, control: c, share }) => share * (t.events / t.n - c.events / c.n)));
  const of = (arms: readonly [Proportion, Proportion]) => differenceHeldBy((t, c, at) => isExceeded(t, c, at, alpha), arms, value, limits);
  return { low: of([treatment.fewest, control.most]).low, high: of([treatment.most, control.fewest]).high };
}

/** The same of the ratio of these shares, from Newcombe's limits of it. Without events in the control arm it is unbounded. */
export function pooledRatio(strata: readonly EventStratum[], level: number): Piece & { readonly low: number } {
  const [treatment, control] = [weighed(strata, 'treatment'), weighed(strata, 'control')];
  const of = (t: Proportion, c: Proportion) => exactRatio(t, c, newcombeRatio(t, c, level), (1 - level) / 2);
  const { low } = of(treatment.fewest, control.most);
  const high = control.fewest.events > 0 ? of(treatment.most, control.fewest).high : undefined;
  return { low, ...(high !== undefined && { high }) };
}

/** One arm as units of the heaviest weight: with the fewest and the most whole events that its weighted ones may stand for. */
function weighed(strata: readonly EventStratum[], arm: 'treatment' | 'control'): { readonly fewest: Proportion; readonly most: Proportion } {
  const units = strata.map((s) => s[arm].n);
  const heaviest = strata.reduce((most, s, b) => Math.max(most, s.share / units[b]), 0);
  const share = compensatedSum(strata.map((s, b) => (s.share * s[arm].events) / units[b]));
  // Weights that differ by rounding are alike.
  const n = Math.max(1, Math.floor(1 / heaviest + 1e-6));
  const events = share * n;
  return { fewest: { events: Math.floor(events + 1e-6), n }, most: { events: Math.ceil(events - 1e-6), n } };
}
