import type { Finding } from '../../estimate/finding.ts';

/** Less of the outcome's variation than this left to the residuals is rounding. */
export const leastShare = 1e-12;

/** Refusal when the covariates leave nothing of the outcome: they then contain it, and the standard error is rounding noise. */
export function determinedOutcome(residualSumOfSquares: number, totalSumOfSquares: number, outcome: string): Finding | undefined {
  if (totalSumOfSquares === 0 || residualSumOfSquares > leastShare * totalSumOfSquares) return undefined;
  return {
    check: 'determined-outcome',
    about: { column: outcome },
    verdict: 'refuse',
    says: `The covariates determine ${outcome} to the last digit: one of them is made from it.`,
    mend: 'Take that covariate out: a covariate is measured before assignment.',
  };
}
