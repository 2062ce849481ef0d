import { EstimandError } from '../../errors/estimand-error.ts';

/** How trees are boosted. */
export interface BoostingOptions {
  /** The most trees; default: 500. */
  readonly rounds: number;
  /** What a tree adds is shrunk by this; default: 0.1. */
  readonly shrinkage: number;
  /** Trees of so many levels of splits, or of so many leaves, of which those that gain most are opened first; default: 4 levels. */
  readonly size: { readonly kind: 'depth' | 'leaves'; readonly most: number };
  /** Added to the Hessian of a leaf, which shrinks it towards 0; default: 1. */
  readonly ridge: number;
  /** The least units of a leaf; default: 20. */
  readonly minNodeSize: number;
  /** The least Hessian of a leaf; default: 0.001. */
  readonly leastHessian: number;
  /** Rounds are counted on units that are held out, and end where so many bring nothing; all units are then learned from that often. Default: a fifth, and 20. */
  readonly stopping: { readonly heldOut: number; readonly patience: number } | 'none';
  readonly seed: number;
}

const boostingDefaults: BoostingOptions = {
  ...{ rounds: 500, shrinkage: 0.1, size: { kind: 'depth', most: 4 }, ridge: 1, minNodeSize: 20, leastHessian: 1e-3 },
  ...{ stopping: { heldOut: 0.2, patience: 20 }, seed: 1 },
};

export function boostingOptions(given: Partial<BoostingOptions>): BoostingOptions {
  const options = { ...boostingDefaults, ...given };
  const must = (option: string, found: unknown, holds: boolean, asked: string): void => {
    if (!holds) throw new EstimandError('option-invalid', { option, found: String(found), asked });
  };
  const natural = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
  const { rounds, shrinkage, size, ridge, minNodeSize, leastHessian, stopping } = options;
  must('rounds', rounds, natural(rounds), 'a whole number from 1 on');
  must('shrinkage', shrinkage, shrinkage > 0 && shrinkage <= 1, 'above 0 and at most 1');
  must('size', size.most, natural(size.most) && (size.kind === 'leaves' ? size.most >= 2 : size.most <= 20), 'from 1 to 20 levels, or at least 2 leaves');
  must('ridge', ridge, ridge >= 0, 'not below 0');
  must('minNodeSize', minNodeSize, natural(minNodeSize), 'a whole number from 1 on');
  must('leastHessian', leastHessian, leastHessian >= 0, 'not below 0');
  if (stopping === 'none') return options;
  must('stopping.heldOut', stopping.heldOut, stopping.heldOut > 0 && stopping.heldOut < 1, 'a share between 0 and 1');
  must('stopping.patience', stopping.patience, natural(stopping.patience), 'a whole number from 1 on');
  return options;
}
