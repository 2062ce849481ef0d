import type { Estimate } from '../../../estimate/estimate.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { leastFreedom } from '../../../estimate/thresholds.ts';
import type { Group } from '../../../relation/requests.ts';
import { fewEvents, hasFewEvents } from '../binary.ts';
import type { Contrast } from '../contrast.ts';

/** Degrees of freedom from which the t distribution of a clustered effect can be trusted. */
const enough = 10;

/** Of the arms compared, out of those that were counted. */
export const clustersOf = (perArm: Readonly<Record<string, number>> | undefined, arms: readonly Group[]): Readonly<Record<string, number>> | undefined =>
  perArm && Object.fromEntries(arms.map(({ key: [arm] }) => [arm, perArm[arm]]));

/** Reports the degrees of freedom of clustered estimates: unequal sizes and few treated clusters bring them far below the number of clusters. */
export function freedomFindings(
  { outcome, cluster, clusterArms }: Pick<Contrast, 'outcome' | 'cluster'> & Partial<Pick<Contrast, 'clusterArms'>>,
  estimates: readonly Estimate[],
): readonly Finding[] {
  if (cluster === undefined) return [];
  return estimates.map(({ id, interval: { reference }, details, sizes: { clusters = 0 } }) => {
    // Limits of few events are not by t, and are no nearer for it.
    const df = reference.kind === 't' ? reference.df : ((details as { readonly df?: number } | undefined)?.df ?? 0);
    const shared = { check: 'cluster-freedom', about: { column: cluster, estimate: id }, statistic: df } as const;
    const says = `The effect on ${outcome} rests on ${df.toFixed(1)} degrees of freedom from ${clusters} clusters of ${cluster}.`;
    if (df >= enough) return { ...shared, threshold: enough, verdict: 'pass', says };
    const mend = clusterArms
      ? `Take units of more values of ${cluster}, more evenly; with so few, their differences are hardly known.`
      : 'Randomize more clusters, of more equal sizes; with so few, a randomization test that redraws the assignment of clusters is the safer reading.';
    return { ...shared, ...(df < leastFreedom ? { threshold: leastFreedom, verdict: 'fail' } : { threshold: enough, verdict: 'warn' }), says, mend };
  });
}

/** Score intervals need independent units, so with few events in clustered arms the clustered interval is the best there is. */
export function fewClusteredEvents(estimate: string, { outcome, cluster }: Contrast, arms: readonly Group[]): readonly Finding[] {
  if (!arms.some((arm) => hasFewEvents(arm.moments, outcome))) return [];
  return [
    {
      check: 'few-events',
      about: { column: outcome, estimate },
      verdict: 'warn',
      threshold: fewEvents,
      says: `${outcome} has fewer than ${fewEvents} events or non-events in an arm, and its interval is the clustered one: score intervals need independent units, which those of one ${cluster} are not.`,
      mend: 'Read the interval as approximate; more clusters, not more units in each, would help.',
    },
  ];
}
