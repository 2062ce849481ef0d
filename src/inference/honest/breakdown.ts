import type { EventStudy, HonestRefusal } from './event-study.ts';
import { honestInterval, type Restriction } from './honest-interval.ts';

/** How large the bias may become before the interval no longer excludes a value. */
export type Breakdown =
  /** The interval holds the value even at size zero. */
  | { readonly kind: 'never-excludes' }
  /** The interval excludes the value up to this size. */
  | { readonly kind: 'excludes-up-to'; readonly size: number }
  /** It excludes it at every size that was tried, up to the limit. */
  | { readonly kind: 'excludes-to-limit'; readonly limit: number };

export interface BreakdownOptions {
  readonly level: number;
  /** The largest size that is tried. */
  readonly limit: number;
  /** The value that is excluded: zero, or a margin. */
  readonly against: number;
}

/** Sizes that are tried, closer together near zero: a size between two of them at which alone the value is not excluded goes unseen. */
const tried = 24;
const halvings = 24;

/** The size of a restriction up to which its interval excludes a value: the first of those tried at which it does not, and from there back by bisection. */
export function breakdown(study: EventStudy, restriction: Restriction, { level, limit, against }: BreakdownOptions): Breakdown | HonestRefusal {
  if (!(limit > 0 && limit < Infinity)) return { refused: 'size-invalid', size: limit };
  const at = honestInterval(study, restriction, 0, level);
  if ('refused' in at) return at;
  const excludes = (size: number): boolean => {
    const interval = honestInterval(study, restriction, size, level);
    return !('refused' in interval) && (interval.low > against || interval.high < against);
  };
  if (!excludes(0)) return { kind: 'never-excludes' };
  let low = 0;
  for (let i = 1; i <= tried; i++) {
    let high = limit * (i / tried) ** 2;
    if (excludes(high)) {
      low = high;
      continue;
    }
    for (let halving = 0; halving < halvings; halving++) {
      const middle = (low + high) / 2;
      if (excludes(middle)) low = middle;
      else high = middle;
    }
    return { kind: 'excludes-up-to', size: low };
  }
  return { kind: 'excludes-to-limit', limit };
}
