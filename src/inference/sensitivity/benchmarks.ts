import { usualLevel } from '../../protocol/defaults.ts';
import { proper } from './proper.ts';
import { type AdjustedCoefficient, adjustedForHiddenCause, biasBound, type TreatmentCoefficient } from './robustness-value.ts';
import type { HiddenCause } from './strength.ts';

/** A covariate that was adjusted for, or columns that belong together, such as the levels of a factor: its partial R2 with the treatment and with the outcome. */
export interface Benchmark extends HiddenCause {
  readonly name: string;
}

/** A hidden cause so many times as strong as a benchmark, and what it would leave of the estimate. */
export interface BenchmarkBound {
  readonly name: string;
  readonly times: number;
  /** Absent where no cause can be that strong: the covariate explains too much of the treatment already. */
  readonly cause?: HiddenCause & { readonly bias: number; readonly adjusted: AdjustedCoefficient };
}

/**
 * The strength of a hidden cause that explains so many times as much of treatment and outcome as a covariate does, at its worst.
 *
 * Model     With the treatment k R2d / (1 - R2d). With the outcome ((sqrt(k) + sqrt(R)) / sqrt(1 - R))^2 R2y / (1 - R2y), at most 1, where
 *           R = k R2d^2 / ((1 - k R2d) (1 - R2d)) is what the cause and the covariate come to share once the treatment is held fixed.
 * Shapes    absent where the cause would have to explain all of the treatment. Zero times is no cause.
 * Errors    option-invalid for negative times, or a partial R2 of the covariate outside 0 to below 1.
 * Source    Cinelli & Hazlett (2020), Journal of the Royal Statistical Society B 82, section 4.4 and appendix B.
 */
export function asStrongAs({ name, withTreatment, withOutcome }: Benchmark, times: number): HiddenCause | undefined {
  for (const [what, value] of Object.entries({ withTreatment, withOutcome }))
    proper(`${what} of ${name}`, value, value >= 0 && value < 1, 'a share from 0 to below 1');
  proper('times', times, times >= 0 && Number.isFinite(times), 'zero or a positive number, such as 1');
  const ofTreatment = (times * withTreatment) / (1 - withTreatment);
  // Below this limit k R2d is below one too.
  if (!(ofTreatment < 1)) return undefined;
  const shared = (times * withTreatment ** 2) / ((1 - times * withTreatment) * (1 - withTreatment));
  if (!(shared < 1)) return undefined;
  const ofOutcome = ((Math.sqrt(times) + Math.sqrt(shared)) ** 2 / (1 - shared)) * (withOutcome / (1 - withOutcome));
  return { withTreatment: ofTreatment, withOutcome: Math.min(1, ofOutcome) };
}

/**
 * Every benchmark at every multiple: what a hidden cause as strong as it, twice and three times as strong would leave of the estimate.
 *
 * Shapes    one row a benchmark and multiple, benchmarks in the order given.
 * Errors    as `asStrongAs` and `adjustedForHiddenCause`.
 */
export function benchmarkBounds(
  coefficient: TreatmentCoefficient,
  benchmarks: readonly Benchmark[],
  { times = [1, 2, 3], level = usualLevel }: { readonly times?: readonly number[]; readonly level?: number } = {},
): readonly BenchmarkBound[] {
  return benchmarks.flatMap((benchmark) =>
    times.map((k) => {
      const cause = asStrongAs(benchmark, k);
      return {
        name: benchmark.name,
        times: k,
        ...(cause && { cause: { ...cause, bias: biasBound(coefficient, cause), adjusted: adjustedForHiddenCause(coefficient, cause, level) } }),
      };
    }),
  );
}

/**
 * The bound that does the estimate most harm: one without a limit before any other, then the largest bias. Absent without bounds.
 */
export function strongestBound(bounds: readonly BenchmarkBound[]): BenchmarkBound | undefined {
  const harm = ({ cause }: BenchmarkBound): number => cause?.bias ?? Number.POSITIVE_INFINITY;
  return bounds.reduce<BenchmarkBound | undefined>((worst, bound) => (worst === undefined || harm(bound) > harm(worst) ? bound : worst), undefined);
}
