import { describe, expect, it } from 'vitest';
import { newcombe, newcombeRatio } from '../newcombe.ts';
import { exactDifference, exactRatio } from './limits-that-hold.ts';
import { exceeds } from './unconditional-test.ts';

const tables = [
  [3, 900, 1, 100],
  [0, 900, 2, 100],
  [5, 56, 3, 29],
  [9, 300, 9, 300],
  [28, 30, 40, 50],
].map(([e1, n1, e0, n0]) => ({ treatment: { events: e1, n: n1 }, control: { events: e0, n: n0 } }));

describe.each(tables)('$treatment against $control', ({ treatment, control }) => {
  const alpha = 0.05;
  const difference = newcombe(treatment, control, 1 - 2 * alpha);
  const held = exactDifference(treatment, control, difference, alpha);
  const rejectsBelow = (value: number): boolean => exceeds(treatment, control, { measure: 'difference', value }) <= alpha;
  const rejectsAbove = (value: number): boolean => exceeds(control, treatment, { measure: 'difference', value: -value }) <= alpha;

  it('is no narrower than Newcombe, and the test rejects what lies outside', () => {
    expect(held.low).toBeLessThanOrEqual(difference.low);
    expect(held.high).toBeGreaterThanOrEqual(difference.high);
    const width = held.high - held.low;
    for (const out of [0, 0.02, 0.1, 0.4]) {
      if (held.low - out * width > -1) expect(rejectsBelow(held.low - out * width)).toBe(true);
      if (held.high + out * width < 1) expect(rejectsAbove(held.high + out * width)).toBe(true);
    }
  });

  it('moves no further than the test asks', () => {
    const nearly = 0.01 * (held.high - held.low);
    if (held.low < difference.low) expect(rejectsBelow(held.low + nearly)).toBe(false);
    if (held.high > difference.high) expect(rejectsAbove(held.high - nearly)).toBe(false);
  });

  it('does the same with the ratio', () => {
    const ratio = newcombeRatio(treatment, control, 1 - 2 * alpha);
    const { low, high } = exactRatio(treatment, control, ratio, alpha);
    expect(low).toBeLessThanOrEqual(ratio.low * (1 + 1e-12));
    expect(high!).toBeGreaterThanOrEqual(ratio.high! * (1 - 1e-12));
    if (low > 0) expect(exceeds(treatment, control, { measure: 'ratio', value: low * 0.999 })).toBeLessThanOrEqual(alpha);
    expect(exceeds(control, treatment, { measure: 'ratio', value: 0.999 / high! })).toBeLessThanOrEqual(alpha);
  });
});

it('moves some limits: Newcombe is not exact', () => {
  const [{ treatment, control }] = tables;
  expect(exactDifference(treatment, control, newcombe(treatment, control, 0.9), 0.05).high).toBeGreaterThan(0.0039);
  expect(newcombe(treatment, control, 0.9).high).toBeLessThan(0.0026);
});

it('gets to where the test rejects from limits that are much too near', () => {
  const [{ treatment, control }] = tables;
  const value = treatment.events / treatment.n - control.events / control.n;
  const near = exactDifference(treatment, control, { low: value - 1e-12, high: value + 1e-12 }, 0.05);
  const held = exactDifference(treatment, control, newcombe(treatment, control, 0.9), 0.05);
  expect([near.low, near.high]).toEqual([expect.closeTo(held.low, 3), expect.closeTo(held.high, 3)]);
});

it('ends at what a difference can be, and leaves a ratio unbounded that was', () => {
  const [all, none] = [
    { events: 3, n: 3 },
    { events: 0, n: 3 },
  ];
  expect(exactDifference(all, none, newcombe(all, none, 0.9), 0.05).high).toBe(1);
  expect(exactDifference(none, all, newcombe(none, all, 0.9), 0.05).low).toBe(-1);
  expect(exactRatio(all, { events: 1, n: 3 }, { low: 0.5 }, 0.05).high).toBeUndefined();
  expect(exactRatio(none, all, { low: 0, high: 0.7 }, 0.05).low).toBe(0);
});
