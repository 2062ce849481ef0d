import { listed, quotedList, type Wording } from './words.ts';

/** Errors in features that are not those that were learned from. */
export interface FeatureFacts {
  'features-columns': { missing: readonly string[]; found: readonly string[] };
  'features-kind': { feature: string; learned: 'a number' | 'levels' };
  'features-levels': { feature: string; levels: readonly string[]; learned: readonly string[] };
}

export const featureWording: Wording<FeatureFacts> = {
  'features-columns': (f) => [
    `What was learned reads the ${f.missing.length === 1 ? 'feature' : 'features'} ${quotedList(f.missing)}, which ${f.missing.length === 1 ? 'is' : 'are'} not among ${quotedList(f.found)}.`,
    `Add ${f.missing.length === 1 ? `a column "${f.missing[0]}"` : 'these columns'} to what is scored, or learn without ${f.missing.length === 1 ? 'it' : 'them'}.`,
  ],
  'features-kind': (f) => [
    `The feature "${f.feature}" was learned as ${f.learned}, and what is scored has it as ${f.learned === 'levels' ? 'a number' : 'levels'}.`,
    'Give it the same type in both.',
  ],
  'features-levels': (f) => [
    `${quotedList(f.levels)} of the feature "${f.feature}" ${f.levels.length === 1 ? 'is' : 'are'} not among the levels that were learned from: ${listed(f.learned)}.`,
    'Join rare levels before learning, leave out units that have a new one, or make it unknown.',
  ],
};
