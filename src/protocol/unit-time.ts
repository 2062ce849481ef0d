import type { DesignedStudy } from './design.ts';

/** When the first row of a unit came in, in seconds since 1970. */
export const unitTime = 'estimand:time';

/** The column that tells when units came in, where chance drew the arm of each as it came: not of units that are seen in one period after the other. */
export function timeOfUnits({ study, design }: DesignedStudy): string | undefined {
  const { time } = study;
  if (time === undefined || design.timeNeeds !== undefined || design.within !== undefined) return undefined;
  return design.drawn(study) === 'by-chance' && design.arms ? time : undefined;
}
