import { expect, it } from 'vitest';
import { binomialUpperTail } from '../../math/distributions/binomial.ts';
import { binomialMass, chanceUpTo } from './binomial-mass.ts';

it.each([
  [1, 0.3],
  [10, 0.5],
  [900, 0.004],
  [900, 0.996],
  [100_000, 0.3],
])('the counts of %i draws with chance %d have the tails of the incomplete beta function', (n, chance) => {
  const mass = binomialMass(n, chance);
  expect(chanceUpTo(mass, -1)).toBe(0);
  expect(chanceUpTo(mass, n)).toBeCloseTo(1, 12);
  for (const shift of [-4, -1, 0, 1, 4]) {
    const count = Math.round(n * chance + shift * Math.sqrt(n * chance * (1 - chance)));
    if (count >= 0 && count <= n) expect(1 - chanceUpTo(mass, count - 1)).toBeCloseTo(binomialUpperTail(count, n, chance), 11);
  }
});

it('keeps its digits with many draws', () => {
  // 1 - sum of the first seven chances in 60 digits.
  expect(1 - chanceUpTo(binomialMass(10_000_000, 1e-6), 6)).toBeCloseTo(0.8698587052284698, 14);
});

it('is certain at the ends', () => {
  expect([binomialMass(5, 0), binomialMass(5, 1)].map(({ from, chances }) => [from, [...chances]])).toEqual([
    [0, [1]],
    [5, [1]],
  ]);
});
