import { describe, expect, it } from 'vitest';
import { drawPanel } from '../../../test/support/placebo-panels.ts';
import { hasPublished, prop99, simulatedPanel, syntheticGolden } from '../../../test/support/synthetic-panels.ts';
import { type Random, stream } from '../../math/random/stream.ts';
import type { Panel } from './panel.ts';
import { type PredictionOptions, type Predictions, predictionIntervals } from './prediction-intervals.ts';

type Both = readonly [low: readonly number[], high: readonly number[]];

interface Case {
  readonly name: string;
  readonly constant: boolean;
  readonly rules: Readonly<Record<'type-1' | 'type-2', { readonly threshold: number; readonly active: readonly number[] }>>;
  readonly path: readonly number[];
  readonly sigma?: readonly (readonly number[])[];
  readonly product?: readonly (readonly number[])[];
  readonly errors: Readonly<Record<'sub-gaussian' | 'location-scale', Both>>;
  readonly errorsByScpi: Case['errors'];
  readonly draws: readonly (readonly number[])[];
  /** One row a draw: the low ends of all periods, then the high ones. */
  readonly ends: readonly (readonly number[])[];
  readonly interval: Both;
  readonly whole?: { readonly mean: Both; readonly batchDeviation: Both; readonly batches: number; readonly draws: number };
}

const golden = syntheticGolden<{
  readonly tolerance: { readonly fixed: number; readonly ends: number; readonly scpi: number };
  readonly cases: readonly Case[];
  readonly prop99: readonly Case[];
}>('scpi.json');

const cases = [
  ...golden.cases.map((of) => ({ ...of, title: `${of.name}${of.constant ? ' and a constant' : ''}`, panel: simulatedPanel(of.name) })),
  ...(hasPublished.prop99 ? golden.prop99.map((of) => ({ ...of, title: `${of.name}${of.constant ? ' and a constant' : ''}`, panel: prop99() })) : []),
];

/** As the golden has them: 5 % for each of the two sources. */
const options = (constant: boolean, more: Partial<PredictionOptions> = {}): PredictionOptions => ({
  level: constant ? 'moved' : 'kept',
  coverage: 0.9,
  tails: 'sub-gaussian',
  ...more,
});
/** Gives these normal draws one after the other. */
const replayed = (draws: readonly number[]): Random => {
  let at = 0;
  return { ...stream(0), normal: () => draws[at++] };
};
const spreadOf = ({ values }: Panel): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};
const lowsAndHighs = ({ periods }: Predictions, of: 'inSample' | 'outOfSample' | 'counterfactual'): Both => [
  periods.map((period) => period[of].low),
  periods.map((period) => period[of].high),
];
const farthest = (a: readonly number[], b: readonly number[]): number => {
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
};

