import type { Bounds, Interval, Piece, RelativeEffect, Test } from '../../estimate/estimate.ts';
import { eventsIn, hasFewEvents } from '../../inference/arms/binary.ts';
import type { Contrast } from '../../inference/arms/contrast.ts';
import { exactDifference, exactRatio } from '../../inference/exact/limits-that-hold.ts';
import { newcombe, newcombeRatio, newcombeTest, type Proportion } from '../../inference/newcombe.ts';
import type { WaldInference } from '../../inference/wald.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';
import { welchInference } from './welch-inference.ts';

/** How two shares differ, by score limits. */
export interface ScoreInference {
  readonly interval: Interval;
  readonly bounds: Bounds;
  /** Absent when the control arm has no events. */
  readonly relative?: RelativeEffect;
  /** Absent with few events, as is the test: neither is near normal then. */
  readonly standardError?: number;
  readonly test?: Test;
  readonly options: { readonly interval: 'newcombe' | 'newcombe-exact' };
  readonly details: ScoreDetails;
}

/** What stands beside the interval of a binary outcome. */
export interface ScoreDetails {
  /** The interval that is shown, but for what an exact test moves outwards. */
  readonly newcombe: Required<Piece>;
  /** By t with Welch's degrees of freedom. */
  readonly welch: Required<Piece> & { readonly standardError: number; readonly df: number; readonly pValue?: number };
}

/** Limits of a difference of two shares, and of their ratio, each at a two-sided level. */
interface Limits {
  difference(level: number): Required<Piece>;
  ratio(level: number): Piece & { readonly low: number };
}

/**
 * Interval and one-sided bounds of a binary outcome, for the difference and for its ratio to control: Newcombe's, whatever the number of units. Where events are few each
 * limit is moved outwards to where an exact unconditional test agrees. So a verdict that is read off them holds under both: Newcombe's bound alone lies inside a
 * margin in 6 to 8 % of studies that are at it, at a nominal 5 %, when the arm with more units is the one whose events are few.
 */
export function scoreInference(treatment: Group, control: Group, c: Contrast): ScoreInference {
  const [p1, p0] = [proportionOf(treatment, c), proportionOf(control, c)];
  const byWelch = welchInference(treatment, control, c);
  const details = { newcombe: newcombe(p1, p0, c.level), welch: besideOf(byWelch) };
  const byNewcombe: Limits = { difference: (level) => newcombe(p1, p0, level), ratio: (level) => newcombeRatio(p1, p0, level) };
  if ([treatment, control].some(({ moments: m }) => hasFewEvents(m, c.outcome))) {
    const exact: Limits = {
      difference: (level) => exactDifference(p1, p0, byNewcombe.difference(level), (1 - level) / 2),
      ratio: (level) => exactRatio(p1, p0, byNewcombe.ratio(level), (1 - level) / 2),
    };
    return { ...within(exact, treatment, control, c), options: { interval: 'newcombe-exact' }, details };
  }
  return {
    ...within(byNewcombe, treatment, control, c),
    standardError: byWelch.standardError,
    test: newcombeTest(p1, p0),
    options: { interval: 'newcombe' },
    details,
  };
}

function besideOf({ interval: { pieces, reference }, standardError, test }: WaldInference): ScoreDetails['welch'] {
  const [{ low, high }] = pieces as readonly [Required<Piece>];
  return { low, high, standardError, df: reference.kind === 't' ? reference.df : Infinity, ...(test && { pValue: test.pValue }) };
}

function within(limits: Limits, treatment: Group, control: Group, c: Contrast): Pick<ScoreInference, 'interval' | 'bounds' | 'relative'> {
  const oneSided = 2 * c.boundsLevel - 1;
  const intervalOf = (piece: Piece): Interval => ({ pieces: [piece], level: c.level, side: 'two-sided', kind: 'pointwise', reference: { kind: 'score' } });
  const inference = { interval: intervalOf(limits.difference(c.level)), bounds: { level: c.boundsLevel, ...limits.difference(oneSided) } };
  const controlMean = meanOf(control.moments, c.outcome);
  if (controlMean === 0) return inference;
  const relative = (level: number): Piece & { readonly low: number } => {
    const { low, high } = limits.ratio(level);
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
