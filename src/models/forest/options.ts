import { EstimandError } from '../../errors/estimand-error.ts';
import type { Binning } from './bins.ts';

/** How a forest is grown. */
export interface ForestOptions {
  /** Default: 2000. */
  readonly trees: number;
  /** Of the units, or clusters, that a tree is grown on; default: 0.5. At most 0.5 where trees are grouped. */
  readonly sampleFraction: number;
  /** The share of a sample by which splits are chosen, the others filling the leaves; `none`: all do both. Default: 0.5. */
  readonly honesty: number | 'none';
  /** The mean of the number of columns that a node tries; default: min(ceil(sqrt(p) + 20), p) of p columns. */
  readonly columnsTried?: number;
  /** Default: 5. */
  readonly minNodeSize: number;
  /** The least share of a node that each side of a split has: of its units, or of the variance of an instrument; default: 0.05. */
  readonly alpha: number;
  /** Default: 0. */
  readonly imbalancePenalty: number;
  /** Trees that share a half-sample, so that variances can be told; 1: none. Default: 2. */
  readonly groupSize: number;
  /** Default: quantile. */
  readonly binning: Binning;
  readonly seed: number;
  /** In bytes; a forest that needs more is refused before it is grown. Default: 16 GB. */
  readonly mostMemory: number;
}

/** Trees that are grown in one part of the work: whole groups of them. */
export const TREES_A_PART = 10;

export const forestDefaults: Omit<ForestOptions, 'columnsTried'> = {
  trees: 2000,
  sampleFraction: 0.5,
  honesty: 0.5,
  minNodeSize: 5,
  alpha: 0.05,
  imbalancePenalty: 0,
  groupSize: 2,
  binning: 'quantile',
  seed: 1,
  mostMemory: 16 * 2 ** 30,
};

export function forestOptions(given: Partial<ForestOptions>): ForestOptions {
  const options = { ...forestDefaults, ...given };
  const must = (option: keyof ForestOptions, holds: boolean, asked: string): void => {
    if (!holds) throw new EstimandError('option-invalid', { option, found: String(options[option]), asked });
  };
  const natural = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
  const grouped = options.groupSize > 1;
  must('groupSize', natural(options.groupSize), 'a whole number from 1 on');
  must('trees', natural(options.trees) && options.trees % options.groupSize === 0, `a whole number of groups of ${options.groupSize}`);
  must(
    'sampleFraction',
    options.sampleFraction > 0 && options.sampleFraction <= (grouped ? 0.5 : 1),
    grouped ? 'above 0 and at most 0.5, for groups share a half' : 'above 0 and at most 1',
  );
  must('honesty', options.honesty === 'none' || (options.honesty > 0 && options.honesty < 1), 'a share between 0 and 1, or none');
  must('columnsTried', options.columnsTried === undefined || options.columnsTried > 0, 'above 0');
  must('minNodeSize', natural(options.minNodeSize), 'a whole number from 1 on');
  must('alpha', options.alpha >= 0 && options.alpha < 0.25, 'from 0 up to but not including 0.25');
  must('imbalancePenalty', options.imbalancePenalty >= 0, 'not below 0');
  must('mostMemory', options.mostMemory > 0, 'a number of bytes above 0');
  return options;
}
