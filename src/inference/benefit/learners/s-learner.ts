import { pick } from '../../../math/pick.ts';
import type { BaseLearner, Predictor } from '../../../models/base-learners/base-learner.ts';
import type { Features } from '../../../models/features.ts';
import type { Asking } from '../../../relation/asking.ts';
import { expectVarying } from '../learnable.ts';
import type { EffectLearner, EffectModel, Sample } from '../sample.ts';
import { allPlaces, armsOf, treatmentsOf } from '../units-of.ts';
import { armProducts } from './arm-products.ts';

/** Of some units, what one regression is of: their features, and the arm of each in a way that the regression can use. */
export type Joined = (features: Features, places: Int32Array, armOf: (place: number) => number) => Features;

export interface SLearnerOptions {
  readonly outcome: BaseLearner;
  /**
   * How the arm enters: as one more feature, which trees make of what they will, and of which a line makes one effect for all; or, for lines, with its products with the others.
   * Default: as a feature.
   */
  readonly arm?: 'feature' | 'products';
}

/**
 * One regression of all arms, in which the arm is a feature: what it predicts under each arm, less what under control.
 *
 * Model     effect of k = regression at (features, k) - regression at (features, control). With products, columns less their means enter by themselves, and times the arm less one half.
 * Units     those of the outcome.
 * Errors    learner-constant-outcome, and those of the base learner.
 * Source    Kuenzel, Sekhon, Bickel & Yu (2019), PNAS 116; the products of Nie & Wager (2021), Biometrika 108. Parity: econml SLearner.
 */
export const sLearner = ({ outcome, arm = 'feature' }: SLearnerOptions): EffectLearner => ({
  id: 's',
  *learn(sample, rows, seed) {
    expectVarying(sample, rows);
    const joined = arm === 'feature' ? armAsFeature(sample) : armProducts(sample, rows);
    const model = yield* jointly(outcome, sample, rows, joined, seed);
    return underEach(sample, joined, model);
  },
});

function jointly(learner: BaseLearner, sample: Sample, rows: Int32Array, joined: Joined, seed: number): Asking<Predictor> {
  return learner.learn({
    features: joined(sample.features, rows, (i) => sample.arm[i]),
    rows: allPlaces(rows.length),
    target: pick(sample.outcome, rows),
    ...(sample.weights && { weights: pick(sample.weights, rows) }),
    ...(sample.clusters && { clusters: Int32Array.from(rows, (i) => sample.clusters![i]) }),
    seed,
  });
}

const underEach =
  (sample: Sample, joined: Joined, model: Predictor): EffectModel =>
  (features, rows) => {
    const places = rows ?? allPlaces(features.units);
    const without = model(joined(features, places, () => 0));
    return treatmentsOf(sample).map((k) => model(joined(features, places, () => k)).map((value, r) => value - without[r]));
  };

/** A name that no column of a study has. */
const armName = 'estimand:arm';

const armAsFeature = (sample: Sample): Joined => {
  const levels = armsOf(sample).map(String);
  return ({ columns }, places, armOf) => ({
    units: places.length,
    columns: [
      ...columns.map((column) => ({ ...column, values: pick(column.values, places) })),
      { name: armName, values: Float64Array.from(places, armOf), levels },
    ],
  });
};
