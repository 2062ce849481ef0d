import { problem } from '../problem.ts';
import type { Rule } from './rule.ts';

/** Values by arm speak of the arms of the design, and of all of them. */
export const valuesNameArms: Rule = ({ design, treatments, outcomes }) => {
  const { control } = design as { readonly control?: string };
  if (control === undefined) return [];
  const arms = [...new Set([control, ...Object.keys(treatments)])];
  return Object.entries(outcomes).flatMap(([outcome, { value }]) => {
    if (typeof value !== 'object') return [];
    const unknown = Object.keys(value).filter((arm) => !arms.includes(arm));
    if (unknown.length > 0) return unknown.map((arm) => problem(['outcomes', outcome, 'value', arm], 'study-value-unknown', { outcome, arm, arms }, 'key'));
    const missing = arms.filter((arm) => !Object.hasOwn(value, arm));
    return missing.map((arm) => problem(['outcomes', outcome, 'value'], 'study-value-missing', { outcome, arm }, 'key'));
  });
};
