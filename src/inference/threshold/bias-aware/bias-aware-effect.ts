import { normalCdf, normalQuantile } from '../../../math/distributions/normal.ts';
import { dot } from '../../../math/dot.ts';
import type { Kernel } from '../kernels.ts';
import { distinctDistances, firstAbove, firstFrom, type ScoredRows, type TooClose, type TooFew } from '../scored-rows.ts';
import { type ErrorSource, errorTerms } from './jump-errors.ts';
import { jumpOf, localLine, reachOf } from './local-line.ts';
import { halfLength } from './optimal-width.ts';

/** A bandwidth, how rows count within it, and how the error is had. */
export interface LocalDesign {
  readonly width: number;
  readonly kernel: Kernel;
  readonly errors: ErrorSource;
}

export interface BiasAwareEffect {
  readonly value: number;
  readonly standardError: number;
  /** How far off the estimate may be without noise. */
  readonly largestBias: number;
  readonly interval: { readonly low: number; readonly high: number };
  /** Each alone holds at the level. */
  readonly bounds: { readonly low: number; readonly high: number };
  /** The least level at which no effect is rejected whatever the bias. */
  readonly pValue: number;
  readonly effectiveRows: number;
  /** The largest share of one row in the sum of squared weights: above a tenth the normal reference is in doubt. */
  readonly leverage: number;
  readonly rows: { readonly below: number; readonly above: number };
}

/** The bandwidth holds one distinct score, or none, on a side, or scores that no line tells apart. */
export type NoLine = TooFew | TooClose;

/**
 * The jump at the cutoff with an interval that covers whenever the second derivative is bounded by `curvature` on each side, also where scores are few or rounded.
 *
 * Model    estimate ± c(largest bias / error) error, c the critical value of the folded normal distribution; bounds: largest bias + z error.
 * Shapes   column one value a row.
 * Units    those of the column; curvature in units of the column over the score squared.
 * Errors   few-values where the bandwidth holds fewer than two distinct scores of a side; scores-too-close.
 * Source   Armstrong & Kolesár (2018), Econometrica 86; (2020), Quantitative Economics 11; Kolesár & Rothe (2018), AER 108. Parity: RDHonest.
 */
export function biasAwareEffect(rows: ScoredRows, column: Float64Array, curvature: number, design: LocalDesign, level: number): BiasAwareEffect | NoLine {
  const line = localLine(rows, design.width, design.kernel);
  if (!line) return noLine(rows, design);
  const value = jumpOf(line, column);
  const terms = errorTerms(rows, line, column, design.errors);
  const standardError = Math.sqrt(dot(terms, terms));
  const largestBias = curvature * line.bias;
  const half = halfLength(largestBias, standardError, level);
  const reach = largestBias + normalQuantile(level) * standardError;
  return {
    value,
    standardError,
    largestBias,
    interval: { low: value - half, high: value + half },
    bounds: { low: value - reach, high: value + reach },
    pValue: pValueOf(Math.abs(value), largestBias, standardError),
    ...reachOf(rows, line, design.width),
    rows: { below: line.below - line.from, above: line.to - line.below },
  };
}

function pValueOf(size: number, bias: number, error: number): number {
  if (error === 0) return size > bias ? 0 : 1;
  return Math.min(1, normalCdf((bias - size) / error) + normalCdf((-bias - size) / error));
}

/** Which side a bandwidth leaves without a line. */
export function noLine(rows: ScoredRows, { width, kernel }: Pick<LocalDesign, 'width' | 'kernel'>): NoLine {
  const distances = distinctDistances(rows);
  // A kernel that falls to zero leaves scores at the bandwidth without weight.
  const within = (values: Float64Array): number =>
    kernel === 'uniform' ? firstAbove(values, 0, values.length, width) : firstFrom(values, 0, values.length, width);
  const [below, above] = [within(distances.below), within(distances.above)];
  const [side, values] = below <= above ? (['below', below] as const) : (['above', above] as const);
  return values < 2 ? { refused: 'few-values', side, values, least: 2 } : { refused: 'scores-too-close', side };
}
