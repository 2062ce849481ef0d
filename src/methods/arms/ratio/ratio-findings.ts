import type { Finding } from '../../../estimate/finding.ts';
import { sayCount, sayNumber, sayP } from '../../../estimate/say.ts';
import { leastFreedom } from '../../../estimate/thresholds.ts';
import { meanOf, varianceOf } from '../../../moments/moments.ts';
import type { Group } from '../../../relation/requests.ts';
import type { RatioContrast } from './ratio-options.ts';
import type { PartEffect } from './ratio-parts.ts';
import { negative } from './ratio-units.ts';

const movesBelow = 0.01;
/** Cochran's rule: the delta method is trusted when the mean of the denominator is ten of its standard errors. */
const leastErrors = 10;

/** Refused when the ratio is the same for every unit of every arm. */
export function constantRatio(outcome: string, ratio: number): Finding {
  return {
    check: 'constant-outcome',
    about: { column: outcome },
    verdict: 'refuse',
    says: `${outcome} is ${ratio} for every unit, so no effect on it can be estimated.`,
    mend: 'Check how numerator and denominator are made, or take the outcome out of the study.',
  };
}

/** Warns when the denominator moves: the ratio then mixes two effects. */
export function denominatorMoves(estimate: string, c: RatioContrast, arm: string, { value, pValue }: PartEffect): readonly Finding[] {
  if (pValue === undefined || pValue >= movesBelow) return [];
  const { numerator, denominator } = c.names;
  const of = c.cluster === undefined || c.clusterArms ? 'a unit' : `a cluster of ${c.cluster}`;
  return [
    {
      check: 'ratio-denominator',
      about: { column: denominator, arm, estimate },
      verdict: 'warn',
      pValue,
      threshold: movesBelow,
      says: `Arm ${arm} moves ${denominator}, the denominator of ${c.outcome}, by ${value > 0 ? '+' : ''}${sayNumber(value)} ${of} (${sayP(pValue)}): the ratio mixes two effects.`,
      mend: `Read the effects on ${numerator} and on ${denominator} ${of}, which stand beside the ratio.`,
    },
  ];
}

export function negativeDenominators(c: RatioContrast, rows: readonly Group[]): readonly Finding[] {
  const count = rows.reduce((sum, { moments: m }) => sum + Math.round(meanOf(m, negative) * m.n), 0);
  if (count === 0) return [];
  const { denominator } = c.names;
  const says = `${denominator}, the denominator of ${c.outcome}, is negative on ${sayCount(count)} ${count === 1 ? 'row' : 'rows'}.`;
  const mend = 'A ratio of totals needs amounts that add up: check the column, or take negative rows out.';
  return [{ check: 'ratio-denominator', about: { column: denominator }, verdict: 'warn', statistic: count, threshold: 0, says, mend }];
}

/** The mean of the denominator in an arm, in its standard errors. */
export function denominatorErrors({ names: { denominator } }: RatioContrast, { moments: m }: Group): number {
  return meanOf(m, denominator) / Math.sqrt(varianceOf(m, denominator) / m.n);
}

export function weakDenominator(c: RatioContrast, group: Group): readonly Finding[] {
  const { denominator } = c.names;
  const [arm] = group.key;
  const errors = denominatorErrors(c, group);
  if (!(errors < leastErrors)) return [];
  return [
    {
      check: 'ratio-denominator',
      about: { column: denominator, arm },
      verdict: 'warn',
      statistic: errors,
      threshold: leastErrors,
      says: `The mean of ${denominator} in arm ${arm} is only ${errors.toFixed(1)} of its standard errors: few units hold most of it, and the ratio ${c.outcome} rests on them.`,
      mend: 'More units would steady the denominator.',
    },
  ];
}

/** Fails where a few units hold so much of the denominator that how far the ratio may be off is hardly known. */
export function fewUnits(estimate: string, { outcome, names }: RatioContrast, df: number): readonly Finding[] {
  if (df >= leastFreedom) return [];
  return [
    {
      check: 'ratio-denominator',
      about: { column: names.denominator, estimate },
      verdict: 'fail',
      statistic: df,
      threshold: leastFreedom,
      says: `The effect on ${outcome} rests on ${df.toFixed(1)} degrees of freedom: a few units hold nearly all of ${names.denominator} in an arm.`,
      mend: `Wait for more units with ${names.denominator}, or compare ${names.numerator} and ${names.denominator} a unit, which stand beside the ratio.`,
    },
  ];
}
