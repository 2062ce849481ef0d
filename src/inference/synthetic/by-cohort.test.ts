import { expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { byCohort } from './by-cohort.ts';
import { inTimePlacebos } from './in-time.ts';
import type { Panel } from './panel.ts';
import { placebosOf } from './placebo.ts';
import { staggeredSdid } from './staggered-sdid.ts';
import { syntheticDid } from './synthetic-did.ts';

const [donors, periods] = [12, 24];
const starts = [15, 18, 18];
const random = stream(5);
const values = Float64Array.from({ length: (donors + starts.length) * periods }, (_, e) => Math.sin(e % periods) + random.normal() / 3);
for (const [i, start] of starts.entries()) for (let t = start; t < periods; t++) values[(donors + i) * periods + t] += 2;
const panel: Panel = { values, units: donors + starts.length, periods, donors, before: 15, starts };
const estimator = byCohort((one) => syntheticDid(one));

it('is the staggered estimator of synthetic differences in differences', () => {
  const staggered = staggeredSdid({
    values,
    periods,
    donors,
    cohorts: [
      { units: 1, before: 15 },
      { units: 2, before: 18 },
    ],
  })!;
  const found = estimator(panel)!;
  expect(found.effect).toBeCloseTo(staggered.effect, 12);
  expect(found.donorWeights!.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10);
});

it('is the estimator itself where changes came together', () => {
  const { starts: _, ...together } = panel;
  expect(estimator(together)).toEqual(syntheticDid(together));
  expect(byCohort((one) => syntheticDid(one))({ ...together, starts: [15, 15, 15] })!.effect).toBeCloseTo(syntheticDid(together)!.effect, 12);
});

it('moves with what is added after each change', () => {
  const added = values.slice();
  for (const [i, start] of starts.entries()) for (let t = start; t < periods; t++) added[(donors + i) * periods + t] += 5;
  expect(estimator({ ...panel, values: added })!.effect).toBeCloseTo(estimator(panel)!.effect + 5, 9);
});

it('has placebos whose changes come when those of the treated did, and earlier dates that come at once', () => {
  const placebos = placebosOf(panel, estimator, stream(1), 40)!;
  expect(placebos.placebos).toHaveLength(40);
  expect(placebos.placebos.every(({ units, found }) => units.length === 3 && Math.abs(found!.gap.effect) < 1)).toBe(true);
  expect(inTimePlacebos(panel, estimator, [10]).map(({ gap }) => gap.values.length)).toEqual([15]);
});
