import { type Asking, work } from '../../relation/asking.ts';
import type { Task } from '../../relation/requests.ts';
import { type EffectScores, unusable } from './effect-scores.ts';
import { type DrawRange, halfSamples, halfScale } from './half-samples.ts';
import { type HeterogeneityRefusal, isRefusal } from './heterogeneity-refusal.ts';
import { before, type RankedScores, rankedScores, rankedSums } from './ranked-sums.ts';
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

const deciles: Float64Array = Float64Array.from({ length: 10 }, (_, i) => (i + 1) / 10);
const usualDraws = 400;

/** Rules on a sample, ready to be seen on halves. */
interface ReadyRules {
  readonly ranked: readonly RankedScores[];
  readonly grid: Float64Array;
  readonly draws: number;
  readonly drawn: number;
  readonly seed: number;
}

interface HalvesPart extends Omit<ReadyRules, 'draws'>, DrawRange {}

/** Some of the halves: of each rule what it gives on them, one after the other. */
export const halvesTask: Task<HalvesPart, readonly Float64Array[]> = {
  name: 'rules on half-samples',
  run: ({ ranked, grid, drawn, seed, from, to }) => {
    const width = before + grid.length;
    const halves = ranked.map(() => new Float64Array((to - from) * width));
    let at = 0;
    for (const kept of halfSamples(drawn, { from, to }, seed)) {
      for (const [r, rule] of ranked.entries()) rankedSums(rule, kept, grid, halves[r].subarray(at, at + width));
      at += width;
    }
    return halves;
  },
};

/**
 * Errors of what rules give, by halves.
 *
 * Model    Units, or whole clusters, are halved; every rule is seen on the same halves, so that differences of rules have errors too.
 * Shapes   one array of priorities a rule.
 * Errors   nothing-varies for a rule that treats all alike; out-of-range for the grid or too few draws; those of `unusable`.
 */
export function rankedDraws(sample: EffectScores, rules: readonly Float64Array[], options: DrawOptions): RankedDraws | HeterogeneityRefusal {
  const ready = readyRules(sample, rules, options);
  return isRefusal(ready) ? ready : joined(ready, [halvesTask.run({ ...ready, from: 0, to: ready.draws })]);
}

/** As many draws as are done in one part. */
const drawsInPart = 50;

/** The same, part by part: the same numbers on however many threads. */
export function* rankedDrawsInParts(sample: EffectScores, rules: readonly Float64Array[], options: DrawOptions): Asking<RankedDraws | HeterogeneityRefusal> {
  const ready = readyRules(sample, rules, options);
  if (isRefusal(ready)) return ready;
  const { draws, ...of } = ready;
  const parts = Array.from({ length: Math.ceil(draws / drawsInPart) }, (_, p) => ({
    ...of,
    from: p * drawsInPart,
    to: Math.min(draws, (p + 1) * drawsInPart),
  }));
  return joined(ready, yield* work(halvesTask, parts));
}

function readyRules(
  sample: EffectScores,
  rules: readonly Float64Array[],
  { grid = deciles, draws = usualDraws, seed }: DrawOptions,
): ReadyRules | HeterogeneityRefusal {
  const nameOf = (r: number): string => (rules.length > 1 ? `priorities of rule ${r + 1}` : 'priorities');
  const refusal = unusable(sample, Object.fromEntries(rules.map((rule, r) => [nameOf(r), rule]))) ?? wrongOptions(grid, draws);
  if (refusal) return refusal;
  const rankings = rules.map((rule) => rankingOf(sample, rule));
  const flat = rankings.findIndex(({ ends }) => ends.length === 1);
  if (flat >= 0) return { kind: 'nothing-varies', what: nameOf(flat) };
  const { numbers, drawn } = numbered(sample, rankings[0]);
  return { ranked: rankings.map((ranking) => rankedScores(sample.scores, sample.weights, numbers, ranking)), grid, draws, drawn, seed };
}

function joined({ ranked, grid, draws, drawn }: ReadyRules, parts: readonly (readonly Float64Array[])[]): RankedDraws {
  const width = before + grid.length;
  const all = new Uint8Array(drawn).fill(1);
  const found = ranked.map((rule) => {
    const sums = new Float64Array(width);
    rankedSums(rule, all, grid, sums);
    return sums;
  });
  const halves = ranked.map((_, r) => {
    const together = new Float64Array(draws * width);
    let at = 0;
    for (const part of parts) {
      together.set(part[r], at);
      at += part[r].length;
    }
    return together;
  });
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
