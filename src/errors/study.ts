import type { Wording } from './facts.ts';

/** Errors in a study file. */
export interface StudyFacts {
  'study-not-yaml': { why: string };
}

export const studyWording: Wording<StudyFacts> = {
  'study-not-yaml': (f) => [`This is not YAML: ${f.why}.`, 'Mend the line; indentation is two spaces, and a colon is followed by a space.'],
};
