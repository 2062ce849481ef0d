import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainestBetween } from './plainest.ts';

it('says a cut by the fewest digits between two values', () => {
  expect([
    plainestBetween(29.7134, 30.482),
    plainestBetween(0.1234, 0.1299),
    plainestBetween(-3.2, -0.7),
    plainestBetween(5, 6),
    plainestBetween(-1e-9, 1e-9),
  ]).toEqual([30, 0.127, -2, 5, 0]);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true }), (a, b) => {
      fc.pre(a !== b);
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const cut = plainestBetween(low, high);
      expect(cut >= low && cut < high).toBe(true);
    }),
    { numRuns: 500, seed: 20260706 },
  );
});
