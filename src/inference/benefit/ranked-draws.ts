import { type EffectScores, unusable } from './effect-scores.ts';
import { halfSamples, halfScale } from './half-samples.ts';
import type { HeterogeneityRefusal } from './heterogeneity-refusal.ts';
import { before, rankedScores, rankedSums } from './ranked-sums.ts';
import { type Ranking, rankingOf } from './ranking.ts';
import type { ScoreEstimate } from './score-estimate.ts';

/** What each of several rules gives on the sample and on each of its halves: average, AUTOC, Qini and TOC on a grid. */
export interface RankedDraws {
  readonly grid: Float64Array;
  /** Of each rule; see `rankedSums`. */
  readonly found: readonly Float64Array[];
  /** Of each rule the halves one after the other, the same halves for all. */
  readonly halves: readonly Float64Array[];
  readonly draws: number;
  /** Units, or clusters. */
  readonly drawn: number;
}

export interface DrawOptions {
  /** Shares of units, rising, the last of them 1. */
  readonly grid?: Float64Array;
  readonly draws?: number;
  readonly seed: number;
}

export const deciles: Float64Array = Float64Array.from({ length: 10 }, (_, i) => (i + 1) / 10);
const usualDraws = 400;

/**
 * Errors of what rules give, by halves.
 *
 * Model    Units, or whole clusters, are halved; every rule is seen on the same halves, so that differences of rules have errors too.
 * Shapes   one array of priorities a rule.
 * Errors   nothing-varies for a rule that treats all alike; out-of-range for the grid or too few draws; those of `unusable`.
 */
export function rankedDraws(
  sample: EffectScores,
  rules: readonly Float64Array[],
  { grid = deciles, draws = usualDraws, seed }: DrawOptions,
): RankedDraws | HeterogeneityRefusal {
  const refusal =
    unusable(sample, Object.fromEntries(rules.map((rule, r) => [rules.length > 1 ? `priorities of rule ${r + 1}` : 'priorities', rule]))) ??
    wrongOptions(grid, draws);
  if (refusal) return refusal;
  const rankings = rules.map((rule) => rankingOf(sample, rule));
  const flat = rankings.findIndex(({ ends }) => ends.length === 1);
  if (flat >= 0) return { kind: 'nothing-varies', what: rules.length > 1 ? `priorities of rule ${flat + 1}` : 'priorities' };
  const { numbers, drawn } = numbered(sample, rankings[0]);
  const ranked = rankings.map((ranking) => rankedScores(sample.scores, sample.weights, numbers, ranking));
  const width = before + grid.length;
  const all = new Uint8Array(drawn).fill(1);
  const found = ranked.map(() => new Float64Array(width));
  for (const [r, rule] of ranked.entries()) rankedSums(rule, all, grid, found[r]);
  const halves = ranked.map(() => new Float64Array(draws * width));
  let draw = 0;
  for (const kept of halfSamples(drawn, draws, seed)) {
    for (const [r, rule] of ranked.entries()) rankedSums(rule, kept, grid, halves[r].subarray(draw * width, (draw + 1) * width));
    draw++;
  }
  return { grid, found, halves, draws, drawn };
}

function wrongOptions(grid: Float64Array, draws: number): HeterogeneityRefusal | undefined {
  const wrong = grid.findIndex((share, g) => !(share > (g === 0 ? 0 : grid[g - 1])) || share > 1);
  if (wrong >= 0)
    return { kind: 'out-of-range', what: 'A share of the grid', found: grid[wrong], asked: 'above the one before it, above 0 and no more than 1' };
  if (!(Number.isInteger(draws) && draws >= 2)) return { kind: 'out-of-range', what: 'The number of draws', found: draws, asked: 'a whole number from 2 up' };
  return undefined;
}

/** What is drawn, numbered as the first rule meets it: the same units in another order of rows are drawn alike. Units of weight zero are in no draw. */
function numbered({ clusters, weights }: EffectScores, { order }: Ranking): { readonly numbers: Int32Array; readonly drawn: number } {
  const numbers = new Int32Array(order.length);
  const seen = new Map<number, number>();
  let drawn = 0;
  for (const i of order) {
    if (weights?.[i] === 0) continue;
    const known = clusters && seen.get(clusters[i]);
    numbers[i] = known ?? drawn++;
    if (clusters && known === undefined) seen.set(clusters[i], numbers[i]);
  }
  return { numbers, drawn };
}

/** Anything that a function makes of what rules give, with the error that it has over halves. */
export function figureOf({ found, halves, draws, drawn, grid }: RankedDraws, figure: (ofRules: readonly Float64Array[]) => number): ScoreEstimate {
  const width = before + grid.length;
  const values = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) values[draw] = figure(halves.map((half) => half.subarray(draw * width, (draw + 1) * width)));
  const mean = values.reduce((sum, value) => sum + value, 0) / draws;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { value: figure(found), standardError: halfScale(drawn) * Math.sqrt(squares / (draws - 1)), reference: { kind: 't', df: drawn - 1 } };
}
