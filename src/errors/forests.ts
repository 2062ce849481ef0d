import type { Wording } from './words.ts';
import { counted, quotedList, sayCount } from './words.ts';

/** Errors of forests and boosted trees. */
export interface ForestFacts {
  'forest-memory': { bytes: number; most: number; trees: number; units: number };
  'forest-too-few': { units: number; least: number };
  'forest-other-units': { units: number; grown: number };
  'forest-spoiled': { why: string };
  'features-columns': { missing: readonly string[]; unknown: readonly string[] };
  'features-kind': { column: string; learnt: 'number' | 'levels' };
  'features-levels': { column: string; levels: readonly string[] };
}

const megabytes = (bytes: number): string => `${sayCount(Math.ceil(bytes / 2 ** 20))} MB`;

export const forestWording: Wording<ForestFacts> = {
  'forest-memory': (f) => [
    `A forest of ${counted(f.trees, 'tree')} on ${counted(f.units, 'unit')} takes about ${megabytes(f.bytes)}, more than the ${megabytes(f.most)} that it may.`,
    'Grow fewer trees, ask for larger leaves or smaller samples, or allow it more memory.',
  ],
  'forest-too-few': (f) => [
    `Trees have nothing to divide: there ${f.units === 1 ? 'is' : 'are'} ${counted(f.units, 'unit')} to learn from.`,
    `Bring at least ${sayCount(f.least)}, or ask for smaller leaves.`,
  ],
  'forest-other-units': (f) => [
    `The forest was grown on ${counted(f.grown, 'unit')}, and ${sayCount(f.units)} were handed in to be predicted by the trees that did not draw them.`,
    'Hand in the units that it was grown on, in their order.',
  ],
  'forest-spoiled': (f) => [`These bytes are no forest: ${f.why}.`, 'Save the forest again, and read the bytes that were saved.'],
  'features-columns': (f) => [
    [
      f.missing.length > 0 ? `What was learnt reads ${quotedList(f.missing)}, which the units to predict do not have.` : '',
      f.unknown.length > 0 ? `It knows nothing of ${quotedList(f.unknown)}.` : '',
    ]
      .filter((part) => part !== '')
      .join(' '),
    'Bring the columns that it was learnt from, and no others.',
  ],
  'features-kind': (f) => [
    `"${f.column}" was ${f.learnt === 'number' ? 'a number' : 'a column of levels'} when it was learnt from, and is ${f.learnt === 'number' ? 'a column of levels' : 'a number'} now.`,
    'Bring it as it was.',
  ],
  'features-levels': (f) => [
    `"${f.column}" holds ${quotedList(f.levels)}, which nothing was learnt about.`,
    'Leave these units out, make the value unknown, or learn anew from data that have it.',
  ],
};
