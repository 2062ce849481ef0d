import type { Finding } from '../../estimate/finding.ts';
import { weightedEstimators } from './estimators.ts';
import type { EstimatorName, Settled } from './options.ts';
import type { Prepared } from './prepare.ts';

/** With weights that are cut or shrunk, no regression on scores can take out the error of estimated probabilities. */
export const hasKnownError = (estimator: EstimatorName): boolean => estimator === 'dm' || weightedEstimators[estimator].weighted !== undefined;

/** An estimator that has no interval of the kind asked for, and why. */
export function withoutInterval(s: Settled, estimator: EstimatorName): readonly { readonly estimator: EstimatorName; readonly finding: Finding }[] {
  if (s.propensities.kind === 'estimated' && !hasKnownError(estimator)) {
    return [
      {
        estimator,
        finding: {
          check: 'estimated-propensities',
          about: {},
          verdict: 'refuse',
          says: `The estimator ${estimator} has no standard error here: its weights are cut or shrunk, and what the error of estimated probabilities does to them is not known.`,
          mend: 'Take dr, sndr, snips or ips, or log the probabilities.',
        },
      },
    ];
  }
  if (s.interval !== 'empirical-bernstein' || estimator === 'clipped') return [];
  return [
    {
      estimator,
      finding: {
        check: 'empirical-bernstein',
        about: {},
        verdict: 'refuse',
        says: `The estimator ${estimator} has no empirical Bernstein interval: how far its terms can lie apart is not known beforehand.`,
        mend: 'Take clipped, with a clip that no weight passes by the design of the router, or intervals by influence.',
      },
    },
  ];
}

/** Why an outcome has no empirical Bernstein interval, where that was asked for. */
export function withoutBounds(s: Settled, { outcome }: Prepared): Finding | undefined {
  if (s.interval !== 'empirical-bernstein' || outcome.bounds) return undefined;
  return {
    check: 'empirical-bernstein',
    about: { column: outcome.name },
    verdict: 'refuse',
    says: `${outcome.name} has no declared bounds, and an empirical Bernstein interval holds only within declared ones: those seen in the data do not suffice.`,
    mend: `Declare the least and the most that ${outcome.name} can be, or take intervals by influence.`,
  };
}
