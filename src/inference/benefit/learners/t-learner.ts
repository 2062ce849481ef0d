import type { BaseLearner } from '../../../models/base-learners/base-learner.ts';
import { all } from '../../../relation/asking.ts';
import { expectVarying } from '../learnable.ts';
import { learned } from '../out-of-fold.ts';
import type { EffectLearner } from '../sample.ts';
import { armsOf, ofArm } from '../units-of.ts';

/**
 * Two regressions: what each arm predicts, less what control does.
 *
 * Model     effect of k = regression on the units of arm k - regression on those of control; of several treatments, control's is one.
 * Units     those of the outcome.
 * Errors    learner-constant-outcome, and those of the base learner.
 * Source    Kuenzel, Sekhon, Bickel & Yu (2019), PNAS 116. Parity: econml TLearner.
 */
export const tLearner = ({ outcome }: { readonly outcome: BaseLearner }): EffectLearner => ({
  id: 't',
  *learn(sample, rows, seed) {
    expectVarying(sample, rows);
    const [control, ...treatments] = yield* all(armsOf(sample).map((arm) => learned(outcome, sample, ofArm(sample, rows, arm), sample.outcome, seed)));
    return (features, places) => {
      const without = control(features, places);
      return treatments.map((treated) => treated(features, places).map((value, r) => value - without[r]));
    };
  },
});
