import type { Piece } from '../../../estimate/estimate.ts';
import { normalQuantile } from '../../../math/distributions/normal.ts';
import { dot } from '../../../math/dot.ts';
import { certifiedPieces, type Look } from '../../certified-pieces.ts';
import type { ScoredRows } from '../scored-rows.ts';
import { type LocalDesign, type NoLine, noLine } from './bias-aware-effect.ts';
import { errorTerms } from './jump-errors.ts';
import { jumpOf, localLine } from './local-line.ts';
import { halfLength } from './optimal-width.ts';

/** Two jumps of one fit, of outcome and of treatment, with what bounds their bias and their joint error. */
export interface JumpPair {
  readonly outcome: Jump;
  readonly treatment: Jump;
  readonly covariance: number;
}

interface Jump {
  readonly value: number;
  readonly largestBias: number;
  readonly variance: number;
}

/** The treatment jumps by nothing, without noise and without a curve: no effect of it can be had. */
export interface NoFirstStage {
  readonly refused: 'no-first-stage';
}

export interface BiasAwareSet {
  /** All effects that are not rejected: an interval, a ray, two rays, or the whole line; the ratio is always among them. */
  readonly pieces: readonly Piece[];
  /** Jump of the outcome over jump of the treatment; absent where the latter is zero. */
  readonly ratio?: number;
  readonly jumps: JumpPair;
}

/**
 * The effect of a treatment that the score moves but does not decide: all c for which outcome - c treatment may be without a jump at the cutoff.
 * It covers however small the jump of the treatment, and for scores of few values.
 *
 * Model    the sharp problem of outcome - c treatment, whose second derivative is bounded by M(outcome) + |c| M(treatment), at one bandwidth for all c.
 *          What a candidate is rejected by moves no faster with the angle of c than its parts do: the set is exact whatever its shape.
 * Shapes   outcome and treatment one value a row.
 * Units    outcome over treatment.
 * Errors   few-values, scores-too-close, no-first-stage.
 * Source   Noack & Rothe (2024), Econometrica 92; Anderson & Rubin (1949), Annals of Mathematical Statistics 20.
 */
export function biasAwareSet(
  rows: ScoredRows,
  { outcome, treatment }: { readonly outcome: Float64Array; readonly treatment: Float64Array },
  curvature: { readonly outcome: number; readonly treatment: number },
  design: LocalDesign,
  level: number,
): BiasAwareSet | NoLine | NoFirstStage {
  const line = localLine(rows, design.width, design.kernel);
  if (!line) return noLine(rows, design);
  const terms = [outcome, treatment].map((column) => errorTerms(rows, line, column, design.errors));
  const jump = (column: Float64Array, bound: number, own: Float64Array): Jump => ({
    value: jumpOf(line, column),
    largestBias: bound * line.bias,
    variance: dot(own, own),
  });
  const jumps = {
    outcome: jump(outcome, curvature.outcome, terms[0]),
    treatment: jump(treatment, curvature.treatment, terms[1]),
    covariance: dot(terms[0], terms[1]),
  };
  const pieces = effectsNotRejected(jumps, level);
  if ('refused' in pieces) return pieces;
  return { pieces, ...(jumps.treatment.value !== 0 && { ratio: jumps.outcome.value / jumps.treatment.value }), jumps };
}

/** The set of a pair of jumps. */
export function effectsNotRejected({ outcome: y, treatment: t, covariance }: JumpPair, level: number): readonly Piece[] | NoFirstStage {
  const size = ({ value, largestBias, variance }: Jump): number => Math.hypot(value, largestBias, Math.sqrt(variance));
  if (size(t) === 0) return { refused: 'no-first-stage' };
  // Of candidates in units of their own, so that angles spread over all of them.
  const unit = size(y) === 0 ? 1 : size(y) / size(t);
  const [bias, error] = [t.largestBias * unit, Math.sqrt(t.variance) * unit];
  const speed =
    Math.hypot(y.value, t.value * unit) + Math.hypot(y.largestBias, bias) + normalQuantile((1 + level) / 2) * Math.hypot(Math.sqrt(y.variance), error);
  const look = (angle: number): Look => {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const value = y.value * cos - t.value * unit * sin;
    const squared = y.variance * cos * cos - 2 * covariance * unit * cos * sin + error * error * sin * sin;
    const beyond = Math.abs(value) - halfLength(y.largestBias * cos + bias * Math.abs(sin), Math.sqrt(Math.max(squared, 0)), level);
    return { inside: beyond <= 0, margin: Math.abs(beyond) / speed };
  };
  return certifiedPieces(look).map(({ low, high }) => ({ ...(low !== undefined && { low: low * unit }), ...(high !== undefined && { high: high * unit }) }));
}
