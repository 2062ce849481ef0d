import { EstimandError } from '../../src/errors/estimand-error.ts';

/** A study of one treatment that has nothing wrong with it. */
export const smallStudy = `estimand: 1
study: assistant
question: Does it help?
data: {file: support.parquet}
unit: ticket_id
design:
  kind: randomized
  assignment: ai
  control: 0
  shares: {0: 0.5, 1: 0.5}
treatments:
  1: {model: large-2026-03, prompt: 1.10}
covariates: [experience, complexity]
mediators: [handoff]
outcomes:
  resolved: {role: primary, better: higher}
  harm: {role: guardrail, better: lower, tolerance: 0.005}
analysis: {level: 0.95}
`;

/** The small study with one change. */
export function smallStudyWith(from: string, to: string): string {
  if (!smallStudy.includes(from)) throw new Error(`The study does not hold ${JSON.stringify(from)}.`);
  return smallStudy.replace(from, () => to);
}

/** The message of the user error that comes of it. */
export function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof EstimandError) return error.message;
    throw error;
  }
  return 'no error';
}
