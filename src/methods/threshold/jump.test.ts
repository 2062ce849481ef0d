import { expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import type { FoundAtCutoff } from './found.ts';
import { jumpAt } from './jump.ts';
import { atThresholdOf, example } from './options.ts';

const c = atThresholdOf({ ...example, threshold: { ...example.threshold, bandwidth: 'mse' } });
const random = stream(9);
const score = Float64Array.from({ length: 1_000 }, () => 2 * random.uniform() - 1);
const at = (of: (x: number, i: number) => number) => [{ cutoff: 0, data: { score, outcome: score.map(of) } }];
const within = ({ near }: FoundAtCutoff): number => Math.min(near.below, near.above);

it('is widened until it stands on a hundred rows of a side, in proportion', () => {
  // A curve that no line follows far.
  const narrow = { ...c, threshold: { ...c.threshold, bandwidth: { below: 0.02, above: 0.04 } } };
  const found = jumpAt(
    at((x) => Math.sin(9 * x) + random.normal()),
    narrow,
  ) as FoundAtCutoff;
  // The hundredth itself lies at the bandwidth.
  expect(within(found)).toBeGreaterThanOrEqual(99);
  expect(found.reach.above / found.reach.below).toBeCloseTo(2, 10);
});

it('is not tested where hardly any row has it', () => {
  expect(
    jumpAt(
      at((_, i) => (i % 300 === 0 ? 1 : 0)),
      { ...c, threshold: { ...c.threshold, bandwidth: { below: 0.5, above: 0.5 } } },
    ),
  ).toMatchObject({ refused: expect.any(String) });
  expect(
    jumpAt(
      at((_, i) => (i % 3 === 0 ? 1 : 0)),
      c,
    ),
  ).toMatchObject({ kind: 'robust' });
});
