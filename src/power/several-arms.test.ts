import { expect, it } from 'vitest';
import { severalArmsCritical } from './several-arms.ts';

// mvtnorm 1.1-3 (R): qmvnorm(1 - alpha, tail = "both.tails", corr = R, algorithm = Miwa(steps = 4096)), whose root is good to some 1e-4.
it.each([
  { treatments: [1 / 3, 1 / 3], control: 1 / 3, alpha: 0.05, critical: 2.2121831646 },
  { treatments: [0.2, 0.2, 0.2], control: 0.4, alpha: 0.05, critical: 2.3718596086 },
  { treatments: [0.1, 0.2, 0.3], control: 0.4, alpha: 0.01, critical: 2.9281105626 },
])('agrees with the multivariate normal of $treatments', ({ treatments, control, alpha, critical }) => {
  expect(Math.abs(severalArmsCritical(treatments, control, alpha) - critical)).toBeLessThan(2e-4);
});

it('is the usual value for one arm', () => expect(severalArmsCritical([0.5], 0.5, 0.05)).toBeCloseTo(1.959963984540054, 12));
