import type { Estimate } from './estimate.ts';
import type { Exhibit } from './exhibit.ts';
import type { Finding } from './finding.ts';

/** What every method gives back: plain data that survives JSON. */
export interface Answer {
  readonly estimates: readonly Estimate[];
  readonly findings: readonly Finding[];
  readonly exhibits: readonly Exhibit[];
}

export function joinAnswers(answers: readonly Answer[]): Answer {
  return {
    estimates: answers.flatMap((a) => a.estimates),
    findings: answers.flatMap((a) => a.findings),
    exhibits: answers.flatMap((a) => a.exhibits),
  };
}
