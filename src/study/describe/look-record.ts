import { leavesZeroOut } from '../../estimate/leaves-zero-out.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { Headline } from '../ask/headlines.ts';
import type { LookRecord } from '../result.ts';

/** The looks that were taken, with what this one brought: whether the primary outcome crossed its bound, and whether anything is left to spend. */
export function withCrossing(record: LookRecord, { look }: Protocol, headlines: readonly Headline[]): LookRecord {
  const { taken } = record;
  const last = taken[taken.length - 1];
  const crossed = headlines.some(({ outcome, estimate }) => outcome.role === 'primary' && estimate !== undefined && leavesZeroOut(estimate.interval.pieces));
  const isLast = look?.kind === 'spending' && look.isLast;
  return { ...record, taken: [...taken.slice(0, -1), { ...last, ...(crossed && { crossed }), ...(isLast && { last: true }) }] };
}
