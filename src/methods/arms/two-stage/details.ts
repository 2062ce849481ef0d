import type { ComplierMean } from '../complier-means.ts';
import type { Endogeneity } from './endogeneity.ts';
import type { FirstStage } from './first-stage.ts';
import type { OverIdentification } from './over-identification.ts';

/** What stands beside the effect of one treatment. */
export interface TwoStageDetails {
  /** Wald's interval: right only where instruments are strong. */
  readonly wald: { readonly low: number; readonly high: number; readonly df: number; readonly pValue?: number };
  readonly interval: 'anderson-rubin' | 'wald';
  /** Of the interval. */
  readonly df: number;
  readonly firstStage: FirstStage;
  /** Absent with as many instruments as treatments: nothing is left to test. */
  readonly overIdentification?: OverIdentification;
  readonly endogeneity?: Endogeneity;
  readonly coefficients: readonly { readonly name: string; readonly value: number }[];
  readonly residualDeviation: number;
  readonly compliers?: readonly ComplierMean[];
}
