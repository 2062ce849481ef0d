import { quantile } from '../../math/quantile.ts';
import { type EffectScores, unusable } from './effect-scores.ts';
import { halfScale } from './half-samples.ts';
import { type HeterogeneityRefusal, isRefusal } from './heterogeneity-refusal.ts';
import { type DrawOptions, figureOf, type RankedDraws, rankedDraws } from './ranked-draws.ts';
import { before, places, rankedScores, rankedSums } from './ranked-sums.ts';
import { rankingOf } from './ranking.ts';
import type { ScoreEstimate } from './score-estimate.ts';

/** What treating some share of units, the first by a rule, does. */
export interface CurvePoint {
  readonly share: number;
  /** What treating them costs, a unit of all; the share itself where nothing was said of cost. */
  readonly cost: number;
  /** The targeting curve: the effect on them less the effect on all. */
  readonly targeting: ScoreEstimate;
  /** The uplift curve, or cumulative gain, a unit of all: the effect on them times the share. */
  readonly gain: ScoreEstimate;
  /** The gain of as many units taken at random. */
  readonly random: ScoreEstimate;
  /** The Qini curve on scores: the gain less the random one. */
  readonly overRandom: ScoreEstimate;
}

export interface TargetingCurve {
  readonly points: readonly CurvePoint[];
  readonly average: ScoreEstimate;
  readonly autoc: ScoreEstimate;
  readonly qini: ScoreEstimate;
  /** Standard errors on each side within which a whole curve lies with chance `level`. */
  readonly bands: { readonly level: number; readonly targeting: number; readonly gain: number; readonly overRandom: number };
}

export interface CurveOptions extends DrawOptions {
  readonly level: number;
  /** What treating each unit costs. */
  readonly costs?: Float64Array;
}

type Curve = (ofRule: Float64Array, point: number) => number;

/**
 * Targeting, uplift and Qini curves of a rule on doubly robust scores, with bands.
 *
 * Model     As `rate`, with everything at each share of the grid. A band: the largest deviation in standard errors over the grid that halves show with chance `level`.
 * Shapes    as `rate`; one cost a unit. The last share of the grid is best 1: all are treated, and all curves meet.
 * Units     of the outcome, and of the costs.
 * Errors    those of `rankedDraws`; out-of-range for a level outside [0.5, 1).
 * Source    as `rate`; bands as Chernozhukov, Chetverikov & Kato (2013), Annals of Statistics 41.
 */
export function targetingCurve(sample: EffectScores, priorities: Float64Array, options: CurveOptions): TargetingCurve | HeterogeneityRefusal {
  const refusal = wrongLevel(options.level) ?? (options.costs && unusable(sample, { costs: options.costs }));
  if (refusal) return refusal;
  const draws = rankedDraws(sample, [priorities], options);
  return isRefusal(draws) ? draws : curveFrom(draws, sample, priorities, options);
}

/** The curve from draws of its one rule, wherever they were made. */
function curveFrom(draws: RankedDraws, sample: EffectScores, priorities: Float64Array, options: CurveOptions): TargetingCurve {
  const { grid } = draws;
  const costs = options.costs && spent(sample, priorities, options.costs, grid);
  const targeting: Curve = (rule, g) => rule[before + g];
  const gain: Curve = (rule, g) => grid[g] * (rule[before + g] + rule[places.average]);
  const overRandom: Curve = (rule, g) => grid[g] * rule[before + g];
  const at = (curve: Curve, g: number): ScoreEstimate => figureOf(draws, ([rule]) => curve(rule, g));
  const points = Array.from(
    grid,
    (share, g): CurvePoint => ({
      share,
      cost: costs?.[g] ?? share,
      targeting: at(targeting, g),
      gain: at(gain, g),
      random: figureOf(draws, ([rule]) => share * rule[places.average]),
      overRandom: at(overRandom, g),
    }),
  );
  const band = (curve: Curve, of: 'targeting' | 'gain' | 'overRandom'): number =>
    reachOf(
      draws,
      curve,
      points.map((point) => point[of]),
      options.level,
    );
  return {
    points,
    average: figureOf(draws, ([rule]) => rule[places.average]),
    autoc: figureOf(draws, ([rule]) => rule[places.autoc]),
    qini: figureOf(draws, ([rule]) => rule[places.qini]),
    bands: { level: options.level, targeting: band(targeting, 'targeting'), gain: band(gain, 'gain'), overRandom: band(overRandom, 'overRandom') },
  };
}

function wrongLevel(level: number): HeterogeneityRefusal | undefined {
  return level >= 0.5 && level < 1 ? undefined : { kind: 'out-of-range', what: 'The level', found: level, asked: 'a share from 0.5 to below 1, such as 0.95' };
}

/** The quantile of the largest deviation over the grid; where everybody is treated the curve has none. */
function reachOf({ found: [found], halves: [halves], draws, drawn, grid }: RankedDraws, curve: Curve, points: readonly ScoreEstimate[], level: number): number {
  const width = before + grid.length;
  const largest = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    const half = halves.subarray(draw * width, (draw + 1) * width);
    for (const [g, { standardError }] of points.entries()) {
      if (!(standardError > 1e-12 * Math.abs(found[places.average]))) continue;
      largest[draw] = Math.max(largest[draw], (halfScale(drawn) * Math.abs(curve(half, g) - curve(found, g))) / standardError);
    }
  }
  return quantile(largest, level);
}

/** What treating each share costs, a unit of all: the mean cost of those in it, times the share. */
function spent(sample: EffectScores, priorities: Float64Array, costs: Float64Array, grid: Float64Array): Float64Array {
  const out = new Float64Array(before + grid.length);
  const drawn = new Int32Array(costs.length);
  rankedSums(rankedScores(costs, sample.weights, drawn, rankingOf(sample, priorities)), Uint8Array.of(1), grid, out);
  return grid.map((share, g) => share * (out[before + g] + out[places.average]));
}
