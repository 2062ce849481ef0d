import { holm } from '../multiplicity/step-wise.ts';

/** One way of asking whether the effect differs between units at all. */
export interface HeterogeneityTest {
  readonly name: string;
  /** Absent where the test has no answer, as where all predictions are equal. */
  readonly pValue?: number;
}

export interface Omnibus {
  /** Of no heterogeneity. */
  readonly pValue: number;
  /** Each test with what its p-value is among all. */
  readonly tests: readonly (HeterogeneityTest & { readonly adjusted: number })[];
}

/**
 * One test of no heterogeneity from several, such as calibration over folds in sequence (finds what a learner found) and the joint test of a linear projection (finds what is straight).
 *
 * Model     The least p-value times the number of tests (Bonferroni): it holds its level however tests depend on each other, which those of the same units do, in ways that nobody knows. Means
 *           of p-values and Cauchy's combination win at most a factor of two, and hold it only nearly. Tests are named before anything is seen: one without an answer counts as 1, and
 *           counts.
 * Shapes    1 without tests.
 * Source    Holm (1979), Scandinavian Journal of Statistics 6 (the adjusted ones).
 */
export function omnibus(tests: readonly HeterogeneityTest[]): Omnibus {
  const adjusted = holm(tests.map(({ pValue }) => pValue ?? 1));
  return { pValue: Math.min(1, ...adjusted), tests: tests.map((test, i) => ({ ...test, adjusted: adjusted[i] })) };
}
