import { bracketedRoot } from '../../math/bracketed-root.ts';
import { binomialUpperTail } from '../../math/distributions/binomial.ts';
import type { Proportion } from '../newcombe.ts';
import { controlShare, type Null } from './score-statistic.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * The control arm's shares that a null and both arms leave open, all but with chance `beyond`; undefined when they leave none.
 *
 * Model   exact limits of each arm's share at half of `beyond`, those of treatment carried over to control by the null.
 * Source  Clopper & Pearson (1934), Biometrika 26; Berger & Boos (1994), JASA 89.
 */
export function plausibleShares(treatment: Proportion, control: Proportion, at: Null, beyond: number): Range | undefined {
  const [own, other] = [clopperPearson(control, beyond / 2), clopperPearson(treatment, beyond / 2)];
  const possible = at.measure === 'difference' ? { low: Math.max(0, -at.value), high: Math.min(1, 1 - at.value) } : { low: 0, high: Math.min(1, 1 / at.value) };
  const low = Math.max(own.low, possible.low, controlShare(at, other.low));
  const high = Math.min(own.high, possible.high, controlShare(at, other.high));
  return low <= high ? { low, high } : undefined;
}

/** Exact two-sided limits of a share, which miss it with no more than this chance. */
export function clopperPearson({ events, n }: Proportion, miss: number): Range {
  if (miss <= 0) return { low: 0, high: 1 };
  const share = events / n;
  return {
    low: events === 0 ? 0 : bracketedRoot((p) => binomialUpperTail(events, n, p) - miss / 2, 0, share),
    high: events === n ? 1 : bracketedRoot((p) => binomialUpperTail(n - events, n, 1 - p) - miss / 2, share, 1),
  };
}
