import type { Finding } from '../../estimate/finding.ts';
import { leastFreedom } from '../../estimate/thresholds.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import type { Headline } from '../ask/headlines.ts';

/** Effects whose error comes from so few units that it is hardly known, unless a finding says so already: failing, so that a decision that reads one waits. */
export function fewFreedom(headlines: readonly Headline[], told: readonly Finding[]): readonly Finding[] {
  const known = new Set(told.filter(({ verdict }) => verdict === 'fail').map(({ about }) => about.estimate));
  return headlines.flatMap(({ outcome, arm, estimate }): readonly Finding[] => {
    if (!estimate || known.has(estimate.id)) return [];
    const { reference } = estimate.interval;
    if (reference?.kind !== 't' || reference.df >= leastFreedom) return [];
    return [
      {
        check: 'few-freedom',
        about: { column: outcome.name, arm, estimate: estimate.id },
        verdict: 'fail',
        statistic: reference.df,
        threshold: leastFreedom,
        says: `The effect on ${outcomeLabel(outcome)} rests on ${reference.df.toFixed(1)} degrees of freedom: with so few units, or clusters, in an arm nobody knows how far it may be off.`,
        mend: 'Wait for more of them in the smaller arm.',
      },
    ];
  });
}
