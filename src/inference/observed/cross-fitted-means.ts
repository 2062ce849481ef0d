import type { BinaryRefusal } from '../../models/logistic/logistic-regression.ts';
import { mergeAll } from '../../moments/merge.ts';
import { type AdjustedMeans, ofBothArms } from './adjusted-means.ts';
import { amongSome, balancingWeights } from './balancing-weights.ts';
import type { Folds } from './folds.ts';
import { type ObservedUnits, type Target, unitsAt, valuesAt } from './observed-units.ts';
import { fitOutcome, linearCoefficients, type NoFit, type OutcomeModel, outcomeMoments, placesOf, predictedBy } from './outcome-model.ts';
import { chanceModelNear, chancesAt, type PropensityModel } from './propensity.ts';

/** Chances of treatment, each by a fit to the other folds. */
export interface ChancesOutOfFold {
  readonly chances: Float64Array;
  readonly slopes: Float64Array;
}

/** The chance of each unit as the units of the other folds tell it: the same for all outcomes. Coefficients among all units are `near`. */
export function chancesOutOfFold(units: ObservedUnits, folds: Folds, model: PropensityModel, near?: Float64Array): ChancesOutOfFold | BinaryRefusal {
  const n = units.treated.length;
  const found = { chances: new Float64Array(n), slopes: new Float64Array(n) };
  for (let fold = 0; fold < folds.count; fold++) {
    const others = placesWhere(folds.of, (of) => of !== fold);
    const fitted = chanceModelNear(unitsAt(units, others), model, near);
    if ('kind' in fitted) return fitted;
    const places = placesWhere(folds.of, (of) => of === fold);
    const own = unitsAt(units, places);
    const { chances, slopes } = chancesAt(fitted, own.columns, places.length);
    for (let i = 0; i < places.length; i++) {
      found.chances[places[i]] = chances[i];
      found.slopes[places[i]] = slopes[i];
    }
  }
  return found;
}

/**
 * Means of both arms, doubly robust, where no unit is in what predicts it.
 *
 * Model    chances and regressions by the other folds; what a unit adds to the error is its own score, since errors of the first steps enter by their product alone. Of those who
 *          could have been either, whom the effect is about is estimated too, and its score enters.
 * Shapes   chances and predictions one a unit, by the other folds; `among` 1 of each unit that the means are about, such as those of a segment.
 * Source   Chernozhukov, Chetverikov, Demirer, Duflo, Hansen, Newey & Robins (2018), Econometrics Journal 21. Parity: DoubleML DoubleMLIRM.
 */
export function crossFittedMeans(
  outcome: Float64Array,
  { treated, columns }: ObservedUnits,
  target: Target,
  propensity: ChancesOutOfFold,
  predicted: PredictionsOutOfFold,
  among?: Uint8Array,
): AdjustedMeans {
  const n = treated.length;
  const { target: expected, arms } = amongSome(balancingWeights(target, treated, propensity), among);
  // About those who could have been either: by how much one more treated unit moves whom it is about.
  const whom =
    target === 'ato' ? expected.map((of, i) => of + (among ? among[i] : 1) * (1 - 2 * propensity.chances[i]) * (treated[i] - propensity.chances[i])) : expected;
  const total = whom.reduce((sum, of) => sum + of, 0);
  return ofBothArms((arm) => {
    const { weights } = arms[arm];
    const own = predicted[arm];
    let sum = 0;
    for (let i = 0; i < n; i++) sum += whom[i] * own[i] + (treated[i] === arm ? weights[i] * (outcome[i] - own[i]) : 0);
    const value = sum / total;
    const [residual, rest, loading] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
    for (let i = 0; i < n; i++) {
      rest[i] = (whom[i] * (own[i] - value)) / total;
      loading[i] = weights[i] / total;
      if (treated[i] === arm) residual[i] = loading[i] * (outcome[i] - own[i]);
    }
    // Out of fold, a residual has nothing of its own unit in it.
    return { value, residual, leverage: new Float64Array(n), rest, loading, fitted: columns.length + 1 };
  });
}

/** By arm, control first: what the regressions of the other folds predict of each unit. */
export type PredictionsOutOfFold = readonly [control: Float64Array, treated: Float64Array];

/** Errors  a regression that cannot be fitted in some folds, as a value. */
export function predictedOutOfFold(outcome: Float64Array, units: ObservedUnits, folds: Folds, model: OutcomeModel = 'linear'): PredictionsOutOfFold | NoFit {
  const n = units.treated.length;
  const found = [new Float64Array(n), new Float64Array(n)] as const;
  const arms = [placesOf(units.treated, 0), placesOf(units.treated, 1)] as const;
  const fitToOthers = model === 'linear' ? fitByParts(outcome, units, folds, arms) : fitAnew(outcome, units, folds, arms, model);
  for (let fold = 0; fold < folds.count; fold++) {
    const places = placesWhere(folds.of, (of) => of === fold);
    const columns = units.columns.map((column) => valuesAt(column, places));
    for (const arm of [0, 1] as const) {
      const fit = fitToOthers(fold, arm);
      if ('kind' in fit) return fit;
      const predicted = predictedBy(fit, columns, places.length).values;
      for (let i = 0; i < places.length; i++) found[arm][places[i]] = predicted[i];
    }
  }
  return found;
}

type Places = readonly [control: Int32Array, treated: Int32Array];

/** Least squares stand on moments: those of the other folds are summed up, each read once. */
function fitByParts(outcome: Float64Array, units: ObservedUnits, folds: Folds, arms: Places) {
  const parts = arms.map((own) =>
    Array.from({ length: folds.count }, (_, fold) =>
      outcomeMoments(
        outcome,
        units,
        own.filter((i) => folds.of[i] === fold),
      ),
    ),
  );
  return (fold: number, arm: 0 | 1) => linearCoefficients(mergeAll(parts[arm].filter((_, other) => other !== fold)), arm);
}

const fitAnew = (outcome: Float64Array, units: ObservedUnits, folds: Folds, arms: Places, model: OutcomeModel) => (fold: number, arm: 0 | 1) =>
  fitOutcome(
    outcome,
    units,
    arms[arm].filter((i) => folds.of[i] !== fold),
    arm,
    model,
  );

/** What the units of the other folds say of each unit's outcome, whatever its arm. */
export function expectedOutOfFold(outcome: Float64Array, units: ObservedUnits, folds: Folds, model: OutcomeModel): Float64Array | NoFit {
  const found = new Float64Array(outcome.length);
  for (let fold = 0; fold < folds.count; fold++) {
    const others = placesWhere(folds.of, (of) => of !== fold);
    const fit = fitOutcome(outcome, units, others, undefined, model);
    if ('kind' in fit) return fit;
    const places = placesWhere(folds.of, (of) => of === fold);
    const columns = units.columns.map((column) => valuesAt(column, places));
    const { values } = predictedBy(fit, columns, places.length);
    for (let i = 0; i < places.length; i++) found[places[i]] = values[i];
  }
  return found;
}

function placesWhere(of: Int32Array, holds: (fold: number) => boolean): Int32Array {
  const places = new Int32Array(of.length);
  let count = 0;
  for (let i = 0; i < of.length; i++) if (holds(of[i])) places[count++] = i;
  return places.subarray(0, count);
}
