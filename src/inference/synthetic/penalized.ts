import type { Panel, WeightedCounterfactual } from './panel.ts';
import { treatedMean } from './panels-of.ts';
import { simplexWeights } from './simplex-weights.ts';
import { donorsBefore, weightedPath } from './weighted-path.ts';

/** How the penalty is found. */
export type PenaltyChoice =
  | { readonly kind: 'given'; readonly value: number }
  /** The last so many periods before the change are predicted from those before them. */
  | { readonly kind: 'holdout'; readonly periods: number }
  /** Each donor after the change is predicted from the other donors. */
  | { readonly kind: 'donors' };

export interface PenalizedCounterfactual extends WeightedCounterfactual {
  readonly penalty: number;
}

/** Penalties that are tried, largest first: at a hundred only the nearest donor is left, at 1e-4 hardly anything is penalized. */
const TRIED = Array.from({ length: 25 }, (_, step) => 10 ** (2 - step / 4));

/**
 * Synthetic control that prefers donors which are near by themselves, so that far ones do not cancel out.
 *
 * Model     weights, none below zero and one in sum, with the least |x - X w|^2 + penalty sum of w |x - X_donor|^2 before the change. Among penalties that predict best, the largest.
 * Units     penalty without a unit.
 * Errors    undefined without donors; with fewer than three, where donors are to choose the penalty; without a period left, where a holdout is.
 * Source    Abadie & L'Hour (2021), JASA 116, 1817-1834.
 */
export const penalizedControl =
  (choice: PenaltyChoice) =>
  (panel: Panel): PenalizedCounterfactual | undefined => {
    const penalty = penaltyFor(choice, panel);
    if (penalty === undefined) return undefined;
    const weights = penalizedWeights(donorsBefore(panel), treatedMean(panel).slice(0, panel.before), penalty);
    return weights && { ...weightedPath(panel, weights), penalty };
  };

function penalizedWeights(columns: Float64Array, target: Float64Array, penalty: number): Float64Array | undefined {
  const rows = target.length;
  const costs = new Float64Array(columns.length / rows);
  for (let e = 0; e < columns.length; e++) costs[Math.floor(e / rows)] += penalty * (columns[e] - target[e % rows]) ** 2;
  return simplexWeights({ columns, target, costs });
}

function penaltyFor(choice: PenaltyChoice, panel: Panel): number | undefined {
  if (choice.kind === 'given') return choice.value;
  const trials = choice.kind === 'holdout' ? heldOut(panel, choice.periods) : eachDonor(panel);
  if (trials === undefined) return undefined;
  let best: number | undefined;
  let least = Infinity;
  for (const penalty of TRIED) {
    let error = 0;
    for (const trial of trials) error += missedAfter(trial, penalty);
    if (error < least) [best, least] = [penalty, error];
  }
  return best;
}

/** Sum of squares of what weights from before the change miss after it. */
function missedAfter(panel: Panel, penalty: number): number {
  const { donors, before, periods, values } = panel;
  const target = treatedMean(panel);
  const weights = penalizedWeights(donorsBefore(panel), target.slice(0, before), penalty) ?? new Float64Array();
  let sum = 0;
  for (let t = before; t < periods; t++) {
    let gap = target[t];
    for (let donor = 0; donor < donors; donor++) gap -= weights[donor] * values[donor * periods + t];
    sum += gap * gap;
  }
  return sum;
}

/** The panel as if it ended at the change, which came some periods earlier. */
function heldOut({ values, units, periods, donors, before }: Panel, held: number): readonly Panel[] | undefined {
  if (held >= before || held < 1 || donors === 0) return undefined;
  const kept = new Float64Array(units * before);
  for (let unit = 0; unit < units; unit++) kept.set(values.subarray(unit * periods, unit * periods + before), unit * before);
  return [{ values: kept, units, periods: before, donors, before: before - held }];
}

/** Each donor as if it were treated. */
function eachDonor({ values, periods, donors, before }: Panel): readonly Panel[] | undefined {
  if (donors < 3) return undefined;
  return Array.from({ length: donors }, (_, own) => {
    const moved = new Float64Array(donors * periods);
    let place = 0;
    for (let donor = 0; donor < donors; donor++) {
      const unit = values.subarray(donor * periods, (donor + 1) * periods);
      moved.set(unit, (donor === own ? donors - 1 : place++) * periods);
    }
    return { values: moved, units: donors, periods, donors: donors - 1, before };
  });
}
