import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Sides } from '../../inference/threshold/sides.ts';
import type { Threshold } from './own.ts';

/** How figures of scores tell the sides: on the score as it is, or less the cutoff where there are several. */
export interface ShownSides {
  /** Where a score less the cutoff stands on the axis. */
  place(score: number): number;
  readonly axis: string;
  readonly marks: NonNullable<Exhibit['marks']>;
  /** What scores at the cutoff are, in a sentence: `0.85`. */
  readonly cutoff: string;
  readonly scores: Sides<string>;
  /** The column that tells the sides: of arms, where the score alone decides. */
  readonly column: 'arm' | 'series';
  readonly names: Sides<string>;
  /** In a sentence. */
  readonly called: Sides<string>;
}

export function shownSides({ running, cutoff, side, decision, treated, control }: Threshold, cutoffs: readonly number[]): ShownSides {
  const [own] = cutoffs;
  const single = cutoffs.length === 1;
  const scores = single ? { below: `below ${own}`, above: `from ${own} on` } : { below: 'below the cutoff', above: 'from the cutoff on' };
  const arms = side === 'above' ? { below: control, above: treated } : { below: treated, above: control };
  return {
    place: (score) => (single ? Number((own + score).toPrecision(12)) : score),
    axis: single ? running : `${running} less ${cutoff}`,
    marks: [single ? { at: own, label: `cutoff ${own}` } : { at: 0, label: `${cutoffs.length} cutoffs` }],
    cutoff: single ? String(own) : `at its ${cutoff}`,
    scores,
    ...(decision === undefined
      ? { column: 'arm', names: arms, called: { below: `arm ${arms.below}`, above: `arm ${arms.above}` } }
      : { column: 'series', names: scores, called: scores }),
  };
}
