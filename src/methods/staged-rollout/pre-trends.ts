import type { Finding } from '../../estimate/finding.ts';
import { sayNumber, sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { verdictOf } from '../../estimate/verdict-of.ts';
import { jointTest, smallestSlope } from '../../inference/staged/joint-test.ts';
import { periodNoun } from '../../protocol/periods.ts';
import type { AskedEffects } from './asked-effects.ts';
import { referenceOf } from './estimates.ts';
import type { EventTimes } from './event-times.ts';
import type { Staged } from './options.ts';

/** The chance of finding a trend that is called the smallest which the test could see. */
const usualPower = 0.8;

/** The averages before the reference period: what they are, and how they err together. */
function before({ slices, values, covariance, reference }: EventTimes) {
  const places = slices.flatMap(({ at }, i) => (at < reference ? [i] : []));
  const size = slices.length;
  return {
    places,
    since: places.map((i) => slices[i].at),
    values: Float64Array.from(places, (i) => values[i]),
    covariance: Float64Array.from(places.flatMap((i) => places.map((j) => covariance[i * size + j]))),
  };
}

/**
 * Did cohorts go on alike before their start, as far as was seen? Without a period before the reference nothing tells, and the decision waits.
 *
 * Model   Wald's test that all averages before the reference are zero, by F with the least of their degrees of freedom; and the slope of a straight trend that it finds in 80 %
 *         of studies like this one at 5 %.
 * Source  Roth (2022), American Economic Review: Insights 4.
 */
export function preTrends(found: AskedEffects, c: Staged, times: EventTimes): Finding {
  const { outcome, rollout } = c;
  const { places, since, values, covariance } = before(times);
  const noun = periodNoun(rollout.period);
  const about = { column: outcome };
  if (places.length === 0) {
    return {
      check: 'pre-trends',
      about,
      verdict: 'fail',
      identification: true,
      says: `No ${noun} was seen before the one with which all others of ${outcome} are compared: nothing shows whether cohorts went on alike before they started.`,
      mend: `Bring at least one more ${noun} from before the first start.`,
    };
  }
  const df = Math.min(
    ...places.map((i) => {
      const reference = referenceOf(found, times.slices[i].effect);
      return reference.kind === 't' ? reference.df : Infinity;
    }),
  );
  const tested = jointTest(values, covariance, df);
  if (!tested) {
    return {
      check: 'pre-trends',
      about,
      verdict: 'warn',
      says: `The ${places.length} averages of ${outcome} before the start cannot be tested together: they rest on too few units.`,
      mend: 'Read them one by one in the event study, and the honest bounds beside it.',
    };
  }
  const slope = smallestSlope(
    Float64Array.from(since, (at) => at - times.reference),
    covariance,
    { size: 0.05, power: usualPower },
  );
  const seen =
    slope === undefined ? '' : ` A trend that parts by ${sayNumber(slope)} a ${noun} would be found in ${100 * usualPower} % of studies like this one.`;
  const verdict = verdictOf(tested.pValue, pValueLimits.preTrends);
  return {
    check: 'pre-trends',
    about,
    verdict,
    statistic: tested.statistic,
    threshold: verdict === 'pass' ? pValueLimits.preTrends.warnBelow : pValueLimits.preTrends.failBelow,
    pValue: tested.pValue,
    canHold: true,
    ...(verdict === 'fail' && { identification: true }),
    says: `${verdict === 'pass' ? `Before the start no difference of ${outcome} between cohorts is seen` : `${outcome} of the cohorts parted before the start already`} (${places.length === 1 ? `1 ${noun}` : `${places.length} ${noun}s`} together ${sayP(tested.pValue)}).${seen}`,
    ...(verdict !== 'pass' && {
      mend: 'Find out what else changed for a cohort before it started; covariates that go with it can be named. The honest bounds say what is left of the effect.',
    }),
  };
}
