import { describe, expect, it } from 'vitest';
import { type MarginTestOptions, marginTest, withinMargin } from './margins.ts';

const pieces: MarginTestOptions = { value: 0, standardError: 0.1, margin: 0.3, kind: 'non-inferiority', better: 'higher' };

describe('a margin test', () => {
  it.each<[MarginTestOptions['kind'], number, string]>([
    ['non-inferiority', 0, 'pass'],
    ['non-inferiority', -0.2, 'inconclusive'],
    ['non-inferiority', -0.5, 'fail'],
    ['non-inferiority', 9, 'pass'],
    ['equivalence', 0, 'pass'],
    ['equivalence', 0.2, 'inconclusive'],
    ['equivalence', 0.5, 'fail'],
    ['equivalence', -0.5, 'fail'],
    ['superiority', 0.5, 'pass'],
    ['superiority', 0.3, 'inconclusive'],
    ['superiority', 0, 'fail'],
  ])('%s at %f says %s', (kind, value, verdict) => {
    expect(marginTest({ ...pieces, kind, value }).verdict).toBe(verdict);
    // The other way round, better the other way round.
    expect(marginTest({ ...pieces, kind, value: -value, better: 'lower' }).verdict).toBe(verdict);
  });

  it('passes when its bound lies within the margin', () => {
    const { bounds, verdict } = marginTest({ ...pieces, value: -0.13 });
    expect([bounds.low > -0.3, verdict]).toEqual([true, 'pass']);
    expect(marginTest({ ...pieces, value: -0.14 }).verdict).toBe('inconclusive');
  });

  it('tells nothing from a standard error of zero', () => {
    expect(marginTest({ ...pieces, standardError: 0 })).toEqual({ verdict: 'inconclusive', bounds: { level: 0.95, low: 0, high: 0 } });
  });

  it('tells the power of superiority only for an effect that is told', () => {
    expect(marginTest({ ...pieces, kind: 'superiority' }).power).toBeUndefined();
    expect(marginTest({ ...pieces, kind: 'superiority', worthwhile: 0.3 }).power).toBeCloseTo(0.05, 12);
  });

  it.each<[string, Partial<MarginTestOptions>]>([
    ['margin is -1; it must be zero or more', { margin: -1 }],
    ['margin is 0; it must be above zero', { margin: 0, kind: 'equivalence' }],
    ['level is 1; it must be a share from 0.5 to below 1', { level: 1 }],
    ['standardError is -1; it must be', { standardError: -1 }],
  ])('refuses: %s', (message, changes) => expect(() => marginTest({ ...pieces, ...changes })).toThrow(message));
});

it.each([-1.5, -1, -0.7, 0, 0.4, 1, 1.6])('bounds alone say what the test of the same bounds says, at %d', (value) => {
  for (const kind of ['non-inferiority', 'equivalence', 'superiority'] as const)
    for (const better of ['higher', 'lower'] as const) {
      const { verdict, bounds } = marginTest({ value, standardError: 0.3, kind, margin: 1, better });
      expect(withinMargin(kind, bounds, { margin: 1, better })).toBe(verdict);
    }
});
