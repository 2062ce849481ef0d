import type { CutoffRows } from './analysed.ts';
import { completeRows } from './analysed.ts';
import type { AskedRows } from './ask-rows.ts';
import { biasAware } from './bias-aware.ts';
import { type FoundAtCutoff, hasFewScores, type NotFound } from './found.ts';
import type { AtThreshold } from './options.ts';
import { polynomialEffect } from './robust.ts';

/** Fewer rows near the cutoff that have it, or have it not, are too few for a test of a column of 0 and 1. */
const fewEvents = 20;

export type NoJump = NotFound | { readonly refused: 'few-events'; readonly events: number };

/** Rows with a score and this value, by cutoff; those that the donut leaves out are left out here too. */
export function columnAtCutoffs({ treatment, ...asked }: AskedRows, values: Float64Array, donut: number): readonly CutoffRows[] {
  return completeRows({ ...asked, covariates: [], outcomes: { value: values } }, 'value', donut).cutoffs;
}

/**
 * The jump of any column at the cutoff, of which none is expected: of rows from the cutoff on less those below.
 *
 * Model   local polynomials, their bias taken out; where scores have few values, lines under a bound on curvature by a rule of thumb. Without covariates and without the logged decision.
 * Source  Calonico, Cattaneo & Titiunik (2014), Econometrica 82.
 */
export function jumpAt(cutoffs: readonly CutoffRows[], c: AtThreshold): FoundAtCutoff | NoJump {
  const { decision, bandwidth, inference, ...rest } = c.threshold;
  // A window of local randomization is too narrow for a line.
  const threshold = { ...rest, bandwidth: inference === 'local' ? ('mse' as const) : bandwidth, curvature: 'rule-of-thumb' as const };
  const rows = cutoffs.reduce((sum, { data }) => sum + data.score.length, 0);
  const analysed = { rows, cutoffs, dropped: { below: 0, above: 0 }, unscored: 0, nearest: 0, binary: false };
  const found = cutoffs.some(({ data }) => hasFewScores(data)) ? biasAware(analysed, { ...c, threshold }) : polynomialEffect(analysed, threshold, 'robust');
  if ('refused' in found) return found;
  const events = leastEvents(cutoffs, found);
  return events !== undefined && events < fewEvents ? { refused: 'few-events', events } : found;
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
