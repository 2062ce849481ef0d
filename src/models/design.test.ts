import { describe, expect, it } from 'vitest';
import { designOf, type FactorTerm, type NumericTerm } from './design.ts';

const tenure: NumericTerm = { kind: 'numeric', name: 'tenure', values: Float64Array.of(1, 2, 3, 4) };
const language: FactorTerm = { kind: 'factor', name: 'language', codes: [2, 0, 1, 0], levels: ['fr', 'de', 'en', 'nobody'] };

function asObject({ names, columns }: ReturnType<typeof designOf>): Record<string, number[]> {
  return Object.fromEntries(names.map((name, j) => [name, [...columns[j]]]));
}

describe('designOf', () => {
  it('puts the intercept first, numeric columns as they are, and indicators of levels that occur in text order', () => {
    expect(asObject(designOf(4, [tenure, language]))).toEqual({
      '(intercept)': [1, 1, 1, 1],
      tenure: [1, 2, 3, 4],
      'language=en': [1, 0, 0, 0],
      'language=fr': [0, 1, 0, 1],
    });
    expect(designOf(4, [tenure]).columns[1]).toBe(tenure.values);
  });
  it('multiplies the columns of interacted terms', () => {
    const square: NumericTerm = { kind: 'numeric', name: 'two', values: Float64Array.of(2, 2, 2, 2) };
    expect(asObject(designOf(4, [{ kind: 'interaction', of: [language, tenure, square] }], { intercept: false }))).toEqual({
      'language=en:tenure:two': [2, 0, 0, 0],
      'language=fr:tenure:two': [0, 4, 0, 8],
    });
  });
  it('takes another reference level on request, if it occurs', () => {
    expect(designOf(4, [{ ...language, reference: 'fr' }]).names).toEqual(['(intercept)', 'language=de', 'language=en']);
    expect(() => designOf(4, [{ ...language, reference: 'nobody' }])).toThrow('nobody is not a level of language.');
  });
  it('without terms is the intercept alone, or nothing', () => {
    expect(asObject(designOf(2, []))).toEqual({ '(intercept)': [1, 1] });
    expect(designOf(2, [], { intercept: false })).toEqual({ names: [], columns: [] });
  });
});
