import type { Estimate, Interval, Segment } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { sayAmount } from '../../estimate/unit.ts';
import { segmentOf } from './segment.ts';

export const harmCheck = 'harmed-segment';

/** From where on a segment counts as harmed: any loss, or one beyond what is tolerated, in the outcome's units or as a share of the control mean. */
export interface HarmBar {
  readonly better: 'higher' | 'lower';
  readonly tolerance?: { readonly value: number; readonly relative: boolean };
  /** What readers see in place of the outcome. */
  readonly label?: string;
}

/** What an interval counts, and what to do about harm. */
export interface HarmWords {
  readonly counted: string;
  readonly mend: string;
}

const ofSegment = ({ column, level }: Segment): HarmWords => ({
  counted: 'segments',
  mend: `Leave ${column} = ${level} out of the launch, or find out what goes wrong there first.`,
});

/**
 * Segments that are surely worse off, by more than is tolerated, while the average is not: the whole simultaneous interval lies beyond the bar. `overall` are
 * the estimates that speak for all units.
 */
export function hiddenHarm(
  overall: readonly Estimate[],
  segments: readonly Estimate[],
  barOf: (outcome: string) => HarmBar,
  wordsOf: (segment: Segment) => HarmWords = ofSegment,
): readonly Finding[] {
  return segments.flatMap((e): readonly Finding[] => {
    const { outcome, contrast } = e.estimand;
    const bar = barOf(outcome);
    const whole = overall.find(({ estimand }) => estimand.outcome === outcome && estimand.contrast.treatment === contrast.treatment);
    if (!isHarmed(e, bar) || (whole && isHarmed(whole, bar))) return [];
    const { column, level } = segmentOf(e);
    const { counted, mend } = wordsOf({ column, level });
    const beyond = bar.tolerance ? 'beyond its tolerance' : 'on the bad side';
    return [
      {
        check: harmCheck,
        about: { column, arm: contrast.treatment, estimate: e.id },
        verdict: 'fail',
        statistic: e.value,
        says: `The average hides harm: in arm ${contrast.treatment}, ${bar.label ?? outcome} gets worse by ${sizeOf(e, bar)} where ${column} is ${level}, and the interval, which counts all ${counted}, is wholly ${beyond}.`,
        mend,
      },
    ];
  });
}

/** As large as the bar is measured: in the outcome's units, or as a share of the control mean. */
function sizeOf({ value, relative, estimand }: Estimate, { tolerance }: HarmBar): string {
  if (tolerance?.relative && relative) return sayShare(Math.abs(relative.value));
  return sayAmount(Math.abs(value), estimand.unit);
}

function isHarmed(e: Estimate, { better, tolerance }: HarmBar): boolean {
  if (e.standardError === 0) return false;
  const { interval, relative } = e;
  const read: Interval | undefined = tolerance?.relative ? relative?.interval : interval;
  if (read?.pieces.length !== 1) return false;
  const [{ low, high }] = read.pieces;
  const least = better === 'higher' ? -(high ?? Infinity) : (low ?? -Infinity);
  return least > (tolerance?.value ?? 0);
}
