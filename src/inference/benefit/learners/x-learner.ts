import { derivedSeed } from '../../../math/random/derived-seed.ts';
import type { BaseLearner, Predictor } from '../../../models/base-learners/base-learner.ts';
import { ols } from '../../../models/base-learners/ols.ts';
import { type Asking, all } from '../../../relation/asking.ts';
import { againstControl, ofPair, type Pair } from '../against-control.ts';
import { expectVarying } from '../learnable.ts';
import { isArm } from '../nuisances.ts';
import { learned } from '../out-of-fold.ts';
import type { EffectLearner } from '../sample.ts';
import { armsOf, ofArm, treatmentsOf } from '../units-of.ts';
import { effectPlace, type Made } from './made.ts';

/**
 * What each arm predicts is put in the place of what is not known of the other, each treatment against control.
 *
 * Model     Of treated units: outcome - prediction by control; of control: prediction by the treatment - outcome. Effect = e tau0 + (1 - e) tau1, with tau1 the regression of the first,
 *           tau0 of the second, and e the chance of treatment rather than control: where most are treated, what control's units tell weighs most, for their effects stand on the larger arm.
 *           A unit is never in what predicts its other outcome. Known chances that differ by unit are carried to others by least squares: any e is a weighing.
 * Units     those of the outcome.
 * Errors    learner-constant-outcome, and those of the base learners.
 * Source    Kuenzel, Sekhon, Bickel & Yu (2019), PNAS 116, equation 9. Parity: econml XLearner.
 */
export const xLearner = ({ outcome, chance, effect }: Omit<Made, 'folds'>): EffectLearner => ({
  id: 'x',
  *learn(sample, rows, seed) {
    expectVarying(sample, rows);
    const ofArms = yield* all(armsOf(sample).map((arm) => learned(outcome, sample, ofArm(sample, rows, arm), sample.outcome, seed)));
    const models = yield* all(treatmentsOf(sample).map((k) => crossed(againstControl(sample, rows, k), ofArms[0], ofArms[k], { chance, effect }, seed)));
    return (features, places) =>
      models.map(({ ofControl, ofTreated, chanceOf }) => {
        const [tau0, tau1, e] = [ofControl, ofTreated, chanceOf].map((predict) => predict(features, places));
        return tau0.map((effect0, r) => e[r] * effect0 + (1 - e[r]) * tau1[r]);
      });
  },
});

interface Crossed {
  readonly ofControl: Predictor;
  readonly ofTreated: Predictor;
  readonly chanceOf: Predictor;
}

function* crossed(pair: Pair, byControl: Predictor, byTreated: Predictor, { chance, effect }: Pick<Made, 'chance' | 'effect'>, seed: number): Asking<Crossed> {
  const { sample } = pair;
  const [control, treated] = [ofPair(pair, 0), ofPair(pair, 1)];
  const imputed = new Float64Array(sample.outcome.length);
  const [without, withTreatment] = [byControl(sample.features, treated), byTreated(sample.features, control)];
  for (let r = 0; r < treated.length; r++) imputed[treated[r]] = sample.outcome[treated[r]] - without[r];
  for (let r = 0; r < control.length; r++) imputed[control[r]] = withTreatment[r] - sample.outcome[control[r]];
  const own = derivedSeed(seed, effectPlace);
  const [ofControl, ofTreated, chanceOf] = yield* all([
    learned(effect, sample, control, imputed, own),
    learned(effect, sample, treated, imputed, own),
    chancePredictor(pair, chance, seed),
  ]);
  return { ofControl, ofTreated, chanceOf };
}

function* chancePredictor({ sample, rows }: Pair, chance: BaseLearner, seed: number): Asking<Predictor> {
  if (!sample.chances) return yield* learned(chance, sample, rows, isArm(sample, 1), seed);
  const [, known] = sample.chances;
  const first = known[rows[0]];
  if (rows.every((i) => known[i] === first)) return (features, places) => new Float64Array(places?.length ?? features.units).fill(first);
  const line = yield* learned(ols(), sample, rows, known, seed);
  return (features, places) => line(features, places).map((e) => Math.min(1, Math.max(0, e)));
}
