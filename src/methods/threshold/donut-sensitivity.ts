import type { Answer } from '../../estimate/answer.ts';
import { sayNumber } from '../../estimate/say.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { analysedOf } from './analysed.ts';
import { checkEffect, type EffectFound } from './check-of.ts';
import { effectWithin } from './inference.ts';
import { type AtThreshold, example, primaryThresholdOf, roundsOn, type ThresholdOptions } from './options.ts';
import { refitsOf } from './refits.ts';
import { gridStepOf } from './score-grid.ts';

const source =
  'Barreca, Guldi, Lindo & Waddell (2011), Quarterly Journal of Economics 126; Cattaneo, Idrobo & Titiunik (2020), A Practical Introduction to Regression Discontinuity Designs';

/** Of the bandwidth. */
const shares = [0.05, 0.1];

/**
 * Does the effect hang on the few rows next to the cutoff, whose scores are moved most easily, or rounded across it?
 *
 * Model   the effect by the inference that decides, within its bandwidth, without rows nearer to the cutoff than 5 and 10 % of the bandwidth, and than half a step of the grid where scores lie
 *         on one. A declared donut is widened by so much. Warns where an interval lies wholly on the other side of zero than the effect.
 * Shapes  the rows of `thresholdEffect`.
 * Units   outcome units; donuts in units of the score.
 * Errors  where `thresholdEffect` refuses this check says nothing.
 * Source  Barreca, Guldi, Lindo & Waddell (2011).
 */
export const donutSensitivity = question<ThresholdOptions>(
  {
    id: 'donut-sensitivity',
    title: 'Effect at the cutoff without the nearest rows',
    source,
    docs: 'docs/checks/donut-sensitivity.md',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: primaryThresholdOf,
    example,
  },
  (options): Asking<Answer> =>
    checkEffect(options, (of, c) => {
      const refits = donutsOf(of, c).flatMap(({ donut, why }) => {
        const left = analysedOf(of.asked, { ...c, threshold: { ...c.threshold, donut } });
        // A donut that leaves nobody out is none.
        if (left.rows === of.analysed.rows) return [];
        const label = `without the nearest ${sayNumber(donut)} (${why})`;
        return [{ label, found: effectWithin(1, of.found, of.analysed, c, left) }];
      });
      if (refits.length === 0) return {};
      return refitsOf(refits, of, c, {
        check: 'donut-sensitivity',
        title: `Effect on ${c.outcome} without the rows nearest to the cutoff`,
        main: 'as estimated',
        among: 'without the nearest rows',
        mend: 'Find out who is next to the cutoff: scores that were moved or rounded across it make an effect of their own. Write a `donut` as wide as scores can be moved.',
      });
    }),
);

function donutsOf({ found: { reach }, analysed }: EffectFound, { threshold: { donut = 0 } }: AtThreshold) {
  const bandwidth = Math.min(reach.below, reach.above);
  const steps = analysed.cutoffs.map(({ data }) => gridStepOf(data.score));
  const step = Math.max(...steps.map((own) => own ?? 0));
  return [
    ...(step > 0 ? [{ donut: donut + step / 2, why: 'half a step of the scores' }] : []),
    ...shares.map((share) => ({ donut: donut + share * bandwidth, why: `${100 * share} % of the bandwidth` })),
  ].sort((a, b) => a.donut - b.donut);
}
