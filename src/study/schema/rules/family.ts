import { problem } from '../problem.ts';
import type { Rule } from './rule.ts';

/** A family holds outcomes of the study; the net value is one where an outcome has a value. */
export const familyNamed: Rule = ({ analysis, outcomes }) => {
  const known = [...Object.keys(outcomes), ...(Object.values(outcomes).some(({ value }) => value !== undefined) ? ['net value'] : [])];
  return (analysis.family ?? []).flatMap((name, i) =>
    known.includes(name) ? [] : [problem(['analysis', 'family', i], 'study-family-unknown', { name, outcomes: known })],
  );
};
