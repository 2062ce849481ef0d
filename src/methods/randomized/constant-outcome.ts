import type { Finding } from '../../estimate/finding.ts';
import { comomentOf, meanOf } from '../../moments/moments.ts';
import type { Group } from '../../relation/requests.ts';

/** A refusal when every unit of every arm has the same value. */
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
