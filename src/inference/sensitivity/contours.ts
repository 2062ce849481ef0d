import { usualLevel } from '../../protocol/defaults.ts';
import type { BenchmarkBound } from './benchmarks.ts';
import { type AdjustedCoefficient, adjustedForHiddenCause, type TreatmentCoefficient } from './robustness-value.ts';

/** A named point of the figure. */
export interface NamedCause {
  readonly name: string;
  readonly times: number;
  readonly withTreatment: number;
  readonly withOutcome: number;
  readonly value: number;
}

/** A surface over the strengths of a hidden cause. */
export interface Contours {
  /** Partial R2 with the treatment, rising. */
  readonly withTreatment: readonly number[];
  /** Partial R2 with the outcome, rising. */
  readonly withOutcome: readonly number[];
  /** One row a `withOutcome`, one number in it a `withTreatment`. */
  readonly values: readonly (readonly number[])[];
  /** Benchmarks that a cause can be as strong as, with the value there. */
  readonly named: readonly NamedCause[];
}

export interface ContourOptions {
  /** What is drawn, such as the estimate, its t, or a limit of its interval. */
  readonly of?: (adjusted: AdjustedCoefficient) => number;
  /** Points a side. */
  readonly points?: number;
  readonly level?: number;
}

/**
 * The grid of a contour figure: what is left of an estimate for each strength of a hidden cause, with named benchmarks on it.
 *
 * Shapes    a square from no cause to 1.2 times the strongest benchmark and to at least 0.4, on both sides alike, but short of 1.
 * Units     those of `of`; the estimate's where it is not given.
 * Errors    as `adjustedForHiddenCause`.
 * Source    Cinelli & Hazlett (2020), Journal of the Royal Statistical Society B 82, section 5.2.
 */
export function sensitivityContours(
  coefficient: TreatmentCoefficient,
  bounds: readonly BenchmarkBound[],
  { of = ({ estimate }) => estimate, points = 41, level = usualLevel }: ContourOptions = {},
): Contours {
  const named = bounds.flatMap(({ name, times, cause }) =>
    cause
      ? [{ name, times, withTreatment: cause.withTreatment, withOutcome: cause.withOutcome, value: of(adjustedForHiddenCause(coefficient, cause, level)) }]
      : [],
  );
  const reach = Math.min(0.99, Math.max(0.4, ...named.map((cause) => 1.2 * Math.max(cause.withTreatment, cause.withOutcome))));
  const side = Array.from({ length: points }, (_, i) => (reach * i) / (points - 1));
  const values = side.map((withOutcome) => side.map((withTreatment) => of(adjustedForHiddenCause(coefficient, { withTreatment, withOutcome }, level))));
  return { withTreatment: side, withOutcome: side, values, named };
}

/**
 * The contour along which a hidden cause moves the estimate to a given number: for each strength with the treatment, the strength with the outcome that does it.
 *
 * Model     R2y = (distance / standard error)^2 / df x (1 - R2d) / R2d. At zero it passes through the robustness value on both axes.
 * Shapes    one point a strength; those that would need more than all of the outcome are left out, and so is strength zero.
 */
export function sensitivityContour(
  { estimate, standardError, df }: TreatmentCoefficient,
  target: number,
  withTreatment: readonly number[],
): readonly (readonly [number, number])[] {
  const needed = ((estimate - target) / standardError) ** 2 / df;
  return withTreatment
    .filter((x) => x > 0 && x < 1)
    .map((x) => [x, (needed * (1 - x)) / x] as const)
    .filter(([, y]) => y <= 1);
}
