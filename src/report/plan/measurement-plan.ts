import type { OutcomeWords, StudyResult } from '../../study/result.ts';
import { type Name, nameOf } from '../names.ts';
import { orderedOutcomes, roleText, unprotected } from '../outcome-order.ts';
import { decidedHow } from './decided-how.ts';
import { measuredHow } from './measured-how.ts';

/** An outcome as it was planned: what it is for, how it is measured, and what the decision does with it. */
export interface PlanRow {
  readonly name: Name;
  readonly role: string;
  readonly how: string;
  readonly use: string;
}

/** A row an outcome, whatever the number of arms; guardrails by what they protect. */
export function measurementPlan(result: StudyResult): readonly PlanRow[] {
  const seen = new Set<string>();
  const once = ({ name }: OutcomeWords): boolean => !seen.has(name) && seen.add(name) !== undefined;
  return orderedOutcomes(result)
    .filter(once)
    .map((outcome) => ({
      name: nameOf(result, outcome.name),
      role: roleText(outcome),
      how: measuredHow(result, outcome).join(' '),
      use: decidedHow(result, outcome).join(' '),
    }));
}

/** `No guardrail protects experience, operations or fairness.` */
export function unprotectedText(result: StudyResult): string | undefined {
  const names = unprotected(result);
  if (names.length === 0) return undefined;
  return `No guardrail protects ${names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`}.`;
}
