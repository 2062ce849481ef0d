import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { estimandOf } from '../../inference/arms/contrast.ts';
import { regressionMeans } from '../../inference/observed/doubly-robust-means.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { answeredBy, refusedBy } from './answer-of.ts';
import { effectEstimate, estimateOf, foundEffect, type ObservedDetails } from './estimate.ts';
import { manyEffect } from './from-moments/many-effect.ts';
import { fittedMany } from './from-moments/many-fitted.ts';
import { type Chosen, example, type OptInOptions, optInOptionsOf, roundsOn } from './options.ts';

const source = 'Welch (1947), Biometrika 34';

/**
 * The difference between those who opted in and the others as they are, on the same units as the adjusted effects: shown for contrast, it decides nothing.
 *
 * Model   difference of means, Welch; with a cluster by what clusters add. It holds whatever made units choose.
 * Shapes  as `doublyRobust`.
 * Units   outcome units; a share for binary outcomes.
 * Errors  as `doublyRobust`: nothing is shown of an outcome that the adjusted effects refuse.
 */
export const naiveDifference = question<OptInOptions>(
  {
    id: 'naive-difference',
    title: 'Difference between those who opted in and the others, unadjusted',
    source,
    docs: 'docs/methods/naive-difference.md',
    label: 'as they are, unadjusted',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) => optInOptionsOf(protocol),
    example,
  },
  (options): Asking<Answer> =>
    answeredBy(options, {
      ofUnits(fitted, c) {
        const bare = { ...fitted, units: { ...fitted.units, names: [], columns: [] } };
        const means = regressionMeans(fitted.outcome, bare.units, 'ate');
        return 'kind' in means ? undefined : { estimates: [asTheyAre(effectEstimate(foundEffect(means, bare), bare, c, way), fitted.binary, c)] };
      },
      *ofMany(c, look) {
        const fitted = yield* fittedMany(c, look);
        if ('check' in fitted) return refusedBy(fitted);
        const found = yield* manyEffect(fitted, c, 'none');
        if ('check' in found) return refusedBy(found);
        const { among } = fitted.units;
        return { estimates: [asTheyAre(estimateOf(found, among, c, way), among.binary, c)] };
      },
      ofRefused: refusedBy,
    }),
);

const way = { id: 'naive-difference', source, says: 'unadjusted' };

function asTheyAre(estimate: Estimate<ObservedDetails>, binary: boolean, c: Chosen): Estimate<ObservedDetails> {
  const says = `Difference in ${c.outcome} between units with ${c.assignment} ${c.treatment} and those with ${c.control}, as they are: what made them choose is in it.`;
  return { ...estimate, role: 'contrast-only', estimand: estimandOf(c, c.treatment, binary, says, 'units as they chose') };
}
