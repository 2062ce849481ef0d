import type { Finding } from '../../estimate/finding.ts';

/** Refusal of a robust variance when a unit determines its own fit. */
export function saturatedRefusal(units: number, covariance: string, outcome: string): Finding {
  return {
    check: 'leverage',
    about: { column: outcome },
    verdict: 'refuse',
    statistic: units,
    says: `${units} ${units === 1 ? 'unit has' : 'units have'} leverage one in the adjusted regression of ${outcome}, so its ${covariance} variance cannot be computed.`,
    mend: 'Merge rare levels of the covariates, or take the covariate out; the unadjusted effect stands.',
  };
}
