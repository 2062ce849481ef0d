import { describe, expect, it } from 'vitest';
import { randomEventStudy } from '../../../test/support/event-studies.ts';
import { breakdown } from './breakdown.ts';
import { honestInterval, type Restriction } from './honest-interval.ts';

const options = { level: 0.95, limit: 4, against: 0 };

describe('breakdown', () => {
  const study = { ...randomEventStudy(7, 3, 2), estimates: Float64Array.of(0.2, -0.3, 0.1, 6, 7) };

  it.each(['relative-magnitudes', 'relative-smoothness', 'smoothness', 'smoothness-hybrid'] as const)(
    '%s: excludes up to there, and not beyond',
    (restriction) => {
      const found = breakdown(study, restriction, options);
      if (!('kind' in found) || found.kind !== 'excludes-up-to') throw new Error(JSON.stringify(found));
      const lowAt = (size: number): number => {
        const interval = honestInterval(study, restriction, size, 0.95);
        return 'refused' in interval ? NaN : interval.low;
      };
      expect(found.size).toBeGreaterThan(0);
      expect(lowAt(found.size)).toBeGreaterThan(0);
      expect(lowAt(found.size * (1 + 1e-6) + 1e-7)).toBeLessThanOrEqual(0);
      for (const share of [0.1, 0.5, 0.9]) expect(lowAt(share * found.size)).toBeGreaterThan(0);
    },
  );

  it('of an effect below zero is that of its mirror image', () => {
    const turned = { ...study, estimates: study.estimates.map((x) => -x) };
    const [one, other] = [breakdown(study, 'relative-magnitudes', options), breakdown(turned, 'relative-magnitudes', options)] as { size: number }[];
    expect(other.size).toBeCloseTo(one.size, 6);
  });

  it('of a margin is smaller, the nearer the margin lies', () => {
    const [zero, one] = [0, 1].map((against) => breakdown(study, 'relative-magnitudes', { ...options, against })) as { size: number }[];
    expect(one.size).toBeLessThan(zero.size);
  });

  it('says where zero is never excluded, and where it always is', () => {
    const small = { ...study, estimates: Float64Array.of(0.2, -0.3, 0.1, 0.2, 0.1) };
    const large = { ...study, estimates: Float64Array.of(0.2, -0.3, 0.1, 600, 700) };
    for (const restriction of ['relative-magnitudes', 'smoothness'] as Restriction[]) {
      expect(breakdown(small, restriction, options)).toEqual({ kind: 'never-excludes' });
      expect(breakdown(large, restriction, options)).toEqual({ kind: 'excludes-to-limit', limit: 4 });
    }
  });

  it('is refused as the interval is, and with a limit that is none', () => {
    expect(breakdown(randomEventStudy(1, 0, 2), 'smoothness', options)).toEqual({ refused: 'too-few-periods-before', before: 0, least: 1 });
    for (const limit of [0, NaN, Infinity]) expect(breakdown(study, 'smoothness', { ...options, limit })).toEqual({ refused: 'size-invalid', size: limit });
  });
});
