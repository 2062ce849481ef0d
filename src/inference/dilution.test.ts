import { describe, expect, it } from 'vitest';
import type { Estimate } from '../estimate/estimate.ts';
import { amongTriggered, dilutedEstimate } from './dilution.ts';
import { quantileOf, waldInference } from './wald.ts';

const estimate: Estimate = {
  id: 'itt:y',
  role: 'primary',
  estimand: {
    contrast: { treatment: '1', control: '0' },
    population: 'all units assigned',
    outcome: 'y',
    unit: { kind: 'plain' },
    says: 'Average effect of assigning 1 rather than 0 (z) on y, among all units assigned.',
  },
  value: 2,
  ...waldInference(2, 0.5, { kind: 't', df: 100 }, { level: 0.95, boundsLevel: 0.9 }),
  sizes: { units: 200, perArm: { 0: 100, 1: 100 }, dropped: { 0: 0, 1: 0 } },
  relative: { value: 0.2, controlMean: 10 },
  method: { id: 'itt', options: {}, source: 'Neyman (1923)' },
};
const shares = { triggered: 200, units: 1000 };

describe('the effect among triggered units', () => {
  it('says so', () => {
    expect(amongTriggered(estimate, 'seen = 1').estimand).toMatchObject({
      population: 'units that could notice their arm (seen = 1)',
      says: 'Average effect of assigning 1 rather than 0 (z) on y, among units that could notice their arm (seen = 1).',
    });
    const compliers = { ...estimate, estimand: { ...estimate.estimand, population: 'compliers', says: 'Average effect among compliers.' } };
    expect(amongTriggered(compliers, 'a').estimand).toMatchObject({
      population: 'compliers, among units that could notice their arm (a)',
      says: 'Average effect among compliers, among units that could notice their arm (a).',
    });
  });

  it('diluted is the share times it, with the uncertainty of both', () => {
    const found = dilutedEstimate(amongTriggered(estimate, 'seen = 1'), shares, 'seen = 1')!;
    const standardError = Math.sqrt(0.2 ** 2 * 0.5 ** 2 + (2 ** 2 * 0.2 * 0.8) / 1000);
    expect(found.value).toBeCloseTo(0.4, 12);
    expect(found.standardError).toBeCloseTo(standardError, 12);
    expect(found.interval.pieces[0].low).toBeCloseTo(0.4 - quantileOf({ kind: 't', df: 100 }, 0.975) * standardError, 12);
    expect(found.bounds).toMatchObject({ level: 0.9 });
    expect(found.bounds!.high).toBeCloseTo(0.4 + quantileOf({ kind: 't', df: 100 }, 0.9) * standardError, 12);
    expect(found.estimand.population).toBe('all units assigned');
    expect(found.estimand.says).toMatch(
      /among all units assigned: the effect among units that could notice their arm \(seen = 1\) times their share, 20\.0 %\.$/,
    );
    expect(found).not.toHaveProperty('relative');
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('holds with others, and at every look, as the effect that it comes from does', () => {
    const wide = { ...estimate.interval, pieces: [{ low: 2 - 3 * 0.5, high: 2 + 3 * 0.5 }] };
    const together: Estimate = { ...estimate, interval: { ...wide, kind: 'simultaneous' }, pointwise: estimate.interval };
    const found = dilutedEstimate(together, shares, 'a')!;
    const alone = dilutedEstimate(estimate, shares, 'a')!;
    expect(found.interval).toMatchObject({ kind: 'simultaneous', level: 0.95 });
    expect(found.interval.pieces[0].low).toBeCloseTo(0.4 - 3 * found.standardError!, 12);
    expect(found.pointwise).toEqual(alone.interval);
    expect(found.test).toEqual(alone.test);

    const { test, ...untested } = estimate;
    const look = dilutedEstimate({ ...untested, interval: { ...wide, kind: 'anytime', reference: { kind: 'normal' } } }, shares, 'a')!;
    expect(look.interval).toMatchObject({ kind: 'anytime' });
    expect(look.interval.pieces[0].high).toBeCloseTo(0.4 + 3 * look.standardError!, 12);
    expect(look).not.toHaveProperty('test');
  });

  it('is of the triggered units of a segment', () => {
    const segment = { ...estimate, estimand: { ...estimate.estimand, population: 'all units assigned with g = a' } };
    expect(amongTriggered(segment, 'b').estimand.population).toBe('units that could notice their arm (b) with g = a');
  });

  it('takes the variance of a share over clusters', () => {
    const found = dilutedEstimate(estimate, { ...shares, shareVariance: 0.01 }, 'a')!;
    expect(found.standardError).toBeCloseTo(Math.hypot(0.1, 0.2), 12);
  });

  it('is the effect itself when all units are triggered', () => {
    const found = dilutedEstimate(estimate, { triggered: 1000, units: 1000 }, 'a')!;
    expect([found.value, found.standardError, found.interval, found.bounds]).toEqual([2, 0.5, estimate.interval, estimate.bounds]);
  });

  it('moves a score interval limit by limit', () => {
    const { standardError, test, ...rest } = estimate;
    const score: Estimate = {
      ...rest,
      interval: { ...estimate.interval, pieces: [{ low: 1, high: 4 }], reference: { kind: 'score' } },
      bounds: { level: 0.9, low: 1.2, high: 3.5 },
    };
    const found = dilutedEstimate(score, shares, 'a')!;
    const ofShare = 2 * Math.sqrt((0.2 * 0.8) / 1000);
    const [z95, z90] = [0.975, 0.9].map((p) => quantileOf({ kind: 'normal' }, p));
    expect(found.interval.pieces[0].low).toBeCloseTo(0.4 - Math.hypot(0.2, z95 * ofShare), 12);
    expect(found.interval.pieces[0].high).toBeCloseTo(0.4 + Math.hypot(0.4, z95 * ofShare), 12);
    expect(found.bounds!.high).toBeCloseTo(0.4 + Math.hypot(0.3, z90 * ofShare), 12);
    expect(found.interval.reference.kind).toBe('score');
    expect(found.standardError).toBeUndefined();
  });

  it('is not there for what it does not hold for', () => {
    const pieces = [{ high: -1 }, { low: 1 }];
    expect(dilutedEstimate({ ...estimate, interval: { ...estimate.interval, pieces } }, shares, 'a')).toBeUndefined();
    expect(dilutedEstimate({ ...estimate, estimand: { ...estimate.estimand, unit: { kind: 'ratio' } } }, shares, 'a')).toBeUndefined();
    expect(dilutedEstimate({ ...estimate, estimand: { ...estimate.estimand, population: 'compliers' } }, shares, 'a')).toBeUndefined();
    expect(dilutedEstimate(estimate, { triggered: 0, units: 10 }, 'a')).toBeUndefined();
    expect(dilutedEstimate(estimate, { ...shares, shareVariance: Number.POSITIVE_INFINITY }, 'a')).toBeUndefined();
  });
});
