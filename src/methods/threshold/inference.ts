import { remembered } from '../../math/remembered.ts';
import type { Analysed } from './analysed.ts';
import { biasAware } from './bias-aware.ts';
import { type FoundAtCutoff, hasFewScores, type InferenceKind, type LevelsAtCutoff, type NotFound } from './found.ts';
import { locallyRandomized } from './local.ts';
import type { AtThreshold } from './options.ts';
import type { Threshold } from './own.ts';
import { type PolynomialDetails, polynomialEffect } from './robust.ts';

/** The inference that a study asks for, by name or by what only one kind reads; nothing where scores decide. */
export function saidInference({
  inference,
  curvature,
  decision,
}: Pick<Threshold, 'inference' | 'curvature'> & { readonly decision?: string }): InferenceKind | undefined {
  return inference ?? (decision !== undefined || curvature !== 'rule-of-thumb' ? 'bias-aware' : undefined);
}

/** As the study says it; else what holds for such scores: bias-aware for those of few values, robust for the rest. */
export function inferenceOf({ cutoffs }: Analysed, { threshold }: AtThreshold): InferenceKind {
  return saidInference(threshold) ?? (cutoffs.some(({ data }) => hasFewScores(data)) ? 'bias-aware' : 'robust');
}

const ways: { readonly [K in InferenceKind]: (analysed: Analysed, c: AtThreshold) => FoundAtCutoff | NotFound } = {
  robust: (analysed, { threshold }) => polynomialEffect(analysed, threshold, 'robust'),
  'bias-aware': biasAware,
  local: locallyRandomized,
};

/** The effect by the inference that decides, once for all that is asked of the rows. */
export const effectOf = (analysed: Analysed, c: AtThreshold): FoundAtCutoff | NotFound =>
  remembered(analysed, `effect ${JSON.stringify([c.outcome, c.threshold, c.level, c.seed])}`, () => {
    const kind = inferenceOf(analysed, c);
    const unread = kind === 'bias-aware' ? unreadByLines(c.threshold) : undefined;
    return unread ? { refused: 'lines-only', key: unread } : (oneCluster(analysed) ?? ways[kind](analysed, c));
  });

/** What a study writes for polynomials, and lines under a bound on curvature do not read. */
function unreadByLines({ order, sides, bandwidth, massPoints }: Pick<Threshold, 'order' | 'sides' | 'bandwidth' | 'massPoints'>) {
  if (order !== 1) return 'order';
  if (sides !== 'common') return 'sides';
  if (bandwidth === 'cer') return 'bandwidth';
  return massPoints === 'adjust' ? undefined : 'massPoints';
}

/** Errors by clusters need two on each side, or nothing tells how far the effect may be off. */
function oneCluster({ cutoffs }: Analysed): NotFound | undefined {
  for (const { data } of cutoffs) {
    const { cluster, score } = data;
    if (!cluster) continue;
    for (const [side, is] of [['below', (x: number) => x < 0] as const, ['above', (x: number) => x >= 0] as const]) {
      const own = cluster.filter((_, i) => is(score[i]));
      if (own.length > 0 && own.every((one) => one === own[0])) return { refused: 'few-clusters', side, clusters: 1, least: 2 };
    }
  }
  return undefined;
}

/** The same within so many times the bandwidth or window that was found, of all rows or of some of them. Over several cutoffs lines under a bound on curvature then have one bandwidth. */
export function effectWithin(multiple: number, found: FoundAtCutoff, analysed: Analysed, c: AtThreshold, among = analysed): FoundAtCutoff | NotFound {
  const times = ({ below, above }: LevelsAtCutoff): LevelsAtCutoff => ({ below: multiple * below, above: multiple * above });
  if (found.kind !== 'robust') return ways[found.kind](among, { ...c, threshold: { ...c.threshold, bandwidth: times(found.reach) } });
  const { bandwidths } = found.details as PolynomialDetails;
  const given = new Map(analysed.cutoffs.map(({ cutoff }, i) => [cutoff, { h: times(bandwidths[i].h), b: times(bandwidths[i].b) }]));
  return polynomialEffect(among, c.threshold, 'robust', given);
}
