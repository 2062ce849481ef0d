import { EstimandError } from '../../errors/estimand-error.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import type { Collinear, LeastSquares } from '../../moments/least-squares.ts';
import { mergeAll } from '../../moments/merge.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';
import { eventsIn, fewEvents } from './binary.ts';

/** Refusal when every unit of every arm has the same value. */
export function constantOutcome(arms: readonly Group[], outcome: string): Finding | undefined {
  const first = meanOf(arms[0].moments, outcome);
  const negligible = 1e-12 * Math.abs(first);
  const constant = arms.every(
    ({ moments: m }) => comomentOf(m, outcome, outcome) <= m.weight * negligible ** 2 && Math.abs(meanOf(m, outcome) - first) <= negligible,
  );
  if (!constant) return undefined;
  return {
    check: 'constant-outcome',
    about: { column: outcome },
    verdict: 'refuse',
    says: `${outcome} is ${first} for every unit, so no effect on it can be estimated.`,
    mend: 'Check how the column is made, or take the outcome out of the study.',
  };
}

/** A smaller share than this of the outcome's variation in the residuals is rounding. */
export const leastShare = 1e-12;

/** Refusal when the covariates determine the outcome: its standard error would be rounding noise. */
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

export const fewEventsFinding = (estimate: string, outcome: string, arms: readonly Group[]): Finding =>
  fewEventsAmong(
    estimate,
    outcome,
    arms.map(({ key: [arm], moments: m }) => ({ arm, events: eventsIn(m, outcome), n: m.n })),
    "Newcombe's score interval, no narrower than an exact test allows",
  );

/** Which interval holds where events are few. */
export function fewEventsAmong(
  estimate: string,
  outcome: string,
  arms: readonly { readonly arm: string; readonly events: number; readonly n: number }[],
  interval: string,
): Finding {
  const counts = arms.map(({ arm, events, n }) => `${events} of ${sayCount(n)} in arm ${arm}`);
  return {
    check: 'few-events',
    about: { column: outcome, estimate },
    verdict: 'warn',
    threshold: fewEvents,
    says: `${outcome} has few events or few non-events (${counts.join(', ')}): its interval is ${interval}, not the normal one.`,
    mend: 'Nothing is wrong with the numbers; more units would narrow the interval.',
  };
}

/**
 * The regression, or why there is none.
 *
 * Errors  covariates-collinear, naming the columns and whether they are constant, follow the assignment, or depend on one another.
 */
export function expectRegression(fit: LeastSquares | Collinear, groups: readonly Group[], assignment: string, arm?: string): LeastSquares {
  if (!('kind' in fit)) return fit;
  const whole = mergeAll(groups.map((g) => g.moments));
  const covariates = fit.columns.filter((name) => whole.columns.includes(name));
  const raise = (columns: readonly string[], why: 'constant' | 'assignment' | 'dependent', within?: string): never => {
    throw new EstimandError('covariates-collinear', { columns, why, assignment, arm: within, condition: fit.condition });
  };
  const constant = covariates.filter((name) => isConstant(whole, name));
  if (constant.length > 0) return raise(constant, 'constant');
  const byArm = covariates.filter((name) => groups.every((g) => isConstant(g.moments, name)));
  if (byArm.length > 0) return raise(byArm, 'assignment');
  const own = groups.find((g) => g.key[0] === arm);
  const inOwn = own ? covariates.filter((name) => isConstant(own.moments, name)) : [];
  return inOwn.length > 0 ? raise(inOwn, 'constant', arm) : raise(covariates, 'dependent');
}

export function isConstant(m: Moments, name: string): boolean {
  return comomentOf(m, name, name) <= m.weight * (1e-12 * Math.abs(meanOf(m, name))) ** 2;
}
