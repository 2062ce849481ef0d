import type { Wording } from './words.ts';
import { counted, sayCount } from './words.ts';

/** Errors of forests and boosted trees. */
export interface ForestFacts {
  'forest-memory': { bytes: number; most: number; trees: number; units: number };
  'forest-too-few': { units: number; least: number };
  'forest-other-units': { units: number; grown: number };
  'forest-spoiled': { why: string };
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
};
