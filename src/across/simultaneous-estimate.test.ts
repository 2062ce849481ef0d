import { expect, it } from 'vitest';
import { waldEstimate } from '../../test/support/wald-estimate.ts';
import type { Adjusted, Estimate, Interval } from '../estimate/estimate.ts';
import { simultaneousEstimate } from './simultaneous-estimate.ts';

const held = { level: 0.9, boundsLevel: 0.8 };
const wider = { level: 0.95, boundsLevel: 0.99 };
const adjusted: readonly Adjusted[] = [{ procedure: 'holm', family: 'f', contrasts: 2, pValue: 0.1 }];
const [own, wide] = [held, wider].map((levels) => waldEstimate({ value: 3 }, levels));
const relative = (interval: Interval): Estimate['relative'] => ({ value: 0.3, controlMean: 10, interval, bounds: { level: 0.99, low: 0.1, high: 0.5 } });

it('takes interval and bounds from the wider estimate, and calls them by the level that is held', () => {
  expect(simultaneousEstimate(own, wide, held, adjusted)).toEqual({
    ...own,
    interval: { ...wide.interval, level: 0.9, kind: 'simultaneous' },
    pointwise: own.interval,
    bounds: { ...wide.bounds, level: 0.8 },
    adjusted,
  });
});

it('does the same to the relative effect', () => {
  const found = simultaneousEstimate({ ...own, relative: relative(own.interval)! }, { ...wide, relative: relative(wide.interval)! }, held, adjusted);
  expect(found.relative).toEqual({
    value: 0.3,
    controlMean: 10,
    interval: { ...wide.interval, level: 0.9, kind: 'simultaneous' },
    bounds: { level: 0.8, low: 0.1, high: 0.5 },
  });
});

it('adds nothing that the wider estimate does not have', () => {
  const { bounds, ...unbounded } = wide;
  const found = simultaneousEstimate(own, { ...unbounded, relative: { value: 0.3, controlMean: 10 } }, held, adjusted);
  expect(found.relative).toEqual({ value: 0.3, controlMean: 10 });
  expect(found.bounds).toEqual(own.bounds);
  expect(simultaneousEstimate(own, wide, held, adjusted)).not.toHaveProperty('relative');
});
