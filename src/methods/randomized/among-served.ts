import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Protocol } from '../../protocol/protocol.ts';

/** Marks estimates that compare outcomes as they are, where outcomes are known of served units only. */
export function amongServed(e: Estimate, { population }: Protocol): Estimate {
  if (!population || ['population-mean', 'population-effect'].includes(e.method.id)) return e;
  const says = `${e.estimand.says} Outcomes are those of served units only (${population.served}).`;
  return { ...e, estimand: { ...e.estimand, population: `${e.estimand.population} and served`, says } };
}

/** Names the results that are about served units alone though the study declares a population. */
export function servedAlone({ population, cluster, blocks, assignment, outcomes, segments }: Protocol): readonly Finding[] {
  if (!population) return [];
  const nowhere = cluster !== undefined || blocks !== undefined;
  const sums = outcomes.filter((o) => o.ratio !== undefined || o.quantile !== undefined).map(({ name }) => name);
  const alone = [
    ...(nowhere ? [`every effect, since ${cluster !== undefined ? 'whole clusters' : 'arms within blocks'} were drawn`] : []),
    ...(!nowhere && sums.length > 0 ? [`${sums.join(', ')}, which are no means`] : []),
    ...(!nowhere && (assignment?.treatments.length ?? 0) > 1 ? ['the decision, since several arms are compared as a family'] : []),
    ...(!nowhere && segments.length > 0 ? [`effects by ${segments.join(', ')}`] : []),
  ];
  if (alone.length === 0) return [];
  return [
    {
      check: 'served-alone',
      about: { column: population.served },
      verdict: 'warn',
      says: `Not weighted to all requests, but of served ones alone: ${alone.join('; ')}.`,
      mend: 'Read these as effects on served requests.',
    },
  ];
}
