import { expect, it } from 'vitest';
import { pairsCorrelation } from '../../test/support/correlations.ts';
import { multiply, transpose } from './matrix.ts';
import { semidefiniteFactor } from './semidefinite-factor.ts';

it('factors a singular matrix with as many columns as its rank', () => {
  const matrix = pairsCorrelation([1, 2, 3, 4, 5]);
  const { factor, rank, order } = semidefiniteFactor(matrix, 10)!;
  expect(rank).toBe(4);
  const product = multiply(factor, transpose(factor, 10, rank), 10, rank, 10);
  for (const [k, r] of matrix.entries()) expect(Math.abs(product[k] - r)).toBeLessThan(1e-14);
  for (let k = 0; k < rank; k++) for (let l = k + 1; l < rank; l++) expect(factor[order[k] * rank + l]).toBe(0);
});

it('refuses a negative direction', () => {
  expect(semidefiniteFactor([1, 2, 2, 1], 2)).toBeUndefined();
});
