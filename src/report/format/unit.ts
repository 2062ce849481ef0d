import type { Estimand } from '../../estimate/estimate.ts';
import { type Measure, measureOf } from '../../estimate/unit.ts';
import { plain, signAndDigits } from './number.ts';

export const percentOfControl: Measure = { factor: 100, before: '', after: ' %' };

/** A mean has no direction, and a share that is one is in percent. */
export function measureOfEstimand({ unit, of }: Estimand, words: 'short' | 'full' = 'full'): Measure {
  const measure = measureOf(unit, words);
  if (of !== 'mean') return measure;
  return { ...measure, unsigned: true, ...(unit.kind === 'share' && { after: ' %' }) };
}

/** The decimals that a unit shows when `decimals` are asked for. */
export function decimalsIn(measure: Measure, decimals: number): number {
  return measure.minor && decimals === 1 ? 2 : decimals;
}

function signed(value: number, decimals: number, measure: Measure): ReturnType<typeof signAndDigits> {
  const { sign, digits } = signAndDigits(value * measure.factor, decimalsIn(measure, decimals));
  return { sign: measure.unsigned && sign === '+' ? '' : sign, digits };
}

/** `+4.53 pp`, `-1.31 minutes`, `+$0.61`, `1.06 times` */
export function amount(value: number, decimals: number, measure: Measure): string {
  const { sign, digits } = signed(value, decimals, measure);
  return `${sign}${measure.before}${digits}${measure.after}`;
}

/** The same digits without the unit, as inside an interval: `+4.53` */
export function bare(value: number, decimals: number, measure: Measure): string {
  const { sign, digits } = signed(value, decimals, measure);
  return `${sign}${digits}`;
}

/** A margin that somebody declared, as declared: `2 pp`, `$0.05`, `5 %` */
export function declared(value: number, measure: Measure): string {
  const text = plain(value * measure.factor);
  return text.startsWith('-') ? `-${measure.before}${text.slice(1)}${measure.after}` : `${measure.before}${text}${measure.after}`;
}
