import { armFreedom } from '../inference/clusters/arm-freedom.ts';
import { type ArmValues, designEffectOfSizes, intraclassCorrelation } from '../inference/clusters/intraclass.ts';

/** The clusters of one arm: rows of each, and of each outcome its known values. */
export interface ArmClusters {
  readonly arm: string;
  readonly sizes: Float64Array;
  readonly outcomes: readonly ArmValues[];
}

/** How clusters affect one outcome. */
export interface OutcomeClusters {
  readonly outcome: string;
  /** Undefined when no cluster has two values, or nothing varies. */
  readonly icc: number | undefined;
  readonly designEffect: number | undefined;
  /** The smallest of the contrasts with control; undefined with fewer than two clusters in an arm. */
  readonly df: number | undefined;
}

export const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/** Standard deviation over mean. */
export function variation(sizes: Float64Array): number {
  const mean = total(sizes) / sizes.length;
  return sizes.length > 1 ? Math.sqrt(sizes.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (sizes.length - 1)) / mean : 0;
}

export function outcomeClusters(outcome: string, arms: readonly ArmClusters[], i: number): OutcomeClusters {
  const withValues = arms.map((arm) => nonEmpty(arm.outcomes[i]));
  const icc = intraclassCorrelation(withValues.filter(({ sizes }) => sizes.length > 0));
  const [control, ...treatments] = withValues.map(({ sizes }) => sizes);
  const freedoms = treatments.filter(({ length }) => length > 1).map((sizes) => armFreedom(sizes, control));
  const sizes = Float64Array.from(withValues.flatMap((arm) => [...arm.sizes]));
  return {
    outcome,
    icc,
    designEffect: icc === undefined ? undefined : designEffectOfSizes(sizes, icc),
    df: control.length > 1 && freedoms.length > 0 ? Math.min(...freedoms) : undefined,
  };
}

/** Clusters that have a value. */
export function nonEmpty({ sizes, means, squares }: ArmValues): ArmValues {
  return { sizes: sizes.filter((n) => n > 0), means: means.filter((_, g) => sizes[g] > 0), squares };
}
