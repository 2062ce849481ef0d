import { EstimandError } from '../../errors/estimand-error.ts';
import { and, column, equals, greater, indicator, isKnown, not } from '../../expressions/build.ts';
import { meanOf } from '../../moments/moments.ts';
import type { PlaceOf } from '../../protocol/design.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { columns, moments } from '../../relation/requests.ts';
import { derive, rollup, type Step, where } from '../../relation/steps.ts';
import type { StagedRollout } from './own.ts';
import { timed } from './unit-steps.ts';

/** So many units are named where something is wrong with them. */
const mostNamed = 3;

/**
 * Does every unit keep its segment? One that changes it would be in neither of the two before and after.
 *
 * Errors  staged-segment-varies, at the line of the segment.
 */
export function* segmentsKept(own: StagedRollout, segments: readonly string[], place: PlaceOf): Asking<void> {
  const { unit } = own;
  if (unit === undefined || segments.length === 0) return;
  const over = (segment: string): readonly Step[] => [
    ...timed(own),
    rollup([unit], { kept: { kind: 'only', of: column(segment) }, known: { kind: 'sum', of: indicator(isKnown(column(segment))) } }),
    derive({ varies: indicator(and(not(isKnown(column('kept'))), greater(column('known'), 0))) }),
  ];
  const replies = yield* all(segments.map((segment) => ask(moments({ columns: { varies: column('varies') }, over: over(segment) }))));
  const at = replies.findIndex(({ groups: [group] }) => group && group.moments.n > 0 && meanOf(group.moments, 'varies') > 0);
  if (at < 0) return;
  const reply = yield* ask(columns({ columns: {}, keys: [unit], over: [...over(segments[at]), where(equals(column('varies'), 1))] }));
  const { codes, levels } = reply.keys[unit];
  const named = [...new Set(Array.from(codes.subarray(0, mostNamed), (code) => levels[code]))];
  throw new EstimandError('staged-segment-varies', { unit, segment: segments[at], units: codes.length, named }, place(['segments', at]));
}
