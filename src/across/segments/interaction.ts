import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP } from '../../estimate/say.ts';
import { holm } from '../../inference/multiplicity/step-wise.ts';
import { fTail } from '../../math/distributions/f.ts';
import { segmentOf, wholeId } from './segment.ts';

/** A test that the effects in the segments of one column are equal. */
export interface Interaction {
  readonly statistic: number;
  readonly df: readonly [number, number];
  readonly pValue: number;
}

/**
 * Are these effects of separate units equal?
 *
 * Model   Welch's heteroscedastic F: weights 1 / SE^2 about their weighted mean, denominator degrees of freedom from each estimate's own.
 * Errors  undefined with fewer than two estimates that have a standard error.
 * Source  Welch (1951), Biometrika 38.
 */
export function interactionTest(estimates: readonly Estimate[]): Interaction | undefined {
  const usable = estimates.filter((e) => (e.standardError ?? 0) > 0);
  const k = usable.length;
  if (k < 2) return undefined;
  const weights = usable.map((e) => 1 / e.standardError! ** 2);
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = usable.reduce((sum, e, i) => sum + weights[i] * e.value, 0) / total;
  const between = usable.reduce((sum, e, i) => sum + weights[i] * (e.value - mean) ** 2, 0) / (k - 1);
  const lambda = usable.reduce(
    (sum, { interval: { reference } }, i) => sum + (1 - weights[i] / total) ** 2 / (reference.kind === 't' ? reference.df : Infinity),
    0,
  );
  const statistic = between / (1 + (2 * (k - 2) * lambda) / (k * k - 1));
  const df = [k - 1, lambda > 0 ? (k * k - 1) / (3 * lambda) : Infinity] as const;
  return { statistic, df, pValue: fTail(statistic, df[0], df[1]) };
}

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
