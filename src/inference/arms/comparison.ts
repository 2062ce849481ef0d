import type { Answer } from '../../estimate/answer.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Group, MomentsReply } from '../../relation/requests.ts';
import { binaryOutcome } from './binary.ts';
import { type Arms, armsOf, type Contrast } from './contrast.ts';
import { constantOutcome } from './refusals.ts';

/** Arms that can be compared, or the Answer that refuses to. */
export type Comparison = { readonly arms: Arms; readonly groups: readonly Group[]; readonly binary: boolean } | { readonly refused: Answer };

/** What every comparison of arms checks first: all arms are there, the outcome varies, and whether it is binary. */
export function* comparison(reply: Pick<MomentsReply, 'groups' | 'integer'>, c: Contrast): Asking<Comparison> {
  const arms = armsOf(reply, c);
  const groups = [arms.control, ...arms.treatments];
  const finding = constantOutcome(groups, c.outcome);
  if (finding) return { refused: { estimates: [], findings: [finding], exhibits: [] } };
  return { arms, groups, binary: yield* binaryOutcome({ groups, integer: reply.integer }, c.outcome, c.measure) };
}
