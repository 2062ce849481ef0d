import { heldBySidak } from '../../across/sidak.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Levels } from '../../inference/wald.ts';
import type { Candidate } from '../../protocol/design.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import type { Plans } from './across.ts';

/** With several candidates whose joint law nobody asks for, such as policies: their gains on each outcome are one family, since the decision picks among them. */
export function bySidak(
  plan: readonly PlannedQuestion[],
  protocol: Protocol,
  speaking: Plans,
  { candidates, called }: { readonly candidates: readonly Candidate[]; readonly called: string },
): readonly PlannedQuestion[] {
  const { level, guardrailLevel: boundsLevel } = protocol.analysis;
  const at = (levels: Levels): Protocol => ({ ...protocol, analysis: { ...protocol.analysis, level: levels.level, guardrailLevel: levels.boundsLevel } });
  const among = new Set(candidates.map(({ against }) => against));
  const familyOf = ({ estimand: { outcome, contrast } }: Estimate): string | undefined => (among.has(contrast.control) ? `${called} on ${outcome}` : undefined);
  const asked = new Set(speaking(protocol).map(({ id }) => id));
  return plan.map((question) => {
    if (!asked.has(question.id)) return question;
    const again = (levels: Levels): PlannedQuestion => speaking(at(levels)).find(({ id }) => id === question.id) ?? question;
    return { ...question, ask: () => heldBySidak({ level, boundsLevel }, candidates.length, (levels) => again(levels).ask(), familyOf) };
  });
}
