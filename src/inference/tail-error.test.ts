import { describe, expect, it } from 'vitest';
import { normalDensity } from '../math/distributions/normal.ts';
import { type Shape, tailError } from './tail-error.ts';

const alpha = 0.025;
const x = 1.959963984540054;
/** Moments of the exponential distribution: skewness 2, fourth moment 9. */
const exponential = (n: number): Shape => ({ n, second: 1, third: 2, fourth: 9 });
const normal = (n: number): Shape => ({ n, second: 1, third: 0, fourth: 3 });

describe('the error of one end of an interval', () => {
  it('is what is promised where nothing is skewed', () => expect(tailError(normal(50), normal(400), { alpha })).toBeCloseTo(alpha, 12));

  it('is the expansion of a studentized difference, worked out by hand', () => {
    const [n1, n0] = [1_000, 9_000];
    const g = ((2 - 2 * Math.sqrt(6 / 10_000)) * 8_000) / Math.sqrt(n1 * n0 * 10_000);
    const [v1, v0] = [1 / 999, 1 / 8_999];
    const k = ((v1 / (v1 + v0)) ** 2 * 6) / n1 + ((v0 / (v1 + v0)) ** 2 * 6) / n0;
    const byHand = (g * (2 * x * x + 1)) / 6 + x * ((g * g * (x ** 4 + 2 * x * x - 3)) / 18 - (k * (x * x - 3)) / 12);
    expect(tailError(exponential(n1), exponential(n0), { alpha })).toBeCloseTo(alpha + normalDensity(x) * byHand, 10);
  });

  it('is cancelled by arms of the same size and shape, and grows as one gets small', () => {
    expect(tailError(exponential(500), exponential(500), { alpha })).toBeLessThanOrEqual(alpha);
    const errors = [500, 200, 50, 20].map((n) => tailError(exponential(n), exponential(1_000 - n), { alpha }));
    expect(errors).toEqual(errors.toSorted((a, b) => a - b));
    expect(errors.at(-1)).toBeGreaterThan(2 * alpha);
  });

  it('is the same from either arm, and for values turned around or measured otherwise', () => {
    const turned = ({ third, ...rest }: Shape): Shape => ({ ...rest, third: -third });
    const inCents = ({ n, second, third, fourth }: Shape): Shape => ({ n, second: second * 1e4, third: third * 1e6, fourth: fourth * 1e8 });
    const error = tailError(exponential(40), normal(400), { alpha });
    expect(tailError(normal(400), exponential(40), { alpha })).toBeCloseTo(error, 12);
    for (const other of [turned, inCents]) expect(tailError(other(exponential(40)), other(normal(400)), { alpha })).toBeCloseTo(error, 12);
  });

  it('sees a tail that only one of two equal arms has', () => {
    const heavy: Shape = { n: 500, second: 9, third: 12 * 27, fourth: 180 * 81 };
    expect(tailError(heavy, normal(500), { alpha })).toBeGreaterThan(2 * alpha);
    // Both have it, or it may be one value by chance.
    expect(tailError(heavy, heavy, { alpha })).toBeLessThanOrEqual(alpha);
  });

  it('borrows the tail that the other arms saw', () => {
    const none: Shape = { n: 10, second: 0, third: 0, fourth: 0 };
    expect(tailError(none, exponential(990), { alpha })).toBeGreaterThan(2 * alpha);
    const [small, control] = [normal(20), normal(200)];
    expect(tailError(small, control, { alpha, all: [small, control, exponential(2_000)] })).toBeGreaterThan(tailError(small, control, { alpha }));
  });

  it('is what is promised where nothing varies', () => {
    const constant: Shape = { n: 9, second: 0, third: 0, fourth: 0 };
    expect(tailError(constant, constant, { alpha })).toBe(alpha);
  });
});
