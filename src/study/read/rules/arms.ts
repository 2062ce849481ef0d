import { foundText, type Problem, problem, valueAt } from '../../../protocol/keys/problem.ts';
import { askedTreatments } from '../../../protocol/keys/treatments.ts';
import type { Rule } from './names.ts';

/** Control, treatments and planned shares speak of the same arms. */
export const armsAgree: Rule = ({ study, design }, written) => {
  if (!design.arms) return [];
  const { treatments } = study;
  const { control, shares } = design.arms(study);
  if (Object.keys(treatments).length === 0) return [treatmentsMissing(written)];
  const arms = [...new Set([control, ...Object.keys(treatments)])];
  if (arms.length === 1) return [problem(['treatments'], 'study-treatments-control', { control }, 'key')];
  if (!shares) return [];
  const unknown = Object.keys(shares).filter((arm) => !arms.includes(arm));
  if (unknown.length > 0) return unknown.map((arm) => problem(['design', 'shares', arm], 'study-share-unknown', { arm, arms }, 'key'));
  const unshared = arms.filter((arm) => !Object.hasOwn(shares, arm));
  return unshared.map((arm) => problem(['design', 'shares'], 'study-share-missing', { arm }, 'key'));
};

function treatmentsMissing(written: unknown): Problem {
  const found = valueAt(written, ['treatments']);
  if (found === undefined) return problem([], 'study-key-missing', { key: 'treatments', within: undefined, asked: askedTreatments }, 'key');
  return problem(['treatments'], 'study-value', { key: 'treatments', found: foundText(found), asked: askedTreatments });
}
