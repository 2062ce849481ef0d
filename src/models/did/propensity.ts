import { weightedLogit } from '../logistic/logistic-regression.ts';
import { logisticDensity, logisticShare } from '../logistic/logit-shares.ts';
import type { ComparedDesign, ComparedRows } from './compared-rows.ts';
import { type ComparedReason, reasonOf } from './refused.ts';

/** Chances of treatment from which on a control is left out of the weighting, and a row of either group refuses the comparison. */
export const overlapLimits = { leftOut: 0.995, refused: 0.999 };

/** The fitted chances of treatment, one a row. */
export interface Odds {
  readonly chance: Float64Array;
  /** One less the chance, without cancellation. */
  readonly missed: Float64Array;
  /** Chance times missed. */
  readonly spread: Float64Array;
  /** Of controls, their weight times the odds; zero for the treated and for controls that are left out. */
  readonly weight: Float64Array;
  readonly overlap: Overlap;
}

/** How well the controls cover the treated. */
export interface Overlap {
  /** Controls so like the treated that one would count for hundreds: they are left out of the weighted means. */
  readonly leftOut: number;
  /** The highest chance of a control, and of any row. */
  readonly highestOfControls: number;
  readonly highest: number;
  /** How many equally weighted controls would tell as much. */
  readonly effectiveControls: number;
}

/**
 * Chances of treatment by logistic regression on the covariates.
 *
 * Source    the limits are those of the R packages DRDID (controls from 0.995 on left out) and did (no estimate from 0.999 on).
 */
export function fitOdds({ covariates, names }: ComparedRows, design: ComparedDesign): Odds | ComparedReason {
  const { rows, treated, weights, counts } = design;
  const columns = covariates.map((column) => Float64Array.from(rows, (i) => column[i]));
  const terms = columns.map((values, j) => ({ kind: 'numeric', name: names[j], values }) as const);
  // Without covariates all have the chance of the share.
  const found = terms.length > 0 ? weightedLogit({ outcome: Float64Array.from(treated), terms }, weights) : Float64Array.of(shareOdds(design));
  if (!(found instanceof Float64Array)) return reasonOf(found, counts);
  const odds = oddsAt(found, columns, design);
  if (odds.overlap.highest < overlapLimits.refused) return odds;
  const beyond = (of: 0 | 1): number => odds.chance.reduce((count, chance, r) => count + (treated[r] === of && chance >= overlapLimits.refused ? 1 : 0), 0);
  return { kind: 'no-overlap', treated: beyond(1), controls: beyond(0), limit: overlapLimits.refused };
}

function shareOdds({ treated, weights }: ComparedDesign): number {
  let [ones, zeros] = [0, 0];
  for (let r = 0; r < treated.length; r++) {
    if (treated[r] === 1) ones += weights[r];
    else zeros += weights[r];
  }
  return Math.log(ones / zeros);
}

function oddsAt(coefficients: Float64Array, columns: readonly Float64Array[], { rows, treated, weights }: ComparedDesign): Odds {
  const m = rows.length;
  const [chance, missed, spread, weight] = Array.from({ length: 4 }, () => new Float64Array(m));
  let [leftOut, highest, highestOfControls, sum, squares] = [0, 0, 0, 0, 0];
  for (let r = 0; r < m; r++) {
    let predictor = coefficients[0];
    for (let j = 0; j < columns.length; j++) predictor += coefficients[j + 1] * columns[j][r];
    chance[r] = logisticShare(predictor);
    missed[r] = logisticShare(-predictor);
    spread[r] = logisticDensity(predictor);
    highest = Math.max(highest, chance[r]);
    if (treated[r] === 1) continue;
    highestOfControls = Math.max(highestOfControls, chance[r]);
    if (chance[r] >= overlapLimits.leftOut) {
      leftOut++;
      continue;
    }
    weight[r] = (weights[r] * chance[r]) / missed[r];
    sum += weight[r];
    squares += weight[r] * weight[r];
  }
  return { chance, missed, spread, weight, overlap: { leftOut, highestOfControls, highest, effectiveControls: squares > 0 ? (sum * sum) / squares : 0 } };
}
