import { protectionNames } from '../protocol/protects.ts';
import type { OutcomeWords, StudyResult } from '../study/result.ts';

const rankOf = ({ protects }: OutcomeWords): number => (protects === undefined ? protectionNames.length : protectionNames.indexOf(protects));

/** The outcomes as the study has them, with the guardrails together where the first of them stands, by what they protect. */
export function orderedOutcomes({ study: { outcomes } }: StudyResult): readonly OutcomeWords[] {
  const guardrails = outcomes.filter(({ role }) => role === 'guardrail').toSorted((a, b) => rankOf(a) - rankOf(b));
  return outcomes.flatMap((outcome) => (outcome.role !== 'guardrail' ? [outcome] : outcome === firstOf(outcomes) ? guardrails : []));
}

const firstOf = (outcomes: readonly OutcomeWords[]): OutcomeWords | undefined => outcomes.find(({ role }) => role === 'guardrail');

/** `guardrail: safety`, or the role alone. */
export const roleText = ({ role, protects }: Pick<OutcomeWords, 'role' | 'protects'>): string => (protects === undefined ? role : `${role}: ${protects}`);

/** What nothing declared protects, where the study says of any guardrail what it does; what the change is for has the primary outcome. */
export function unprotected({ study: { outcomes } }: StudyResult): readonly string[] {
  const named = new Set(outcomes.flatMap(({ protects }) => protects ?? []));
  return named.size === 0 ? [] : protectionNames.filter((name) => name !== 'benefit' && !named.has(name));
}
