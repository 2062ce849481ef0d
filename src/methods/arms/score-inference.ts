import type { Bounds, Interval, Piece, RelativeEffect } from '../../estimate/estimate.ts';
import { eventsIn } from '../../inference/arms/binary.ts';
import type { Contrast } from '../../inference/arms/contrast.ts';
import { newcombe, newcombeRatio, type Proportion } from '../../inference/newcombe.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';

/** What replaces the normal approximation where events are few. */
export interface ScoreInference {
  readonly limits: Required<Piece>;
  readonly interval: Interval;
  readonly bounds: Bounds;
  /** Absent when the control arm has no events. */
  readonly relative?: RelativeEffect;
}

/** Newcombe's interval and one-sided bounds of a binary outcome, for the difference and for its ratio to control. */
export function scoreInference(treatment: Group, control: Group, c: Contrast): ScoreInference {
  const [p1, p0] = [treatment, control].map(({ moments: m }): Proportion => ({ events: eventsIn(m, c.outcome), n: m.n }));
  const oneSided = 2 * c.boundsLevel - 1;
  const intervalOf = (piece: Piece): Interval => ({ pieces: [piece], level: c.level, side: 'two-sided', kind: 'pointwise', reference: { kind: 'score' } });
  const controlMean = meanOf(control.moments, c.outcome);
  const relative = (level: number): Piece & { readonly low: number } => {
    const { low, high } = newcombeRatio(p1, p0, level);
    return { low: low - 1, ...(high !== undefined && { high: high - 1 }) };
  };
  const bounds = relative(oneSided);
  const limits = newcombe(p1, p0, c.level);
  return {
    limits,
    interval: intervalOf(limits),
    bounds: { level: c.boundsLevel, ...newcombe(p1, p0, oneSided) },
    ...(p0.events > 0 && {
      relative: {
        value: meanOf(treatment.moments, c.outcome) / controlMean - 1,
        controlMean,
        interval: intervalOf(relative(c.level)),
        ...(bounds.high !== undefined && { bounds: { level: c.boundsLevel, low: bounds.low, high: bounds.high } }),
      },
    }),
  };
}
