import type { Binned } from './bins.ts';
import { type ForestOptions, TREES_A_PART } from './options.ts';

/**
 * About how many bytes a forest takes at most, while it is grown by two threads and afterwards.
 *
 * Model     Codes a unit and column; a bit a unit and tree; four words and six numbers a leaf, a leaf having at least minNodeSize units on average; and what two threads
 *           write to, the trees of a part among that, with room for twice as many.
 * Shapes    units and columns of the features, and bytes a code.
 */
export function forestMemory(options: ForestOptions, units: number, columns: number, bytesACode = options.binning === 'exact' ? 4 : 1): number {
  const sample = options.sampleFraction * units;
  const filled = options.honesty === 'none' ? sample : (1 - options.honesty) * sample;
  const leaves = Math.max(1, filled / options.minNodeSize);
  const tree = leaves * 64;
  const codes = units * columns * bytesACode;
  const thread = sample * (columns * bytesACode + 4 * 8 + 5 * 8 + 3 * 4 + 2 * 45) + 2 * Math.max(TREES_A_PART, options.groupSize) * tree;
  return codes + units * 4 * 8 + options.trees * (units / 8 + tree) + 2 * thread;
}

export const bytesACode = ({ codes }: Binned): number => codes.BYTES_PER_ELEMENT;
