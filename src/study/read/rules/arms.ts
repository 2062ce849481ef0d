import type { Design } from '../../../protocol/design.ts';
import { foundText, type Problem, problem, valueAt } from '../../../protocol/keys/problem.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { askedTreatments } from '../../../protocol/keys/treatments.ts';
import type { Rule } from './names.ts';

/** Work grows with the square of their number. */
const mostArms = 200;

/** Control, treatments and planned shares speak of the same arms. */
export const armsAgree: Rule = ({ study, design }, written) => {
  if (!design.arms) return unknownTreatments(study, design);
  const { treatments } = study;
  const { control, shares } = design.arms(study);
  if (Object.keys(treatments).length === 0) return [treatmentsMissing(written)];
  const arms = [...new Set([control, ...Object.keys(treatments)])];
  if (arms.length === 1) return [problem(['treatments'], 'study-treatments-control', { control }, 'key')];
  if (arms.length > mostArms) return [problem(['treatments'], 'study-arms-too-many', { arms: arms.length, most: mostArms }, 'key')];
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

/** Where the design itself names what is compared, `treatments` only describes it. */
function unknownTreatments(study: StudyFile, design: Design): readonly Problem[] {
  const { control, treatments: known, noun } = design.words(study);
  const unknown = Object.keys(study.treatments).filter((name) => name !== control && !known.includes(name));
  return unknown.map((name) => problem(['treatments', name], 'study-treatment-unknown', { name, noun, known }, 'key'));
}
