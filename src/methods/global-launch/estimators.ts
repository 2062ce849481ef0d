import { augmentedControl } from '../../inference/synthetic/augmented.ts';
import { crossValidatedPenalty } from '../../inference/synthetic/completion-penalty.ts';
import { matrixCompletion, withoutTreatedCells } from '../../inference/synthetic/matrix-completion.ts';
import type { Panel, SyntheticEstimator } from '../../inference/synthetic/panel.ts';
import { penalizedControl } from '../../inference/synthetic/penalized.ts';
import { predictorControl } from '../../inference/synthetic/predictor-control.ts';
import { syntheticControl } from '../../inference/synthetic/synthetic-control.ts';
import { syntheticDid } from '../../inference/synthetic/synthetic-did.ts';
import { stream } from '../../math/random/stream.ts';
import type { EstimatorName } from './declared/keys.ts';

/** Estimators that make the path of donors. */
export type DonorEstimator = Exclude<EstimatorName, 'state-space'>;

/** How the path is made, for a sentence. */
export const sayEstimator: Readonly<Record<EstimatorName, string>> = {
  sdid: 'by synthetic difference in differences, donors and periods weighted to go as the treated did',
  'synthetic-control': 'against a mix of donors that was like the treated before it',
  demeaned: 'against a mix of donors that went like the treated about their level before it',
  augmented: 'against a mix of donors, what it missed before the launch taken out by a ridge regression',
  penalized: 'against a mix of donors that were each near the treated before it',
  'matrix-completion': 'against what a few factors that all units share tell of the treated',
  'state-space': 'against how the series went before it',
};

/** The estimator for a panel, what is chosen once for all of its placebos chosen; undefined where that cannot be. */
export function estimatorOf(name: DonorEstimator, panel: Panel, seed: number): SyntheticEstimator | undefined {
  switch (name) {
    case 'sdid':
      return (one) => syntheticDid(one);
    case 'synthetic-control':
      return panel.predictors
        ? (one) => predictorControl({ predictors: withOutcomes(one), weights: { kind: 'nested' } })(one)
        : syntheticControl({ level: 'kept' });
    case 'demeaned':
      return syntheticControl({ level: 'moved' });
    case 'augmented':
      return augmentedControl({ level: 'kept' });
    case 'penalized':
      return (one) => penalizedControl({ kind: 'holdout', periods: Math.max(1, Math.floor(heldOut * one.before)) })(one);
    case 'matrix-completion': {
      const chosen = crossValidatedPenalty(withoutTreatedCells(panel), { folds: 5, penalties: 20 }, stream(seed));
      return chosen && ((one) => matrixCompletion(one, chosen.penalty));
    }
  }
}

/** Whose paths move no more than the outcomes do: ends of conformal sets are then certain. */
export const projects = (name: DonorEstimator, panel: Panel): boolean =>
  name === 'sdid' || name === 'demeaned' || (name === 'synthetic-control' && !panel.predictors);

/** The share of the time before the launch that penalties are judged by. */
const heldOut = 0.25;
/** Parts of the time before the launch whose means of the outcome are matched beside predictors. */
const parts = 3;

/** Predictors by units, with the outcome's means over thirds of the time before. */
function withOutcomes({ values, units, periods, before, predictors = new Float64Array(0) }: Panel): Float64Array {
  const means = Float64Array.from({ length: parts * units }, (_, e) => {
    const [part, unit] = [Math.floor(e / units), e % units];
    const [from, to] = [Math.floor((part * before) / parts), Math.floor(((part + 1) * before) / parts)];
    let sum = 0;
    for (let t = from; t < to; t++) sum += values[unit * periods + t];
    return sum / Math.max(1, to - from);
  });
  return Float64Array.of(...predictors, ...means);
}
