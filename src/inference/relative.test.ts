import { describe, expect, it } from 'vitest';
import { relativeEffect, type TwoMeans } from './relative.ts';

const means: TwoMeans = { treatment: 11, control: 10, treatmentVariance: 0.04, controlVariance: 0.03, covariance: 0.01 };
const levels = { level: 0.95, boundsLevel: 0.95 };

describe('relativeEffect', () => {
  it('has ends at which treatment - (1 + r) control is just rejected', () => {
    const { value, controlMean, interval } = relativeEffect(means, { kind: 't', df: 40 }, levels)!;
    expect([value, controlMean]).toEqual([means.treatment / means.control - 1, 10]);
    for (const r of [interval!.pieces[0].low!, interval!.pieces[0].high!]) {
      const difference = means.treatment - (1 + r) * means.control;
      const variance = means.treatmentVariance - 2 * (1 + r) * means.covariance + (1 + r) ** 2 * means.controlVariance;
      expect(Math.abs(difference) / Math.sqrt(variance)).toBeCloseTo(2.0210753903062737, 10);
    }
  });

  it('has one-sided bounds inside the two-sided interval, each at its own level', () => {
    const { bounds, interval } = relativeEffect(means, { kind: 'normal' }, levels)!;
    expect(bounds).toMatchObject({ level: 0.95 });
    expect(interval!.pieces[0].low!).toBeLessThan(bounds!.low);
    expect(bounds!.high).toBeLessThan(interval!.pieces[0].high!);
    const alike = relativeEffect(means, { kind: 'normal' }, { level: 0.9, boundsLevel: 0.95 })!;
    expect({ low: alike.bounds!.low, high: alike.bounds!.high }).toEqual(alike.interval!.pieces[0]);
  });

  it('is a point where neither mean has an error, whatever rounding does', () => {
    for (const [treatment, control] of [
      [0.14, 0.1],
      [0.12, 0.1],
      [3, 0.7],
      [1e-9, 3e-9],
    ]) {
      const found = relativeEffect({ treatment, control, treatmentVariance: 0, controlVariance: 0, covariance: 0 }, { kind: 'normal' }, levels)!;
      expect(found.bounds!.low).toBeCloseTo(found.value, 7);
      expect(found.bounds!.high).toBeCloseTo(found.value, 7);
    }
  });

  it('is two rays without bounds when the control mean cannot be told from zero', () => {
    const found = relativeEffect({ ...means, control: 0.1 }, { kind: 'normal' }, levels)!;
    expect(found).toMatchObject({ value: expect.closeTo(109), controlMean: 0.1 });
    expect(found.interval!.pieces).toEqual([{ high: expect.closeTo(-46.442, 3) }, { low: expect.closeTo(24.268, 3) }]);
    expect(found).not.toHaveProperty('bounds');
  });

  it('is the whole line when neither mean can be told from zero', () => {
    const found = relativeEffect({ ...means, treatment: 0.1, control: 0.1 }, { kind: 'normal' }, levels)!;
    expect(found.interval!.pieces).toEqual([{}]);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('keeps bounds of a lower level where the two-sided set is unbounded', () => {
    const found = relativeEffect({ ...means, control: 0.32 }, { kind: 'normal' }, levels)!;
    expect(found.interval!.pieces).toHaveLength(2);
    expect(found.bounds).toMatchObject({ level: 0.95 });
  });

  it('is absent when the control mean is zero', () => expect(relativeEffect({ ...means, control: 0 }, { kind: 'normal' }, levels)).toBeUndefined());
});