describe('prediction intervals by the golden of scpi', () => {
  it.each(cases)(
    'threshold, active donors, covariance and errors to come: $title',
    ({ panel, constant, rules, path, sigma, product, errors, errorsByScpi }) => {
      const spread = spreadOf(panel);
      const near = golden.tolerance.fixed * spread;
      for (const threshold of ['type-1', 'type-2'] as const) {
        const { weights } = predictionIntervals(panel, options(constant, { threshold, draws: 1 }), stream(1))!;
        expect(weights.threshold).toBeCloseTo(rules[threshold].threshold, 8);
        expect(weights.active).toEqual(rules[threshold].active);
      }
      for (const tails of ['sub-gaussian', 'location-scale'] as const) {
        const found = predictionIntervals(panel, options(constant, { tails, draws: 1 }), stream(1))!;
        const ends = lowsAndHighs(found, 'outOfSample').flat();
        expect(farthest(ends, errors[tails].flat()), tails).toBeLessThan(near);
        expect(farthest(ends, errorsByScpi[tails].flat()), `${tails}, by scpi`).toBeLessThan(golden.tolerance.scpi * spread);
      }
      const { periods, scales } = predictionIntervals(panel, options(constant, { draws: 1 }), stream(1))!;
      expect(
        farthest(
          periods.map((period) => period.path),
          path,
        ),
      ).toBeLessThan(near);
      const { values, before, donors } = panel;
      const moments = (of: (t: number) => number): readonly number[] => {
        const column = (j: number, t: number) => (j === donors ? 1 : values[j * panel.periods + t]);
        const size = donors + (constant ? 1 : 0);
        return Array.from({ length: size * size }, (_, e) =>
          Array.from({ length: before }, (_, t) => (of(t) * column(Math.floor(e / size), t) * column(e % size, t)) / before).reduce(
            (sum, value) => sum + value,
            0,
          ),
        );
      };
      if (sigma)
        expect(
          farthest(
            moments((t) => scales[t] ** 2 / before),
            sigma.flat(),
          ),
        ).toBeLessThan(golden.tolerance.fixed * spread ** 4);
      if (product)
        expect(
          farthest(
            moments(() => 1),
            product.flat(),
          ),
        ).toBeLessThan(golden.tolerance.fixed * spread ** 2);
    },
  );

  it.each(cases)('ends of draws that are given: $title', ({ panel, constant, draws, ends, interval }) => {
    const spread = spreadOf(panel);
    for (const [draw, given] of draws.entries()) {
      const found = predictionIntervals(panel, options(constant, { draws: 1 }), replayed(given))!;
      expect(farthest(lowsAndHighs(found, 'inSample').flat(), ends[draw]), `draw ${draw}`).toBeLessThan(golden.tolerance.ends * spread);
    }
    const all = predictionIntervals(panel, options(constant, { draws: draws.length }), replayed(draws.flat()))!;
    expect(farthest(lowsAndHighs(all, 'counterfactual').flat(), interval.flat())).toBeLessThan(golden.tolerance.scpi * spread);
  });

  it.each(cases.filter(({ whole }) => whole))('quantiles over draws of its own: $title', ({ panel, constant, whole }) => {
    const { mean, batchDeviation, batches, draws } = whole!;
    const total = mean.flat().map(() => 0);
    const own = 4;
    for (let batch = 0; batch < own; batch++) {
      const found = lowsAndHighs(predictionIntervals(panel, options(constant, { draws }), stream(31, batch))!, 'inSample').flat();
      for (const [i, end] of found.entries()) total[i] += end / own;
    }
    const deviations = batchDeviation.flat();
    const off = mean.flat().map((end, i) => (total[i] - end) / (deviations[i] * Math.sqrt(1 / batches + 1 / own)));
    expect(Math.max(...off.map(Math.abs))).toBeLessThan(5);
    // Not all to one side.
    expect(Math.abs(off.reduce((sum, value) => sum + value, 0) / off.length)).toBeLessThan(2);
  });
});

