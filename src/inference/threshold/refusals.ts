import { valuesWithin, type Window } from './local-polynomial.ts';
import { type SideName, sideName } from './sides.ts';

/** Why nothing is computed at a threshold. */
export type ThresholdRefusal =
  | { readonly refused: 'no-rows'; readonly side: SideName }
  /** In all, or on a side within its bandwidths. */
  | { readonly refused: 'few-rows'; readonly rows: number; readonly least: number; readonly side?: SideName }
  | FewValues
  | { readonly refused: 'few-clusters'; readonly side: SideName; readonly clusters: number; readonly least: number }
  /** Errors that take rows as independent, where they come in clusters. */
  | { readonly refused: 'errors-by-rows'; readonly errors: string }
  /** A pilot found no variance or no curvature to trade: an outcome that does not vary, say. */
  | { readonly refused: 'no-bandwidth' }
  /** The treatment does not change at the cutoff. */
  | { readonly refused: 'no-first-stage'; readonly jump: number };

/** Too few distinct scores within a bandwidth for a polynomial. */
export interface FewValues {
  readonly refused: 'few-values';
  readonly side: SideName;
  readonly values: number;
  readonly least: number;
  readonly bandwidth: number;
}

export function fewValues(window: Window, order: number): FewValues {
  return { refused: 'few-values', side: sideName(window.side), values: valuesWithin(window), least: order + 1, bandwidth: window.bandwidth };
}
