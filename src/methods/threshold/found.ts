import type { Piece, Reference } from '../../estimate/estimate.ts';
import type { Bandwidths } from '../../inference/threshold/bandwidths.ts';
import type { ScoreCurve } from '../../inference/threshold/local-polynomial.ts';
import type { ThresholdRefusal } from '../../inference/threshold/refusals.ts';
import type { Sides, ThresholdData } from '../../inference/threshold/sides.ts';

/** How an interval is had. */
export type InferenceKind = 'robust' | 'bias-aware' | 'local';

/** A mean at the cutoff on either side. */
export interface LevelsAtCutoff {
  readonly below: number;
  readonly above: number;
}

/** The outcome by the score less the cutoff, as an estimate takes it on a side, and how far from the cutoff that goes. */
export interface FitOfSide {
  readonly curve: ScoreCurve;
  readonly reach: number;
}

/** An effect at a cutoff, or over several, by one way of inference; of rows from the cutoff on less those below. */
export interface FoundAtCutoff {
  readonly kind: InferenceKind;
  readonly value: number;
  readonly standardError?: number;
  /** At any level, two-sided. */
  pieces(level: number): readonly Piece[];
  /** One-sided, each valid alone; absent where the set has no ends. */
  bounds(level: number): { readonly low: number; readonly high: number } | undefined;
  readonly pValue: number;
  readonly reference: Reference;
  /** Rows within the bandwidth or the window. */
  readonly near: LevelsAtCutoff;
  /** How far these reach. */
  readonly reach: LevelsAtCutoff;
  /** Outcome at the cutoff, as either side tends to it. */
  readonly levels: LevelsAtCutoff;
  /** What the estimate stands on; over several cutoffs their average, as far as the narrowest reaches. */
  readonly fit: Sides<FitOfSide>;
  readonly clusters?: number;
  /** The jump of the logged decision, with its error. */
  readonly firstStage?: { readonly value: number; readonly standardError: number };
  readonly details: object;
}

/** Why there is none, of the rows of a cutoff. */
export type NotFound =
  | ThresholdRefusal
  | { readonly refused: 'scores-too-close'; readonly side: 'below' | 'above' }
  | { readonly refused: 'no-window' }
  | { readonly refused: 'several-cutoffs'; readonly cutoffs: number }
  | { readonly refused: 'no-variance' }
  /** A key that only polynomials read, where scores ask for lines. */
  | { readonly refused: 'lines-only'; readonly key: 'order' | 'sides' | 'bandwidth' | 'massPoints' };

/** Scores repeat so often that no line through their neighbourhood tells its slope from noise: fewer distinct ones than this on a side. */
const fewValues = 30;

/** Does a side of the cutoff have few distinct scores? */
export function hasFewScores({ score }: Pick<ThresholdData, 'score'>): boolean {
  const [below, above] = [new Set<number>(), new Set<number>()];
  for (const x of score) {
    (x < 0 ? below : above).add(x);
    if (below.size >= fewValues && above.size >= fewValues) return false;
  }
  return true;
}

/** Where no bandwidth is looked for. */
export const declaredBandwidths = (bandwidth: { readonly below: number; readonly above: number }): Bandwidths => ({ h: bandwidth, b: bandwidth });
