import { describe, expect, it } from 'vitest';
import { comomentOf, covarianceOf, emptyMoments, indexOf, meanOf, select, varianceOf } from './moments.ts';
import { momentsOf } from './moments-of.ts';

const columns = { y: Float64Array.of(1, 2, 4, 9), x: Float64Array.of(0, 1, 1, 2), z: Float64Array.of(5, 5, 5, 5) };
const m = momentsOf(columns);

describe('moments', () => {
  it('hold means, variances and covariances over n − 1', () => {
    expect(meanOf(m, 'y')).toBe(4);
    expect(varianceOf(m, 'y')).toBeCloseTo(38 / 3, 14);
    expect(covarianceOf(m, 'x', 'y')).toBeCloseTo(8 / 3, 14);
    expect(comomentOf(m, 'y', 'x')).toBe(comomentOf(m, 'x', 'y'));
    expect([meanOf(m, 'z'), varianceOf(m, 'z'), covarianceOf(m, 'z', 'y')]).toEqual([5, 0, 0]);
  });
  it('are selected and reordered by name', () => {
    expect(select(m, ['x', 'y'])).toEqual(momentsOf({ x: columns.x, y: columns.y }));
    expect(select(m, [])).toEqual({ ...emptyMoments([]), n: 4, weight: 4, weightSquares: 4 });
  });
  it('of no rows are zero', () => {
    const none = momentsOf({ y: new Float64Array(0), x: new Float64Array(0) });
    expect(none).toEqual(emptyMoments(['y', 'x']));
    expect(meanOf(none, 'y')).toBe(0);
    expect(varianceOf(none, 'y')).toBeNaN();
  });
  it('say which column is not there', () => {
    expect(() => indexOf(m, 'w')).toThrow('Moments of y, x, z hold no column w.');
  });
});
