import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP } from '../../estimate/say.ts';
import { holm } from '../../inference/multiplicity/step-wise.ts';
import { type EqualEffects, equalEffects } from '../../inference/over-time/timed-effect.ts';
import { segmentOf, wholeId } from './segment.ts';

/** Are the effects in the segments of one column equal, by Welch's F? Undefined with fewer than two that have a standard error. */
export const interactionTest = (estimates: readonly Estimate[]): EqualEffects | undefined =>
  equalEffects(
    estimates.map(({ value, standardError = 0, interval: { reference } }) => ({ value, standardError, df: reference.kind === 't' ? reference.df : Infinity })),
  );

/** One finding a column, outcome and pair of arms; p-values by Holm over the columns of an outcome. */
export function interactionFindings(estimates: readonly Estimate[], alpha: number): readonly Finding[] {
  const keyOf = (e: Estimate): string => `${wholeId(e)}@${segmentOf(e).column}`;
  const tests = [...new Set(estimates.map(keyOf))].flatMap((key) => {
    const own = estimates.filter((e) => keyOf(e) === key);
    const test = interactionTest(own);
    return test ? [{ own, test, column: segmentOf(own[0]).column }] : [];
  });
  return tests.map(({ own, test, column }) => {
    const family = tests.filter((other) => wholeId(other.own[0]) === wholeId(own[0]));
    const pValue = holm(family.map((other) => other.test.pValue))[family.findIndex((other) => other.own === own)];
    const { outcome, contrast } = own[0].estimand;
    const arms = `${contrast.treatment} against ${contrast.control}`;
    const shared = { check: 'interaction', about: { column, arm: contrast.treatment }, statistic: test.statistic, pValue, threshold: alpha };
    const tested = `F = ${test.statistic.toFixed(2)}, ${sayP(pValue)}${family.length > 1 ? ' by Holm' : ''}`;
    if (pValue >= alpha)
      return { ...shared, verdict: 'pass', says: `The effect of ${arms} on ${outcome} does not clearly differ between the values of ${column} (${tested}).` };
    return {
      ...shared,
      verdict: 'warn',
      says: `The effect of ${arms} on ${outcome} differs between the values of ${column} (${tested}): the average is not everybody's effect.`,
      mend: `Read the effects by ${column} before deciding for all; confirm a difference that was not expected in new data.`,
    };
  });
}
