import { expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import { hotelling } from '../hotelling.ts';
import { canPermute, permutedSums } from './permuted-sums.ts';

const random = stream(5);
const x = Float64Array.from({ length: 11 }, () => Math.exp(2 * random.normal()));
const w = x.map((value, i) => (i % 4 === 0 ? 1 : 0) + 0.01 * value);

/** All ways to choose so many of the rows from..to. */
function choices(from: number, to: number, count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  const found: (readonly number[])[] = [];
  for (let first = from; first <= to - count; first++) for (const more of choices(first + 1, to, count - 1)) found.push([first, ...more]);
  return found;
}

it("has the exact p-value of Hotelling's statistic over all assignments", () => {
  const treated = [0, 4, 8, 9];
  const of = (chosen: readonly number[]): number => {
    const arm = (inside: boolean) => {
      const pick = (values: Float64Array) => values.filter((_, i) => chosen.includes(i) === inside);
      return momentsOf({ x: pick(x), w: pick(w) });
    };
    // Smaller where the statistic is larger.
    return hotelling(arm(true), arm(false))!.pValue;
  };
  const all = choices(0, 11, 4).map(of);
  const exact = all.filter((p) => p <= of(treated) * (1 + 1e-9)).length / all.length;
  const { pValue } = permutedSums({ columns: [x, w], rows: 11, isTreated: (row) => treated.includes(row) }, stream(1))!;
  // It stops at 20 that reach it.
  expect(Math.abs(pValue / exact - 1)).toBeLessThan(4 / Math.sqrt(20));
  expect(exact).toBeLessThan(0.2);
});

it('draws within blocks only', () => {
  // Blocks differ by far more than their rows do, and have other shares treated; within them nothing can differ more.
  const value = Float64Array.of(100, 101, 102, 103, 0, 1, 2, 3);
  const treated = [2, 3, 7];
  const arms = { columns: [value], rows: 8, isTreated: (row: number) => treated.includes(row) };
  const inBlocks = permutedSums({ ...arms, blocks: { codes: [0, 0, 0, 0, 1, 1, 1, 1], count: 2 } }, stream(1))!.pValue;
  // Of 6 * 4 assignments two are as far from even.
  expect(Math.abs(inBlocks - 2 / 24)).toBeLessThan(0.07);
  // Of all 56 without blocks twelve.
  expect(Math.abs(permutedSums(arms, stream(1))!.pValue - 12 / 56)).toBeLessThan(0.18);
});

it('says the least that its draws can say where none reaches what was seen', () => {
  const apart = (rows: number) =>
    permutedSums({ columns: [Float64Array.from({ length: rows }, (_, i) => i)], rows, isTreated: (row) => row >= rows / 2 }, stream(1))!;
  expect(apart(40)).toEqual({ pValue: 1 / 10_000, least: 1 / 10_000 });
  // So far apart that none is drawn.
  expect(apart(2000)).toEqual({ pValue: 1e-6, least: 1e-6 });
});

it('has nothing to say of columns that repeat each other or do not vary', () => {
  const arms = { rows: 11, isTreated: (row: number) => row < 5 };
  expect(permutedSums({ ...arms, columns: [x, x.map((value) => 3 * value + 1)] }, stream(1))).toBeUndefined();
  expect(permutedSums({ ...arms, columns: [x.map(() => 2)] }, stream(1))).toBeUndefined();
});

it('leaves arms alone that are too large to be drawn often', () => {
  expect([canPermute(1000, 10), canPermute(10_000, 10)]).toEqual([true, false]);
});
