import type { Estimate } from './estimate.ts';

/** Do its limits hold though events are few? They are then no multiples of a standard error, and no other test of it is shown. */
export const restsOnFewEvents = ({ test, interval }: Estimate): boolean =>
  test === undefined && (interval.reference.kind === 'score' || interval.reference.kind === 'permutation');
