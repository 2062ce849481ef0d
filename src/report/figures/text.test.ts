import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { saidOnce, stacked, textWidth, wrapped } from './text.ts';

describe('lines of a text', () => {
  it('are broken at spaces', () => {
    expect(wrapped('Answers with cited policies', 100)).toEqual(['Answers with', 'cited policies']);
    expect(wrapped('resolved', 100)).toEqual(['resolved']);
    expect(wrapped('', 100)).toEqual(['']);
  });

  it('are broken behind a sign, else anywhere, when a word is too long', () => {
    expect(wrapped('pre_period_resolution', 80)).toEqual(['pre_period_', 'resolution']);
    expect(wrapped('x'.repeat(25), 66)).toEqual(['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5)]);
  });

  it('leave nothing out and fit', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'W', '_', ' ', '·', '日'), maxLength: 60 }), fc.integer({ min: 20, max: 200 }), (text, pixels) => {
        const lines = wrapped(text, pixels);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(pixels);
      }),
    ));
});

it('things are set below one another', () => expect(stacked([10, 5, 20])).toEqual([0, 10, 15, 35]));

it('what labels begin with is said once, and something is left of each', () => {
  expect(saidOnce(['week of 2026-01-05', 'week of 2026-01-12'])).toEqual({ shared: 'week of', rest: ['2026-01-05', '2026-01-12'] });
  expect(saidOnce(['a b', 'a b'])).toEqual({ shared: 'a', rest: ['b', 'b'] });
  expect(saidOnce(['a b', 'a'])).toEqual({ shared: '', rest: ['a b', 'a'] });
  expect(saidOnce(['week of 2026-01-05'])).toEqual({ shared: '', rest: ['week of 2026-01-05'] });
  expect(saidOnce([])).toEqual({ shared: '', rest: [] });
});
