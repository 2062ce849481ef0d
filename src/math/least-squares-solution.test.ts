import { expect, it } from 'vitest';
import { dot } from './dot.ts';
import { householderQr } from './householder-qr.ts';
import { leastSquaresSolution } from './least-squares-solution.ts';

it('finds coefficients of one beside residuals of ten million, at a condition number of some 1e7', () => {
  // y = 1 + x + … + x⁵ + residual, where the residual is orthogonal to the powers: the sixth differences of a pulse, whose sums with x⁰ … x⁵ are zero.
  const x = Float64Array.from({ length: 21 }, (_, i) => i);
  const columns = [0, 1, 2, 3, 4, 5].map((power) => x.map((value) => value ** power));
  const residual = new Float64Array(21);
  for (const [i, binomial] of [1, -6, 15, -20, 15, -6, 1].entries()) residual[i + 4] = binomial * 1e7;
  const target = x.map((_, i) => columns.reduce((sum, column) => sum + column[i], residual[i]));
  const { coefficients, residuals } = leastSquaresSolution(columns, householderQr(columns), target);
  for (const coefficient of coefficients) expect(Math.abs(coefficient - 1)).toBeLessThan(1e-13);
  for (let i = 0; i < 21; i++) expect(Math.abs(residuals[i] - residual[i])).toBeLessThan(1e-7);
});

it('leaves residuals orthogonal to the columns', () => {
  const a = Float64Array.from({ length: 50 }, (_, i) => Math.cos(i));
  const b = a.map((value, i) => value + 1e-6 * Math.sin(3 * i));
  const y = a.map((_, i) => (i % 7) - 3);
  const { residuals } = leastSquaresSolution([a, b], householderQr([a, b]), y);
  expect(Math.abs(dot(a, residuals))).toBeLessThan(1e-13);
  expect(Math.abs(dot(b, residuals))).toBeLessThan(1e-13);
});

it('fits a zero target with zeros', () => {
  const a = Float64Array.of(1, 2, 3);
  const { coefficients, residuals } = leastSquaresSolution([a], householderQr([a]), new Float64Array(3));
  expect([...coefficients, ...residuals]).toEqual([0, 0, 0, 0]);
});
