import { describe, expect, it } from 'vitest';
import { nelderMead } from './nelder-mead.ts';

describe('a search downhill', () => {
  it('follows a bent valley to its end', () => {
    const valley = ([x, y]: Float64Array): number => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    const { at, value } = nelderMead(valley, Float64Array.of(-1.2, 1), 0.5, 1000);
    expect(at[0]).toBeCloseTo(1, 5);
    expect(at[1]).toBeCloseTo(1, 5);
    expect(value).toBeLessThan(1e-10);
  });

  it('may be held up by bends, and gets on when it starts anew', () => {
    const bent = (at: Float64Array): number => at.reduce((sum, value, k) => sum + (k + 1) * Math.abs(value - k), 1);
    let reached = nelderMead(bent, new Float64Array(5), 1, 3000);
    expect(reached.value).toBeLessThan(1.1);
    for (const step of [1, -0.5, 0.3, 1, -1]) reached = nelderMead(bent, reached.at, step, 3000);
    expect(reached.value).toBeCloseTo(1, 4);
  });

  it('stops where all is the same, and after as many calls as it may make', () => {
    let calls = 0;
    const counted = (value: (at: Float64Array) => number) => (at: Float64Array) => {
      calls++;
      return value(at);
    };
    nelderMead(
      counted(() => 3),
      new Float64Array(4),
      1,
      100,
    );
    expect(calls).toBe(5);
    nelderMead(
      counted(([x]) => -x),
      new Float64Array(1),
      1,
      40,
    );
    expect(calls).toBeLessThan(5 + 40 + 4);
  });
});
