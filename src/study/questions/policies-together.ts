import { heldBySidak } from '../../across/sidak.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Levels } from '../../inference/wald.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import { loggingPolicy } from '../../protocol/routing.ts';

type Plans = (protocol: Protocol) => readonly PlannedQuestion[];

/** With several policies, the gains of each outcome over the logging policy are one family: the decision picks among them. */
export function policiesTogether(plan: readonly PlannedQuestion[], protocol: Protocol, plans: Plans): readonly PlannedQuestion[] {
  const count = protocol.routing?.policies.length ?? 0;
  if (count < 2) return plan;
  const { level, guardrailLevel: boundsLevel } = protocol.analysis;
  const at = (levels: Levels): Protocol => ({ ...protocol, analysis: { ...protocol.analysis, level: levels.level, guardrailLevel: levels.boundsLevel } });
  const familyOf = ({ estimand: { outcome, contrast } }: Estimate): string | undefined =>
    contrast.control === loggingPolicy ? `policies against the ${loggingPolicy} on ${outcome}` : undefined;
  const asked = new Set(plans(protocol).map(({ id }) => id));
  return plan.map((question) => {
    if (!asked.has(question.id)) return question;
    const again = (levels: Levels): PlannedQuestion => plans(at(levels)).find(({ id }) => id === question.id) ?? question;
    return { ...question, ask: () => heldBySidak({ level, boundsLevel }, count, (levels) => again(levels).ask(), familyOf) };
  });
}
