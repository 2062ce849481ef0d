import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { quantileOfSorted } from '../../math/quantile.ts';
import { shuffle } from '../../math/random/shuffle.ts';
import { stream } from '../../math/random/stream.ts';
import { usualLevel } from '../../protocol/defaults.ts';
import type { Effects, Scores } from '../benefit/sample.ts';
import { type Counting, meanEstimate } from './mean-errors.ts';
import { type Steps, stepsOf } from './ranking.ts';
import { everyRow } from './rule.ts';

export interface CostCurveOptions extends Counting {
  readonly seed: number;
  /** Points of the curve beside its beginning. */
  readonly points?: number;
  /** Halves of the units that are drawn. */
  readonly draws?: number;
  readonly level?: number;
}

const costCurveDefaults = { points: 50, draws: 400, level: usualLevel } as const;

export interface CostPoint {
  /** A unit on average, beyond what giving every unit its arm of least use takes. */
  readonly spend: number;
  /** A unit on average, beyond those arms. */
  readonly gain: number;
  readonly standardError: number;
  /** Of this point alone. */
  readonly low: number;
  readonly high: number;
  /** Of the whole curve at once. */
  readonly bandLow: number;
  readonly bandHigh: number;
  /** What the same spend brings where units are drawn, of those that the curve treats at its end. */
  readonly random: number;
}

/**
 * What a ranking by benefit and cost brings, by what is spent.
 *
 * Model    steps to arms that use more in the order of what they are expected to bring for it; each adds what it uses, and its doubly robust score. Within steps of one price the curve is
 *          a line. Errors by drawing halves of the units, or clusters, without putting back: their deviations from the curve vary as the curve does, thresholds counted.
 * Shapes   benefits (learned elsewhere), scores and uses by unit, of which `rows` are looked at.
 * Units    spend in units of `uses`, gain in those of the scores, both a unit.
 * Errors   right for benefits that were not learned from these rows.
 * Source   Sun, Du & Wager (2021), arXiv:2103.11066; Sverdrup, Wu, Athey & Wager (2024), arXiv:2306.11979; halves: Yadlowsky, Fleming, Shah, Brunskill & Wager (2025), JASA 120.
 */
export function costCurve(scores: Scores, benefits: Effects, uses: readonly Float64Array[], options: CostCurveOptions): readonly CostPoint[] {
  const { points, draws, level, seed, weights, clusters } = { ...costCurveDefaults, ...options };
  const rows = options.rows ?? everyRow(scores);
  const steps = stepsOf(benefits, uses, rows, weights);
  const all = new Uint8Array(scores.ofArm[0].length).fill(1);
  const trace = tracer(steps, scores, rows, weights);
  const end = trace(all, Float64Array.of(Infinity));
  const spends = Float64Array.from({ length: points + 1 }, (_, p) => (end.spend * p) / points);
  const curve = trace(all, spends).gains;
  const deviations = Array.from({ length: draws }, (_, d) => {
    const half = halfOf(rows, clusters, all.length, stream(seed, d));
    return trace(half, spends).gains.map((gain, p) => gain - curve[p]);
  });
  const errors = spends.map((_, p) => Math.sqrt(deviations.reduce((sum, deviation) => sum + deviation[p] ** 2, 0) / draws));
  const { df } = meanEstimate(new Float64Array(rows.length), rows, options);
  const alone = df > 0 ? studentTQuantile((1 + level) / 2, df) : Infinity;
  const farthest = Float64Array.from(deviations, (deviation) =>
    deviation.reduce((most, one, p) => (errors[p] > 0 ? Math.max(most, Math.abs(one) / errors[p]) : most), 0),
  ).sort();
  const together = Math.max(alone, quantileOfSorted(farthest, level));
  return Array.from(spends, (spend, p) => {
    const [gain, standardError] = [curve[p], errors[p]];
    const within = (reach: number) => (standardError === 0 ? 0 : reach * standardError);
    const [half, band] = [within(alone), within(together)];
    const random = end.spend > 0 ? (end.gains[0] * spend) / end.spend : 0;
    return { spend, gain, standardError, low: gain - half, high: gain + half, bandLow: gain - band, bandHigh: gain + band, random };
  });
}

/** What some of the units spend by the end of all steps, and gain by each spend. */
type Trace = (units: Uint8Array, spends: Float64Array) => { readonly spend: number; readonly gains: Float64Array };

function tracer({ prices, units, uses, from, to }: Steps, { ofArm }: Scores, rows: Int32Array, weights?: Float64Array): Trace {
  const brings = Float64Array.from(units, (unit, s) => (ofArm[to[s]][unit] - ofArm[from[s]][unit]) * (weights?.[unit] ?? 1));
  const takes = Float64Array.from(units, (unit, s) => uses[s] * (weights?.[unit] ?? 1));
  return (some, spends) => {
    let total = 0;
    for (const unit of rows) if (some[unit] === 1) total += weights?.[unit] ?? 1;
    const gains = new Float64Array(spends.length);
    let [spend, gain, p] = [0, 0, 0];
    for (let s = 0; s < units.length; ) {
      let [more, brought] = [0, 0];
      const price = prices[s];
      for (; s < units.length && prices[s] === price; s++) {
        if (some[units[s]] === 0) continue;
        more += takes[s] / total;
        brought += brings[s] / total;
      }
      for (; p < spends.length && spends[p] < spend + more; p++) gains[p] = gain + (brought * (spends[p] - spend)) / more;
      spend += more;
      gain += brought;
    }
    gains.fill(gain, p);
    return { spend, gains };
  };
}

/** Half of the units, or of the clusters, each half alike: 1 for those that are in it. */
function halfOf(rows: Int32Array, clusters: Int32Array | undefined, units: number, random: ReturnType<typeof stream>): Uint8Array {
  const half = new Uint8Array(units);
  if (!clusters) {
    const order = rows.slice();
    shuffle(order, random);
    for (const unit of order.subarray(0, Math.floor(order.length / 2))) half[unit] = 1;
    return half;
  }
  const order = Int32Array.from(new Set(Int32Array.from(rows, (unit) => clusters[unit])));
  shuffle(order, random);
  const kept = new Set(order.subarray(0, Math.floor(order.length / 2)));
  for (const unit of rows) if (kept.has(clusters[unit])) half[unit] = 1;
  return half;
}
