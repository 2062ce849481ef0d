import type { Piece } from '../../estimate/estimate.ts';
import { armStatistics, type Membership } from '../../inference/threshold/local-randomization/arm-statistics.ts';
import { assignmentsLike, randomizationPValues } from '../../inference/threshold/local-randomization/assignments.ts';
import { shiftSet } from '../../inference/threshold/local-randomization/shift-set.ts';
import { chooseWindow, randomizedBalance } from '../../inference/threshold/local-randomization/window-choice.ts';
import { meanDifference } from '../../inference/threshold/local-randomization/window-effect.ts';
import { rowsIn, type ScoreWindow, windowsByRows, windowsByValues } from '../../inference/threshold/local-randomization/windows.ts';
import { type ScoredRows, scoredRows } from '../../inference/threshold/scored-rows.ts';
import { bothSides, type ThresholdData } from '../../inference/threshold/sides.ts';
import { stream } from '../../math/random/stream.ts';
import type { Analysed } from './analysed.ts';
import { type FoundAtCutoff, hasFewScores, type NotFound } from './found.ts';
import type { AtThreshold } from './options.ts';

const draws = 2_000;
/** Windows grow while no covariate differs with a p-value below this. */
const balanceLevel = 0.15;
const first = 10;

/**
 * As if rows of a window around the cutoff had been drawn by lot: the difference of their means, with the set of effects that no randomization test rejects. The window is the one that the
 * study declares as its bandwidth, else the largest in which covariates are balanced.
 *
 * Source  Cattaneo, Frandsen & Titiunik (2015), Journal of Causal Inference 3.
 */
export function locallyRandomized({ cutoffs }: Analysed, c: AtThreshold): FoundAtCutoff | NotFound {
  if (cutoffs.length > 1) return { refused: 'several-cutoffs', cutoffs: cutoffs.length };
  if (cutoffs.length === 0) return { refused: 'few-rows', rows: 0, least: 2 * first };
  const [{ data }] = cutoffs;
  const rows = scoredRows(data.score, 0, [data.outcome, ...(data.treatment ? [data.treatment] : []), ...(data.covariates ?? []).map(({ values }) => values)]);
  const window = windowOf(rows, data, c);
  if ('refused' in window) return window;
  const { from, below, to } = rowsIn(rows, window);
  for (const [side, count] of [['below', below - from] as const, ['above', to - below] as const])
    if (count < 2) return { refused: 'few-rows', rows: count, least: 2, side };
  const treated: Membership = Uint8Array.from({ length: to - from }, (_, i) => (from + i >= below ? 1 : 0));
  const outcome = rows.columns[0].slice(from, to);
  const treatment = data.treatment ? rows.columns[1].slice(from, to) : Float64Array.from(treated);
  const jump = meanDifference(outcome, treated);
  const moved = meanDifference(treatment, treated);
  if (moved.value === 0) return { refused: 'no-first-stage', jump: 0 };
  if (!(jump.standardError > 0)) return { refused: 'no-variance' };
  const assignments = () => assignmentsLike(treated, draws, stream(c.seed, 1));
  const [pValue] = randomizationPValues(treated, [armStatistics.difference(outcome)], assignments());
  const remembered = new Map<number, readonly Piece[]>();
  const pieces = (level: number): readonly Piece[] => {
    const found = remembered.get(level) ?? shiftSet(outcome, treatment, treated, assignments(), level);
    remembered.set(level, found);
    return found;
  };
  const mean = (arm: 0 | 1): number => {
    const own = outcome.filter((_, i) => treated[i] === arm);
    return own.reduce((sum, y) => sum + y, 0) / own.length;
  };
  const levels = { below: mean(0), above: mean(1) };
  return {
    kind: 'local',
    value: jump.value / moved.value,
    pieces,
    bounds: (level) => {
      const [piece, ...others] = pieces(2 * level - 1);
      return piece?.low !== undefined && piece.high !== undefined && others.length === 0 ? { low: piece.low, high: piece.high } : undefined;
    },
    pValue,
    reference: { kind: 'permutation' },
    near: { below: below - from, above: to - below },
    reach: window,
    levels,
    fit: bothSides(levels, (level, side) => ({ curve: { unit: 1, coefficients: Float64Array.of(level) }, reach: window[side] })),
    ...(data.treatment && { firstStage: moved }),
    details: { window, exact: assignments().exact },
  };
}

function windowOf(rows: ScoredRows, data: ThresholdData, { threshold: { bandwidth }, seed }: AtThreshold): ScoreWindow | NotFound {
  if (typeof bandwidth !== 'string') return bandwidth;
  const windows = hasFewScores(data) ? windowsByValues(rows, 10) : windowsByRows(rows, { first, more: 5, count: 20 });
  const [smallest] = windows;
  if (!smallest) return { refused: 'few-rows', rows: rows.score.length, least: 2 * first };
  if (!data.covariates) return smallest;
  const columns = rows.columns.slice(data.treatment ? 2 : 1);
  const found = chooseWindow({ ...rows, columns }, windows, randomizedBalance('difference', 1_000, stream(seed, 0)), balanceLevel);
  return 'refused' in found || found.chosen === undefined ? { refused: 'no-window' } : found.windows[found.chosen].window;
}
