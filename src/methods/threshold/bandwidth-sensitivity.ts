import type { Answer } from '../../estimate/answer.ts';
import { sayNumber } from '../../estimate/say.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkEffect } from './check-of.ts';
import { effectWithin } from './inference.ts';
import { example, primaryThresholdOf, roundsOn, type ThresholdOptions } from './options.ts';
import { refitsOf } from './refits.ts';

const source =
  'Imbens & Lemieux (2008), Journal of Econometrics 142; Cattaneo, Idrobo & Titiunik (2020), A Practical Introduction to Regression Discontinuity Designs';

/** Of the bandwidth, which itself stands first. */
const multiples = [0.5, 0.75, 1.25, 1.5, 2];

/**
 * Does the effect hang on how far from the cutoff rows count?
 *
 * Model   the effect by the inference that decides within 0.5 to 2 times its bandwidth or window. Warns where an interval lies wholly on the other side of zero than the effect.
 * Shapes  the rows of `thresholdEffect`.
 * Units   outcome units; bandwidths in units of the score.
 * Errors  where `thresholdEffect` refuses this check says nothing.
 * Source  Imbens & Lemieux (2008).
 */
export const bandwidthSensitivity = question<ThresholdOptions>(
  {
    id: 'bandwidth-sensitivity',
    title: 'Effect at the cutoff within other bandwidths',
    source,
    docs: 'docs/checks/bandwidth-sensitivity.md',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: primaryThresholdOf,
    example,
  },
  (options): Asking<Answer> =>
    checkEffect(options, (of, c) => {
      const { found, analysed } = of;
      const reachOf = (multiple: number): string => {
        const [below, above] = [found.reach.below, found.reach.above].map((reach) => sayNumber(multiple * reach));
        return below === above ? below : `${below} below, ${above} from it on`;
      };
      const refits = multiples.map((multiple) => ({
        label: `within ${multiple} times (${reachOf(multiple)})`,
        found: effectWithin(multiple, found, analysed, c),
      }));
      return refitsOf(refits, of, c, {
        check: 'bandwidth-sensitivity',
        title: `Effect on ${c.outcome} by how far from the cutoff rows count`,
        main: `as estimated (${reachOf(1)})`,
        among: 'within half to twice its bandwidth',
        mend: 'Look at the plot of the outcome by the score: it may bend near the cutoff. Do not choose a bandwidth by its result; write the one that you would have written before.',
      });
    }),
);
