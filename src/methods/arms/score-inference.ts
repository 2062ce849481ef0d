import type { Bounds, Interval, Piece, RelativeEffect } from '../../estimate/estimate.ts';
import { eventsIn } from '../../inference/arms/binary.ts';
import type { Contrast } from '../../inference/arms/contrast.ts';
import { exactDifference, exactRatio } from '../../inference/exact/limits-that-hold.ts';
import { newcombe, newcombeRatio, type Proportion } from '../../inference/newcombe.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';

/** What replaces the normal approximation where events are few. */
export interface ScoreInference {
  readonly interval: Interval;
  readonly bounds: Bounds;
  /** Absent when the control arm has no events. */
  readonly relative?: RelativeEffect;
}

/** Newcombe's two-sided limits of the difference. */
export function newcombeLimits(treatment: Group, control: Group, c: Contrast): Required<Piece> {
  return newcombe(proportionOf(treatment, c), proportionOf(control, c), c.level);
}

/**
 * Interval and one-sided bounds where events are few, for the difference and for its ratio to control: Newcombe's, each limit moved outwards to where an exact
 * unconditional test agrees. So a verdict that is read off them holds under both: Newcombe's bound alone lies inside a margin in 6 to 8 % of studies that are at
 * it, at a nominal 5 %, when the arm with more units is the one whose events are few.
 */
export function scoreInference(treatment: Group, control: Group, c: Contrast): ScoreInference {
  const [p1, p0] = [proportionOf(treatment, c), proportionOf(control, c)];
  const oneSided = 2 * c.boundsLevel - 1;
  const intervalOf = (piece: Piece): Interval => ({ pieces: [piece], level: c.level, side: 'two-sided', kind: 'pointwise', reference: { kind: 'score' } });
  const difference = (level: number): Required<Piece> => exactDifference(p1, p0, newcombe(p1, p0, level), (1 - level) / 2);
  const inference = { interval: intervalOf(difference(c.level)), bounds: { level: c.boundsLevel, ...difference(oneSided) } };
  if (p0.events === 0) return inference;
  const controlMean = meanOf(control.moments, c.outcome);
  const relative = (level: number): Piece & { readonly low: number } => {
    const { low, high } = exactRatio(p1, p0, newcombeRatio(p1, p0, level), (1 - level) / 2);
    return { low: low - 1, ...(high !== undefined && { high: high - 1 }) };
  };
  const { low, high } = relative(oneSided);
  return {
    ...inference,
    relative: {
      value: meanOf(treatment.moments, c.outcome) / controlMean - 1,
      controlMean,
      interval: intervalOf(relative(c.level)),
      ...(high !== undefined && { bounds: { level: c.boundsLevel, low, high } }),
    },
  };
}

const proportionOf = ({ moments: m }: Group, { outcome }: Contrast): Proportion => ({ events: eventsIn(m, outcome), n: m.n });
