import type { Piece } from '../../../estimate/estimate.ts';
import { fewEvents } from '../../../inference/arms/binary.ts';
import type { Contrast } from '../../../inference/arms/contrast.ts';
import { exactInPairs, type Pairs, tangoLimits } from '../../../inference/exact/paired.ts';
import { pooledDifference, pooledRatio } from '../../../inference/exact/pooled-strata.ts';
import { type EventStratum, stratifiedLimits } from '../../../inference/exact/stratified-score.ts';
import type { Proportion } from '../../../inference/newcombe.ts';
import { type Stratum, type Target, unitsIn } from '../../../inference/stratified.ts';
import type { ArmMean } from '../../../inference/welch.ts';
import { type AnyLimits, outer, type Shown, withLimits } from '../limits-shown.ts';
import { arePairs } from './strata.ts';

export interface FewInBlocks {
  /** The limits by their name. */
  readonly interval: 'tango-exact' | 'stratified-score-exact';
  readonly treatment: Proportion;
  readonly control: Proportion;
  /** What is shown instead of the inference from a standard error. */
  shown(wald: Shown, target: Target): Shown;
}

/**
 * Where a binary outcome has few events, or few non-events, in an arm of blocks: score limits, each moved outwards to where an exact test agrees; undefined where events are
 * not few.
 *
 * Model   pairs of equal weight: Tango's limits, the exact unconditional test of pairs, and of zero the exact conditional one. Other blocks: Miettinen and Nurminen's
 *         stratified limits with the weights of the blocks, and the exact test of `pooledDifference`; of blocks that were drawn themselves, or that clusters hold, no
 *         limit lies inside the one of their spread. The ratio by `pooledRatio`, in pairs and drawn blocks no limit inside Fieller's.
 */
export function fewInBlocks(strata: readonly Stratum[], clustered: boolean, c: Contrast): FewInBlocks | undefined {
  const events = (arm: 'treatment' | 'control'): Proportion => ({
    events: strata.reduce((sum, s) => sum + eventsIn(s[arm]), 0),
    n: strata.reduce((sum, s) => sum + s[arm].n, 0),
  });
  const [treatment, control] = [events('treatment'), events('control')];
  if (![treatment, control].some((p) => Math.min(p.events, p.n - p.events) < fewEvents)) return undefined;
  const pairs = pairsOf(strata);
  const all = strata.reduce((sum, s) => sum + unitsIn(s), 0);
  const shares = strata.map(
    (s): EventStratum => ({
      treatment: { events: eventsIn(s.treatment), n: s.treatment.n },
      control: { events: eventsIn(s.control), n: s.control.n },
      share: unitsIn(s) / all,
    }),
  );
  const difference = (at: number): Required<Piece> => {
    const alpha = (1 - at) / 2;
    return pairs ? exactInPairs(pairs, tangoLimits(pairs, at), alpha) : pooledDifference(shares, stratifiedLimits(shares, at), alpha);
  };
  const change = (at: number): Piece => {
    const { low, high } = pooledRatio(shares, at);
    return { low: low - 1, ...(high !== undefined && { high: high - 1 }) };
  };
  return {
    interval: pairs ? 'tango-exact' : 'stratified-score-exact',
    treatment,
    control,
    shown: (wald, target) => {
      const spread = target === 'blocks' || clustered;
      return withLimits(wald, c, { kind: 'score' }, (at, own): AnyLimits => {
        const found = difference(at);
        return {
          difference: spread && !pairs ? outer(found, own.difference) : found,
          ...(own.change && { change: spread ? outer(change(at), own.change) : change(at) }),
        };
      });
    },
  };
}

/** Pairs of which each weighs alike. */
function pairsOf(strata: readonly Stratum[]): Pairs | undefined {
  if (!arePairs(strata) || new Set(strata.map(unitsIn)).size > 1) return undefined;
  const only = (one: 'treatment' | 'control', other: 'treatment' | 'control'): number =>
    strata.filter((s) => eventsIn(s[one]) === 1 && eventsIn(s[other]) === 0).length;
  return { n: strata.length, treatmentOnly: only('treatment', 'control'), controlOnly: only('control', 'treatment') };
}

const eventsIn = ({ n, mean }: ArmMean): number => Math.round(n * mean);
