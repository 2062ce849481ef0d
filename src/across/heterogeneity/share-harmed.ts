import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { isRefusal } from '../../inference/benefit/heterogeneity-refusal.ts';
import { shareHarmed } from '../../inference/benefit/share-harmed.ts';
import { towardsBetter } from './found.ts';
import type { Learned } from './learn.ts';
import type { Benefit } from './options.ts';

/** Of an outcome of zeros and ones: between which shares of units are worse off with the treatment. Nobody is seen under both arms, so that no data say more. */
export function harmedShares({ sample, scores }: Learned, treatment: number, of: Benefit): readonly Finding[] {
  if (!sample.outcome.every((y) => y === 0 || y === 1)) return [];
  const good = (values: Float64Array): Float64Array => (towardsBetter(of) === 1 ? values : values.map((value) => 1 - value));
  const clamped = (values: Float64Array): Float64Array => values.map((value) => Math.min(1, Math.max(0, value)));
  const pair = (ofArm: readonly Float64Array[]) => ({ control: good(ofArm[0]), treated: good(ofArm[treatment]) });
  const expected = pair(scores.predicted.map(clamped));
  const found = shareHarmed({ scores: pair(scores.ofArm), expected, ...(sample.clusters && { clusters: sample.clusters }), ...(sample.weights && { weights: sample.weights }) }, of.level);
  if (isRefusal(found)) return [];
  const name = of.treatments[treatment - 1];
  const { low, high } = found.harmed.interval;
  const shown = (x: number): string => sayShare(Math.min(1, Math.max(0, x)));
  return [
    {
      check: 'share-harmed',
      about: { column: of.outcome, ...(of.treatments.length > 1 && { arm: name }) },
      verdict: 'pass',
      statistic: found.harmed.lower.value,
      says: `Between ${shown(low)} and ${shown(high)} of units are worse off with ${name} on ${of.outcome}: nobody is seen under both arms, so that no data say more.`,
    },
  ];
}
