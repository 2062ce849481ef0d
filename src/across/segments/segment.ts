import type { Estimate, Segment } from '../../estimate/estimate.ts';

/** `adjusted-itt:resolved@language=de`: the name of the estimate on all units, then the segment. */
export const segmentId = (id: string, { column, level }: Segment): string => `${id}@${column}=${level}`;

/** The segment that an estimate of `segments` is about. */
export const segmentOf = ({ estimand }: Estimate): Segment => estimand.segment!;

/** What the estimate is called on all units. */
export const wholeId = ({ id, estimand }: Estimate): string => id.slice(0, id.length - segmentId('', estimand.segment!).length);
