import { broughtBy } from '../../../protocol/brought.ts';
import { type Problem, problem } from '../../../protocol/keys/problem.ts';
import type { Rule } from './names.ts';

/** What a unit gets of its rows is asked only where units have many, and fits what the outcome is. */
export const perUnitFits: Rule = ({ study: { rows, outcomes, time }, design }) =>
  Object.entries(outcomes).flatMap(([outcome, { per, ratio, quantile, measured, transform, winsorize }]): readonly Problem[] => {
    if (per === undefined || !design.takes.includes('outcomes.per')) return [];
    const at = ['outcomes', outcome, 'per'];
    if (rows === 'one-per-unit') return [problem(at, 'study-per-idle', { outcome, per }, 'key')];
    if (ratio && per !== 'total') return [problem(at, 'study-per-ratio', { outcome, per, parts: ratio })];
    if (per === 'last' && time === undefined) return [problem(at, 'study-per-last', { outcome })];
    if (per === 'last' && measured) return [problem(at, 'study-per-last-judged', { outcome })];
    const other = Object.entries({ quantile, measured, transform, winsorize }).find(([, value]) => value !== undefined);
    return per === 'any' && other ? [problem(at, 'study-per-any', { outcome, key: other[0] })] : [];
  });

/** A column becomes one value a unit, not two. */
export const broughtOneWay: Rule = ({ study: { rows, outcomes } }) => {
  if (rows === 'one-per-unit') return [];
  const brought = broughtBy(outcomes);
  return brought.flatMap(({ outcome, column, per }, i): readonly Problem[] => {
    const first = brought.slice(0, i).find((other) => other.column === column && other.per !== per);
    if (!first) return [];
    return [problem(['outcomes', outcome], 'study-per-twice', { column, first: first.outcome, as: first.per, second: outcome, per }, 'key')];
  });
};

/** Money of one row does not add to money of a whole unit. */
export const valuesPerUnit: Rule = ({ study: { rows, outcomes } }) => {
  const valued = Object.entries(outcomes).filter(([, { value }]) => value !== undefined);
  const mean = valued.find(([, { per }]) => per === 'mean')?.[0];
  const whole = valued.find(([, { per }]) => per !== 'mean')?.[0];
  if (rows === 'one-per-unit' || mean === undefined || whole === undefined) return [];
  return [problem(['outcomes', mean, 'per'], 'study-per-value', { mean, whole })];
};
