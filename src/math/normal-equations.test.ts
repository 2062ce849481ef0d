import { expect, it } from 'vitest';
import { multiply } from './matrix.ts';
import { factorNormalEquations, invertNormalEquations, scaledToUnitDiagonal, solveNormalEquations } from './normal-equations.ts';

// 1680 times the Hilbert matrix of order 4: integers, inverse known in integers.
const size = 4;
const gram = Float64Array.from({ length: 16 }, (_, e) => 420 / (Math.floor(e / size) + (e % size) + 1));
const inverse = [16, -120, 240, -140, -120, 1200, -2700, 1680, 240, -2700, 6480, -4200, -140, 1680, -4200, 2800].map((value) => value / 420);

it('solves to rounding', () => {
  const system = factorNormalEquations(gram, size) as NonNullable<ReturnType<typeof factorNormalEquations>>;
  const truth = Float64Array.of(1, -2, 3, 1024);
  const { solution, remainder } = solveNormalEquations(system, multiply(gram, truth, size, size, 1));
  for (let i = 0; i < size; i++) expect(Math.abs(solution[i] / truth[i] - 1)).toBeLessThan(1e-15);
  expect(Math.max(...remainder.map(Math.abs))).toBeLessThan(1e-12);
});

it('inverts to rounding, exactly symmetric', () => {
  const system = factorNormalEquations(gram, size) as NonNullable<ReturnType<typeof factorNormalEquations>>;
  const found = invertNormalEquations(system);
  for (let e = 0; e < 16; e++) expect(Math.abs(found[e] / inverse[e] - 1)).toBeLessThan(1e-15);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) expect(found[i * size + j]).toBe(found[j * size + i]);
});

it('does not mind units: a column in millionths changes only its own digits', () => {
  const units = [1, 1e-6, 1, 1e9];
  const scaled = gram.map((value, e) => value * units[Math.floor(e / size)] * units[e % size]);
  for (const [e, value] of scaledToUnitDiagonal(scaled, size).entries()) expect(value).toBeCloseTo(scaledToUnitDiagonal(gram, size)[e], 14);
});

it('declines a singular matrix', () => {
  expect(factorNormalEquations(Float64Array.of(1, 1, 1, 1), 2)).toBeUndefined();
});
