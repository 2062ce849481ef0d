import type { Target } from '../../../inference/stratified.ts';

export interface OtherTarget {
  readonly target: Target;
  readonly standardError: number;
  readonly df: number;
}

export interface BlockedDetails {
  readonly blocks: number;
  readonly pairs: boolean;
  /** Of the spread over clusters that hold blocks. */
  readonly df?: number;
  /** What the blocks stand for. */
  readonly target: Target;
  /** Where the study does not say it: what else they might stand for, with the shorter interval. */
  readonly otherTarget?: OtherTarget;
  readonly arms: readonly { readonly arm: string; readonly n: number; readonly mean: number; readonly blockMean: number }[];
  /** Smallest and largest share of the treatment in a block. */
  readonly treatedShare: { readonly least: number; readonly most: number };
}
