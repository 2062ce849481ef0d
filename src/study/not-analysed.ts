import type { Finding } from '../estimate/finding.ts';
import { columnOfCovariate, type Protocol } from '../protocol/protocol.ts';
import type { StudyFile } from './schema/study-file.ts';

const later: readonly { readonly key: 'population' | 'heterogeneity'; readonly says: string }[] = [
  { key: 'population', says: 'a comparison of served units with the population' },
  { key: 'heterogeneity', says: 'heterogeneity of the effect' },
];

/** Parts of the study that this version reads but does not answer: named, never passed over in silence. */
export function notAnalysed(study: StudyFile): readonly Finding[] {
  return later
    .filter(({ key }) => (Array.isArray(study[key]) ? study[key].length > 0 : study[key] !== undefined))
    .map(({ key, says }) => ({
      check: 'not-analysed',
      about: { column: key },
      verdict: 'warn',
      says: `The study declares ${key}, but this version does not compute ${says}.`,
      mend: 'Read the decision without it.',
    }));
}

/** CUPED reads one numeric covariate: what it leaves out is named. */
export function unusedCovariates({ analysis, covariates }: Protocol): readonly Finding[] {
  const used = covariates.find((x) => typeof x === 'string');
  const unused = covariates.filter((x) => x !== used).map(columnOfCovariate);
  if (analysis.adjust !== 'cuped' || (used !== undefined && unused.length === 0)) return [];
  const says =
    used === undefined
      ? 'CUPED needs a numeric covariate and there is none: the effects are unadjusted.'
      : `CUPED adjusts for ${used} only; ${unused.join(', ')} are not used.`;
  return [{ check: 'not-analysed', about: { column: 'adjust' }, verdict: 'warn', says, mend: 'Use `adjust: lin` to adjust for all covariates.' }];
}
