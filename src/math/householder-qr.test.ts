import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot } from './dot.ts';
import { householderQr, upperInverse, upperSolve } from './householder-qr.ts';
import { multiply } from './matrix.ts';

const rows = 40;
const one = new Float64Array(rows).fill(1);
const wave = Float64Array.from({ length: rows }, (_, i) => Math.sin(i * i + 1));
const year = Float64Array.from({ length: rows }, (_, i) => 1980 + i);
const early = year.map((y) => (y < 2000 ? 1 : 0));
const late = early.map((e) => 1 - e);

describe('householderQr', () => {
  it('gives orthonormal columns and a triangle that multiply back to the columns', () => {
    const columns = [one, year, wave, year.map((y) => y * y)];
    const { q, r, kept, dependent } = householderQr(columns);
    expect([kept, dependent]).toEqual([[0, 1, 2, 3], []]);
    for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) expect(dot(q[i], q[j])).toBeCloseTo(i === j ? 1 : 0, 14);
    for (let c = 0; c < 4; c++) {
      for (let row = 0; row < rows; row++) {
        let value = 0;
        for (let l = 0; l <= c; l++) value += q[l][row] * r[l * 4 + c];
        expect(Math.abs(value - columns[c][row])).toBeLessThan(1e-14 * Math.hypot(...columns[c]));
      }
    }
  });
  it('names dependent columns and what they depend on', () => {
    const sum = wave.map((value, i) => 1000 * value - 3 * year[i] + 0.1);
    const { kept, dependent } = householderQr([one, wave, year, wave.slice(), early, late, sum, new Float64Array(rows), one.map(() => 7)]);
    expect(kept).toEqual([0, 1, 2, 4]);
    expect(dependent).toEqual([
      { column: 3, on: [1] },
      { column: 5, on: [0, 4] },
      { column: 6, on: [0, 1, 2] },
      { column: 7, on: [] },
      { column: 8, on: [0] },
    ]);
  });
  it('keeps columns that are merely nearly dependent, whatever their units', () => {
    const near = year.map((y, i) => y * (1 + 1e-10 * wave[i]));
    expect(householderQr([one, year, near, wave.map((w) => w * 1e-200), wave.map((w, i) => w * w * i * 1e150)]).dependent).toEqual([]);
  });
  it('finds more columns than rows dependent', () => {
    expect(householderQr([Float64Array.of(1, 1), Float64Array.of(1, 2), Float64Array.of(5, 2)]).dependent).toEqual([{ column: 2, on: [0, 1] }]);
  });
  it('finds an exact sum of columns at many rows', () => {
    const many = 200_000;
    const a = Float64Array.from({ length: many }, (_, i) => ((i * 7919) % 1000) / 100);
    const b = a.map((value) => (value > 3 ? 1 : 0));
    const constant = new Float64Array(many).fill(1);
    expect(householderQr([constant, a, b, b.map((value) => 1 - value), a.map(() => 0.1)]).dependent.map(({ column }) => column)).toEqual([3, 4]);
  });
  it('finds whichever integer combination is appended', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }), (factors) => {
        const appended = one.map((_, i) => factors[0] + factors[1] * wave[i] + factors[2] * early[i]);
        const { dependent } = householderQr([one, wave, early, appended]);
        expect(dependent).toEqual([{ column: 3, on: [0, 1, 2].filter((j) => factors[j] !== 0) }]);
      }),
    );
  });
});

it('solves and inverts an upper triangle', () => {
  const r = Float64Array.of(2, 1, -3, 0, 4, 1, 0, 0, 0.5);
  expect([...multiply(r, upperInverse(r, 3), 3, 3, 3)]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  expect([...upperSolve(r, Float64Array.of(-5, 7, 1.5))]).toEqual([1.5, 1, 3]);
});