describe('prediction intervals', () => {
  const drawn = (seed: number): Panel =>
    drawPanel({ units: 9, treated: 2, periods: 36, before: 28, effect: 0.8, noise: () => 0.3, carried: 0.3 }, stream(seed));
  const of = (panel: Panel, more: Partial<PredictionOptions> = {}) => predictionIntervals(panel, options(false, more), stream(5))!;

  it('are of the outcome that is not seen, and of what is seen less that', () => {
    const panel = drawn(1);
    const found = of(panel);
    expect(found.periods).toHaveLength(8);
    for (const [at, { path, inSample, outOfSample, counterfactual, effect }] of found.periods.entries()) {
      const seen = (panel.values[7 * 36 + 28 + at] + panel.values[8 * 36 + 28 + at]) / 2;
      expect(counterfactual.low).toBeCloseTo(path + inSample.low + outOfSample.low, 12);
      expect(counterfactual.high).toBeCloseTo(path + inSample.high + outOfSample.high, 12);
      expect([effect.value, effect.low, effect.high]).toEqual([seen - path, seen - counterfactual.high, seen - counterfactual.low]);
      expect(inSample.low).toBeLessThanOrEqual(0);
      expect(inSample.high).toBeGreaterThanOrEqual(0);
    }
  });

  it('of the mean have its path, and doubt about weights no larger than the mean of that by period', () => {
    const { periods, average } = of(drawn(2));
    const mean = (pick: (at: number) => number) => periods.reduce((sum, _, at) => sum + pick(at) / periods.length, 0);
    expect(average.effect.value).toBeCloseTo(
      mean((at) => periods[at].effect.value),
      12,
    );
    const width = (ends: { readonly low: number; readonly high: number }) => ends.high - ends.low;
    expect(width(average.inSample)).toBeLessThan(mean((at) => width(periods[at].inSample)));
  });

  it.each([false, true])('move with the outcome, and are in its unit (constant: %s)', (constant) => {
    const panel = drawn(3);
    const here = predictionIntervals(panel, options(constant), stream(5))!;
    const there = predictionIntervals({ ...panel, values: panel.values.map((value) => 1000 * value + 50_000) }, options(constant), stream(5))!;
    for (const [at, { counterfactual }] of here.periods.entries()) {
      expect(there.periods[at].counterfactual.low).toBeCloseTo(1000 * counterfactual.low + 50_000, 4);
      expect(there.periods[at].counterfactual.high).toBeCloseTo(1000 * counterfactual.high + 50_000, 4);
    }
  });

  it('are wider the surer they are, and the same by the same seed', () => {
    const panel = drawn(4);
    const [narrow, wide] = [0.8, 0.95].map((coverage) => of(panel, { coverage }).average.counterfactual);
    expect(wide.low).toBeLessThan(narrow.low);
    expect(wide.high).toBeGreaterThan(narrow.high);
    expect(of(panel)).toEqual(of(panel));
  });

  it('know of no difference between a donor and its twin', () => {
    const panel = drawn(5);
    const { weights, periods } = of(panel);
    expect(weights.threshold).toBe(0.2);
    const twin = Array.from({ length: 7 }, (_, donor) => donor).find((donor) => !weights.active.includes(donor))!;
    const row = (unit: number) => Array.from(panel.values.subarray(unit * 36, (unit + 1) * 36));
    const values = Float64Array.from([...Array.from({ length: 7 }, (_, unit) => row(unit)).flat(), ...row(twin), ...row(7), ...row(8)]);
    const twins = of({ ...panel, values, units: 10, donors: 8 });
    for (const [at, { inSample }] of twins.periods.entries()) {
      expect(inSample.low).toBeCloseTo(periods[at].inSample.low, 8);
      expect(inSample.high).toBeCloseTo(periods[at].inSample.high, 8);
    }
  });

  it('doubt the weights also where none is large', () => {
    // A hundred donors alike: no weight is above the threshold.
    const panel = drawPanel({ units: 101, treated: 1, periods: 60, before: 50, effect: 0, noise: () => 2, carried: 0 }, stream(6));
    const { weights, periods } = of(panel);
    expect(weights.active).toHaveLength(1);
    for (const { inSample } of periods) expect(inSample.high - inSample.low).toBeGreaterThan(0.01);
  });

  it('take outcomes that are rounded, and donors that stand still', () => {
    const panel = drawn(7);
    const rounded = { ...panel, values: panel.values.map((value, at) => (at < 36 ? 1 : Math.round(2 * value) / 2)) };
    for (const constant of [false, true]) {
      const found = predictionIntervals(rounded, options(constant), stream(5))!;
      for (const { counterfactual } of [...found.periods, found.average]) expect(counterfactual.high - counterfactual.low).toBeGreaterThan(0.1);
    }
  });

  it('are not there without donors, and for a fit without errors', () => {
    const panel = drawn(8);
    expect(predictionIntervals({ ...panel, donors: 0, units: 1, values: panel.values.slice(0, 36) }, options(false), stream(1))).toBeUndefined();
    const same = panel.values.slice();
    same.copyWithin(7 * 36, 0, 36);
    same.copyWithin(8 * 36, 0, 36);
    expect(predictionIntervals({ ...panel, values: same }, options(false), stream(1))).toBeUndefined();
  });
});
