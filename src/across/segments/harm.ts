import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { segmentOf } from './segment.ts';

/**
 * Segments that are surely worse off while the average is not: a whole simultaneous interval on the bad side of zero. `overall` are the estimates that
 * speak for all units.
 */
export function hiddenHarm(overall: readonly Estimate[], segments: readonly Estimate[], better: (outcome: string) => 'higher' | 'lower'): readonly Finding[] {
  return segments.flatMap((e): readonly Finding[] => {
    const { outcome, contrast } = e.estimand;
    const whole = overall.find(({ estimand }) => estimand.outcome === outcome && estimand.contrast.treatment === contrast.treatment);
    if (!isWorse(e, better(outcome)) || (whole && isWorse(whole, better(outcome)))) return [];
    const { column, level } = segmentOf(e);
    return [
      {
        check: 'harmed-segment',
        about: { column, arm: e.estimand.contrast.treatment, estimate: e.id },
        verdict: 'fail',
        statistic: e.value,
        says: `The average hides harm: ${outcome} gets worse where ${column} is ${level}, and its interval, which counts all segments, is wholly on the bad side.`,
        mend: `Leave ${column} = ${level} out of the launch, or find out what goes wrong there first.`,
      },
    ];
  });
}

function isWorse({ interval: { pieces }, standardError }: Estimate, better: 'higher' | 'lower'): boolean {
  if (standardError === 0 || pieces.length !== 1) return false;
  const [{ low, high }] = pieces;
  return better === 'higher' ? high !== undefined && high < 0 : low !== undefined && low > 0;
}
