import { expect, it } from 'vitest';
import { codeOf } from '../../test/support/code-of.ts';
import { expectFeatures } from './expect-features.ts';
import type { Feature } from './features.ts';

const age: Feature = { name: 'age', values: Float64Array.of(30, 40, 50) };
const plan: Feature = { name: 'plan', values: Float64Array.of(0, 1, 2), levels: ['free', 'team', 'pro'] };
const learned = [{ name: 'plan', levels: ['team', 'free'] }, { name: 'age' }];
const expected = (columns: readonly Feature[], rows?: Int32Array) => expectFeatures(learned, { units: 3, columns }, rows).columns;

it('finds what was learned from by name, whatever else there is', () => {
  const known = { ...plan, values: Float64Array.of(0, 1, Number.NaN) };
  expect(expected([age, { ...age, name: 'other' }, known])).toEqual([known, age]);
});

it('refuses what was not learned from, and says what', () => {
  const code = (columns: readonly Feature[], rows?: Int32Array) => codeOf(() => expected(columns, rows));
  expect(code([age])).toBe('features-columns');
  expect(code([age, { name: 'plan', values: plan.values }])).toBe('features-kind');
  expect(code([{ ...age, levels: ['30'] }, plan], Int32Array.of(0))).toBe('features-kind');
  expect(() => expected([age, plan])).toThrow('"pro" of the feature "plan" is not among the levels that were learned from: team and free.');
  expect(code([age, plan], Int32Array.of(0, 1))).toBeUndefined();
});
