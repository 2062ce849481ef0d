import { describe, expect, it } from 'vitest';
import type { Reference } from '../../estimate/estimate.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { stream } from '../../math/random/stream.ts';
import { quantileOf } from '../wald.ts';
import { maxT } from './max-t.ts';
import { multiplierMaxT } from './multiplier-max-t.ts';

const random = stream(4);
const parts = 400;
const shared = Float64Array.from({ length: parts }, () => random.normal());
const scores = [0, 1, 2].map(() => Float64Array.from(shared, (common) => 0.7 * common + random.normal()));
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
const correlation = scores.flatMap((a) => scores.map((b) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))));
const normal: Reference = { kind: 'normal' };
const family = { statistics: [0.4, -2.2, 3.1], scores, references: [normal, normal, normal], level: 0.95, boundsLevel: 0.9, seed: 7 };

describe('bands by a bootstrap of signs', () => {
  it('reach as far as those by the covariance, as far as draws tell', () => {
    const [drawn, analytic] = [multiplierMaxT(family), maxT({ ...family, correlation })];
    for (let i = 0; i < 3; i++) {
      expect(Math.abs(drawn.critical[i] - analytic.critical[i])).toBeLessThan(0.1);
      expect(Math.abs(drawn.boundsCritical[i] - analytic.boundsCritical[i])).toBeLessThan(0.1);
      expect(Math.abs(drawn.adjusted[i] - analytic.adjusted[i])).toBeLessThan(0.04);
    }
  });

  it('are the same bits for the same seed, and others for another', () => {
    expect(multiplierMaxT(family)).toEqual(multiplierMaxT(family));
    expect(multiplierMaxT({ ...family, seed: 8 }).critical).not.toEqual(multiplierMaxT(family).critical);
  });

  it('know no scale, and no order', () => {
    const { critical } = multiplierMaxT(family);
    const turned = { ...family, statistics: [...family.statistics].reverse(), scores: [...scores].reverse().map((own) => own.map((s) => 8 * s)) };
    for (const [i, limit] of multiplierMaxT(turned).critical.entries()) expect(limit).toBeCloseTo(critical[2 - i], 12);
  });

  it('are no narrower than intervals of their own, where all contrasts are one', () => {
    const copies = multiplierMaxT({ ...family, scores: [scores[0], scores[0], scores[0]] });
    for (const limit of copies.critical) {
      expect(limit).toBeGreaterThanOrEqual(normalQuantile(0.975));
      expect(limit).toBeLessThan(2.1);
    }
  });

  it('are brought to the t of each contrast', () => {
    const references: readonly Reference[] = [normal, { kind: 't', df: 5 }, { kind: 't', df: 30 }];
    const [z, few, many] = multiplierMaxT({ ...family, references }).critical;
    expect(few).toBeGreaterThan(many);
    expect(many).toBeGreaterThan(z);
    expect(few).toBeGreaterThan(quantileOf(references[1], 0.975));
  });

  it.each([0.9, 0.95, 0.99])('have p-values below %s exactly beyond them', (level) => {
    const [limit] = multiplierMaxT({ ...family, level }).critical;
    const { adjusted } = multiplierMaxT({ ...family, level, statistics: [limit * (1 + 1e-9), limit * (1 - 1e-9), 0] });
    expect(adjusted[0]).toBeLessThan(1 - level + 1e-12);
    expect(adjusted[1]).toBeGreaterThanOrEqual(1 - level - 1e-12);
    expect(adjusted[2]).toBe(1);
  });
});
