import type { Bandwidths } from '../../inference/threshold/bandwidths.ts';
import { type Analysed, type CutoffRows, completeRows } from './analysed.ts';
import type { AskedRows } from './ask-rows.ts';
import { biasAware } from './bias-aware.ts';
import { type FoundAtCutoff, hasFewScores, type LevelsAtCutoff, type NotFound } from './found.ts';
import type { AtThreshold } from './options.ts';
import type { Threshold } from './own.ts';
import { type PolynomialDetails, polynomialEffect } from './robust.ts';

/** Fewer rows near the cutoff that have it, or have it not, are too few for a test of a column of 0 and 1. */
const fewEvents = 20;
/** Within the bandwidth of a test, on either side. */
const leastRows = 100;

export type NoJump = NotFound | { readonly refused: 'few-events'; readonly events: number };

/** Rows with a score and this value, by cutoff; those that the donut leaves out are left out here too. */
export function columnAtCutoffs({ treatment, ...asked }: AskedRows, values: Float64Array, donut: number): readonly CutoffRows[] {
  return completeRows({ ...asked, covariates: [], outcomes: { value: values } }, 'value', donut).cutoffs;
}

/**
 * The jump of any column at the cutoff, of which none is expected: of rows from the cutoff on less those below.
 *
 * Model   local polynomials, their bias taken out; where scores have few values, lines under a bound on curvature by a rule of thumb. Without covariates and without the logged decision.
 *         Bandwidths hold at least 100 rows of either side, as far as there are so many.
 * Source  Calonico, Cattaneo & Titiunik (2014), Econometrica 82.
 */
export function jumpAt(cutoffs: readonly CutoffRows[], c: AtThreshold): FoundAtCutoff | NoJump {
  const { decision, bandwidth, inference, ...rest } = c.threshold;
  // A window of local randomization is too narrow for a line.
  const threshold = { ...rest, bandwidth: inference === 'local' ? ('mse' as const) : bandwidth, curvature: 'rule-of-thumb' as const };
  const rows = cutoffs.reduce((sum, { data }) => sum + data.score.length, 0);
  const analysed = { rows, cutoffs, dropped: { below: 0, above: 0 }, unscored: 0, nearest: 0, binary: false };
  const found = cutoffs.some(({ data }) => hasFewScores(data)) ? biasAware(analysed, { ...c, threshold }) : polynomialJump(analysed, threshold);
  if ('refused' in found) return found;
  const events = leastEvents(cutoffs, found);
  return events !== undefined && events < fewEvents ? { refused: 'few-events', events } : found;
}

/** Where the bandwidth that is best by its pilots holds few rows, its test rejects far too often: it is widened until it holds enough. */
function polynomialJump(analysed: Analysed, threshold: Threshold): FoundAtCutoff | NotFound {
  const found = polynomialEffect(analysed, threshold, 'robust');
  if ('refused' in found) return found;
  const { bandwidths } = found.details as PolynomialDetails;
  const wider = analysed.cutoffs.map(({ data }, i) => widening(bandwidths[i], data.score));
  if (wider.every((factor) => factor === 1)) return found;
  const times = ({ below, above }: LevelsAtCutoff, i: number): LevelsAtCutoff => ({ below: wider[i] * below, above: wider[i] * above });
  const given = analysed.cutoffs.map(({ cutoff }, i) => [cutoff, { h: times(bandwidths[i].h, i), b: times(bandwidths[i].b, i) }] as const);
  return polynomialEffect(analysed, threshold, 'robust', new Map(given));
}

/** How many times as wide a bandwidth must be to hold enough rows of either side, as far as there are so many. */
function widening({ h }: Bandwidths, score: Float64Array): number {
  const factor = (distances: Float64Array, reach: number): number => {
    const sorted = distances.sort();
    return sorted.length === 0 ? 1 : sorted[Math.min(leastRows, sorted.length) - 1] / reach;
  };
  const below = score.filter((x) => x < 0).map((x) => -x);
  const above = score.filter((x) => x >= 0);
  return Math.max(1, factor(below, h.below), factor(above, h.above));
}

/** Of a column of 0 and 1 how many rows near the cutoff have the rarer of them. */
function leastEvents(cutoffs: readonly CutoffRows[], { reach }: FoundAtCutoff): number | undefined {
  let [zeros, ones] = [0, 0];
  for (const { data } of cutoffs) {
    for (let i = 0; i < data.score.length; i++) {
      if (data.score[i] < -reach.below || data.score[i] > reach.above) continue;
      const value = data.outcome[i];
      if (value !== 0 && value !== 1) return undefined;
      if (value === 1) ones++;
      else zeros++;
    }
  }
  return Math.min(zeros, ones);
}
