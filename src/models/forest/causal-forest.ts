import { type Asking, all } from '../../relation/asking.ts';
import { expectedOf } from './expected.ts';
import { type Forest, type ForestData, growForest } from './forest.ts';
import type { ForestOptions } from './options.ts';
import { type Tuning, tunedForest } from './tuning.ts';

/** Units with an outcome and a treatment: what a forest of effects is grown on. One value a unit of the features. */
export interface CausalData extends Omit<ForestData, 'target'> {
  readonly outcome: Float64Array;
  readonly treatment: Float64Array;
  /** What moves the treatment and nothing else; default: the treatment itself, as chosen by chance given the features. */
  readonly instrument?: Float64Array;
  /** The expected outcome, treatment and instrument of each unit given its features, found without it; default: by forests of their own, out of bag. */
  readonly outcomeHat?: Float64Array;
  readonly treatmentHat?: Float64Array;
  readonly instrumentHat?: Float64Array;
}

/** What was expected of each unit, in the order of `rows`. */
export interface Expected {
  readonly outcome: Float64Array;
  readonly treatment: Float64Array;
  readonly instrument: Float64Array;
}

/** A forest of effects, with what was taken from its units before it was grown. */
export interface CausalForest {
  readonly forest: Forest;
  readonly expected: Expected;
}

/**
 * An honest forest of the effects of a treatment.
 *
 * Model     Outcome and treatment less what is expected of both given the features; splits drive apart the effects, and a unit's effect is found by the units that share its
 *           leaves, by two-stage least squares with the instrument, or by least squares where the treatment is its own.
 * Shapes    `tuning` searches the options of the forest of effects first. What is expected comes from forests with a quarter of the trees (`expectedOf`), unless it is handed in.
 * Units     effects in units of the outcome a unit of the treatment.
 * Errors    as `growForest`.
 * Source    Athey, Tibshirani & Wager (2019), section 6.
 */
export function* causalForest(data: CausalData, options: Partial<ForestOptions> = {}, tuning?: Tuning): Asking<CausalForest> {
  const { outcome, treatment, instrument, outcomeHat, treatmentHat, instrumentHat, ...units } = data;
  const effects = { minNodeSize: 3, ...options };
  const [y, t, z] = yield* all([
    expectedOf(units, outcome, outcomeHat, options),
    expectedOf(units, treatment, treatmentHat, options),
    expectedOf(units, instrument, instrumentHat, options),
  ]);
  const [ofTreatment, ofInstrument] = [rest(treatment, t, units.rows), instrument ? rest(instrument, z, units.rows) : undefined];
  const target = { kind: 'instrumental', outcome: rest(outcome, y, units.rows), treatment: ofTreatment, instrument: ofInstrument ?? ofTreatment } as const;
  const forest = yield* tuning ? tunedForest({ ...units, target }, effects, tuning) : growForest({ ...units, target }, effects);
  return { forest, expected: { outcome: y, treatment: t, instrument: instrument ? z : t } };
}

/** One value a unit of the features: what is left of those of `rows`. */
function rest(values: Float64Array, expected: Float64Array, rows: Int32Array | undefined): Float64Array {
  if (!rows) return values.map((value, i) => value - expected[i]);
  const left = new Float64Array(values.length);
  for (let k = 0; k < rows.length; k++) left[rows[k]] = values[rows[k]] - expected[k];
  return left;
}
