import { expect, it } from 'vitest';
import { severalArmsCritical } from './several-arms.ts';

// mvtnorm 1.1-3 (R): qmvnorm(1 - alpha), tail both.tails or lower.tail, algorithm Miwa(steps = 4096) where the correlations are products, else
// GenzBretz(maxpts = 5e6, abseps = 1e-6); its root is good to some 1e-4. All pairs of equal shares: qtukey(0.95, 4, Inf) / sqrt(2).
it.each([
  { treatments: [1 / 3, 1 / 3], control: 1 / 3, comparisons: 'control', alpha: 0.05, side: 'two-sided', critical: 2.2121831646 },
  { treatments: [0.2, 0.2, 0.2], control: 0.4, comparisons: 'control', alpha: 0.05, side: 'two-sided', critical: 2.3718596086 },
  { treatments: [0.1, 0.2, 0.3], control: 0.4, comparisons: 'control', alpha: 0.01, side: 'two-sided', critical: 2.9281105626 },
  { treatments: [0.2, 0.2, 0.2], control: 0.4, comparisons: 'control', alpha: 0.05, side: 'upper', critical: 2.092355 },
  { treatments: [0.1, 0.2, 0.3], control: 0.4, comparisons: 'control', alpha: 0.01, side: 'upper', critical: 2.702102 },
] as const)('agrees with the multivariate normal of $treatments, $side', ({ alpha, side, critical, ...arms }) => {
  expect(Math.abs(severalArmsCritical(arms, alpha, side) - critical)).toBeLessThan(2e-4);
});

it.each([
  { treatments: [0.25, 0.25, 0.25], control: 0.25, critical: 2.569032 },
  { treatments: [0.1, 0.2, 0.3], control: 0.4, critical: 2.554937 },
])('agrees with it for all pairs of $treatments, within the error of the lattice', ({ critical, ...arms }) => {
  expect(Math.abs(severalArmsCritical({ ...arms, comparisons: 'all-pairs' }, 0.05, 'two-sided') - critical)).toBeLessThan(1e-3);
});

it('is the usual value for one arm', () => {
  const one = { treatments: [0.5], control: 0.5, comparisons: 'control' } as const;
  expect(severalArmsCritical(one, 0.05, 'two-sided')).toBeCloseTo(1.959963984540054, 12);
  expect(severalArmsCritical(one, 0.05, 'upper')).toBeCloseTo(1.6448536269514722, 12);
});
