import type { ComplierMean } from '../arms/complier-means.ts';

/** The parts of a complier effect. */
export interface ComplierDetails {
  readonly intentionToTreat: number;
  /** Effect of assignment on usage: the share of compliers. */
  readonly firstStage: number;
  readonly firstStageStandardError: number;
  /** Robust; with one instrument the effective F. Absent when everybody does as assigned: it is then infinite. */
  readonly firstStageF?: number;
  readonly usage: readonly { readonly arm: string; readonly share: number }[];
  /** By arm, where clusters were randomized. */
  readonly clusters?: Readonly<Record<string, number>>;
  readonly df?: number;
  readonly wald: { readonly low: number; readonly high: number };
  /** Means of covariates among compliers. Absent when none is asked about. */
  readonly compliers?: readonly ComplierMean[];
}
