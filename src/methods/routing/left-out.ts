import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import type { Settled } from './options.ts';
import type { Prepared } from './prepare.ts';

/** Rows that are left out, where there are any. */
export const leftOut = (s: Settled, p: Prepared): readonly Finding[] => [...missingRewards(p), ...unclusteredRows(s, p)];

function unclusteredRows({ cluster = '' }: Settled, { outcome, unclustered, n }: Prepared): readonly Finding[] {
  if (unclustered === 0) return [];
  return [
    {
      check: 'missing-cluster',
      about: { column: cluster },
      verdict: 'warn',
      statistic: unclustered,
      says: `${sayCount(unclustered)} rows belong to no ${cluster}; they are left out of the results on ${outcome.name}, which rest on ${sayCount(n)}.`,
      mend: `Fill ${cluster} in where it was lost; where requests have none, give each a value of its own.`,
    },
  ];
}

/** Rows without the outcome, where there are any. */
function missingRewards({ groups, outcome, n }: Prepared): readonly Finding[] {
  const dropped = groups.reduce((sum, g) => sum + g.dropped, 0);
  if (dropped === 0) return [];
  return [
    {
      check: 'missing-reward',
      about: { column: outcome.name },
      verdict: 'warn',
      statistic: dropped,
      says: `${outcome.name} is missing on ${sayCount(dropped)} rows beside ${sayCount(n)} that have it: ${groups.map((g) => `${sayCount(g.dropped)} by ${g.key[0]}`).join(', ')}.`,
      mend: 'Find out why; where missingness depends on the action, every value here is about the rows with a value only.',
    },
  ];
}
