import { absorb } from '../fixed-effects/absorb.ts';
import type { NotConverged } from '../fixed-effects/absorber.ts';
import type { Codes, Unusable } from '../fixed-effects/effects.ts';
import { type CohortCells, type NoComparison, type NotBalanced, refusalOf, startsIn, treatmentLeft } from './cohort-cells.ts';

/** What the two-way estimate makes of the effect in a treated cell. */
export interface TreatedWeight {
  readonly cohort: number;
  readonly period: number;
  readonly weight: number;
}

/** The two-way estimate is the sum of the effects in treated cells by these weights, which add up to one. */
export interface TreatedWeights {
  readonly cells: readonly TreatedWeight[];
  /** Cells that are weighted below zero, and the sum of these weights: with it the estimate can be negative where every effect is positive. */
  readonly negative: { readonly cells: number; readonly share: number; readonly sum: number };
}

/**
 * The weights with which the two-way estimate adds up effects in cells of cohort and period, from sizes and starts alone.
 *
 * Model   n_g e_gt / sum of n_g e_gt over treated cells, with e what effects of units and periods leave of the treatment.
 * Shapes  a balanced panel.
 * Errors  no-comparison, not-balanced.
 * Source  de Chaisemartin & D'Haultfoeuille (2020), American Economic Review 110, theorem 1.
 */
export function treatedWeights(panel: CohortCells): TreatedWeights | NoComparison | NotBalanced {
  const refused = refusalOf(panel);
  if (refused) return refused;
  const starts = startsIn(panel);
  const cells = treatmentLeft(panel).flatMap((left, cohort) =>
    Array.from(left, (value, period) => ({ cohort, period, weight: panel.sizes[cohort] * value })).filter(
      ({ period }) => period >= starts[cohort] && panel.sizes[cohort] > 0,
    ),
  );
  return summed(cells);
}

/** Rows of a panel that may have gaps. */
export interface TreatedRows {
  /** One where a row is treated, else zero. */
  readonly treated: Float64Array;
  /** Codes of the cohort and the period of each row. */
  readonly cohort: Codes;
  readonly period: Codes;
  readonly unit: Codes;
  readonly weights?: Float64Array;
}

/** Effects explain who is treated when: there is no two-way estimate. */
export interface TreatmentAbsorbed {
  readonly kind: 'treatment-absorbed';
}

/**
 * The same for rows of any panel: what the effects leave of the treatment, added up over the treated rows of each cell.
 *
 * Errors  unusable, not-converged, treatment-absorbed (with no rows too).
 */
export function treatedWeightsOfRows({ treated, cohort, period, unit, weights }: TreatedRows): TreatedWeights | NotConverged | Unusable | TreatmentAbsorbed {
  const left = absorb({ columns: [treated], effects: [unit, period], weights });
  if ('kind' in left) return left.kind === 'no-rows' ? { kind: 'treatment-absorbed' } : left;
  const [residual] = left.columns;
  const cells = new Map<string, { readonly cohort: number; readonly period: number; weight: number }>();
  let [total, squares] = [0, 0];
  for (let i = 0; i < treated.length; i++) {
    squares += residual[i] ** 2;
    if (treated[i] !== 1) continue;
    const key = `${cohort[i]} ${period[i]}`;
    const cell = cells.get(key) ?? { cohort: cohort[i], period: period[i], weight: 0 };
    const weight = residual[i] * (weights?.[i] ?? 1);
    cell.weight += weight;
    total += weight;
    cells.set(key, cell);
  }
  if (!(squares > 1e-18 * treated.length && total > 0)) return { kind: 'treatment-absorbed' };
  return summed([...cells.values()].sort((a, b) => a.cohort - b.cohort || a.period - b.period));
}

/** Weights below this share of the largest are rounding, of either sign. */
const rounding = 1e-12;

function summed(cells: readonly TreatedWeight[]): TreatedWeights {
  const total = cells.reduce((sum, { weight }) => sum + weight, 0);
  const own = cells.map((cell) => ({ ...cell, weight: cell.weight / total }));
  const largest = own.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0);
  const negative = own.filter(({ weight }) => weight < -rounding * largest);
  const sum = negative.reduce((all, { weight }) => all + weight, 0);
  return { cells: own, negative: { cells: negative.length, share: negative.length / own.length, sum } };
}
