import type { Adjusted, Estimate, Interval } from '../estimate/estimate.ts';
import type { Levels } from '../inference/wald.ts';

/**
 * An estimate whose interval and bounds hold together with those of its family: `wide` is the same estimate, asked at the pointwise levels that make
 * them do so. Its interval for itself alone is kept in `pointwise`.
 */
export function simultaneousEstimate(e: Estimate, wide: Estimate, { level, boundsLevel }: Levels, adjusted: readonly Adjusted[]): Estimate {
  const together = (interval: Interval): Interval => ({ ...interval, level, kind: 'simultaneous' });
  const { relative, bounds } = wide;
  return {
    ...e,
    interval: together(wide.interval),
    pointwise: e.interval,
    ...(bounds && { bounds: { ...bounds, level: boundsLevel } }),
    ...(relative && {
      relative: {
        ...relative,
        ...(relative.interval && { interval: together(relative.interval) }),
        ...(relative.bounds && { bounds: { ...relative.bounds, level: boundsLevel } }),
      },
    }),
    adjusted,
  };
}
