import type { EventStudy, HonestRefusal } from './event-study.ts';
import { refusalOf } from './event-study.ts';
import { fixedLength } from './fixed-length.ts';
import { hybridRange, type Range } from './hybrid-range.ts';
import { changeEndingAt, polyhedronOf } from './polyhedron.ts';

/** What the bias after the reference may do, given what it did before; each has a size from zero on. */
export type Restriction =
  /** Changes from period to period are at most `size` times the largest before; `size` is M-bar. */
  | 'relative-magnitudes'
  /** Second differences are at most `size` times the largest before. */
  | 'relative-smoothness'
  /** Second differences are at most `size`, in units of the outcome: the interval of fixed length. */
  | 'smoothness'
  /** The same by the hybrid test. */
  | 'smoothness-hybrid';

export interface HonestInterval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

interface Kind {
  /** Periods before the reference that it needs. */
  readonly least: number;
  readonly range: (study: EventStudy, size: number, alpha: number) => Range;
}

const kinds: Readonly<Record<Restriction, Kind>> = {
  'relative-magnitudes': { least: 1, range: (study, size, alpha) => relative(study, 1, size, alpha) },
  'relative-smoothness': { least: 2, range: (study, size, alpha) => relative(study, 2, size, alpha) },
  smoothness: { least: 1, range: fixedLength },
  'smoothness-hybrid': { least: 1, range: smoothByTest },
};

/**
 * Two-sided limits of the target that hold wherever the bias obeys the restriction. They are bounded and never empty: the estimate itself is never rejected.
 *
 * Model   Coefficients are normal with this covariance. Relative restrictions hold for one of the changes before, upwards or downwards, being the largest: each
 *         gives limits, and all of them are covered, from the lowest to the highest. See `hybridRange` and `fixedLength`.
 * Units   those of the coefficients, times the weights; `size` of both smoothness restrictions in units of the coefficients.
 * Source  Rambachan & Roth (2023), Review of Economic Studies 90.
 */
export function honestInterval(study: EventStudy, restriction: Restriction, size: number, level: number): HonestInterval | HonestRefusal {
  const { least, range } = kinds[restriction];
  const refusal = refusalOf(study, least);
  if (refusal) return refusal;
  if (!(size >= 0 && size < Infinity)) return { refused: 'size-invalid', size };
  if (!(level > 0.5 && level < 1)) return { refused: 'level-invalid', level };
  return { ...range(study, size, 1 - level), level };
}

function relative(study: EventStudy, order: 1 | 2, size: number, alpha: number): Range {
  let [low, high] = [Infinity, -Infinity];
  for (let s = order - study.before; s <= 0; s++) {
    for (const sign of [1, -1]) {
      const contrast = changeEndingAt(study, order, s).map((weight) => sign * size * weight);
      const range = hybridRange(polyhedronOf(study, { order, constant: 0, contrast }), alpha);
      if (range) [low, high] = [Math.min(low, range.low), Math.max(high, range.high)];
    }
  }
  return { low, high };
}

function smoothByTest(study: EventStudy, size: number, alpha: number): Range {
  const contrast = new Float64Array(study.before + study.after);
  return hybridRange(polyhedronOf(study, { order: 2, constant: size, contrast }), alpha)!;
}
