import { describe, expect, it } from 'vitest';
import { type Random, stream } from '../../math/random/stream.ts';
import type { AdjustedMeans } from './adjusted-means.ts';
import { columnBalance, pooledDeviation } from './balance.ts';
import { balancingWeights } from './balancing-weights.ts';
import { contentOrder } from './content-order.ts';
import { doublyRobustMeans, regressionMeans } from './doubly-robust-means.ts';
import { effectErrors } from './effect-errors.ts';
import { foldsOf } from './folds.ts';
import { type ObservedUnits, type Target, unitsAt } from './observed-units.ts';
import { concordance, weightSpread } from './overlap.ts';
import { type Propensity, propensityOf } from './propensity.ts';
import { weightedMeans } from './weighted-means.ts';

interface Users {
  readonly units: ObservedUnits;
  readonly outcome: Float64Array;
}

function drawn(random: Random, n = 120): Users {
  const [x, z] = [new Float64Array(n), new Float64Array(n)];
  const treated = new Uint8Array(n);
  const outcome = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    x[i] = random.normal();
    z[i] = random.bernoulli(0.4);
    treated[i] = random.bernoulli(1 / (1 + Math.exp(-0.7 * x[i] + 0.4 * z[i])));
    outcome[i] = 3 + x[i] + treated[i] * (1 + z[i]) + random.normal();
  }
  return { units: { treated, names: ['x', 'z'], columns: [x, z] }, outcome };
}

function chances(units: ObservedUnits): Propensity {
  const found = propensityOf(units);
  if ('kind' in found) throw new Error(found.kind);
  return found;
}

const ways = {
  'doubly robust': (outcome: Float64Array, units: ObservedUnits, target: Target) => doublyRobustMeans(outcome, units, target, chances(units)),
  weighting: (outcome: Float64Array, units: ObservedUnits, target: Target) => weightedMeans(outcome, units, target, chances(units)),
  regression: (outcome: Float64Array, units: ObservedUnits, target: Target) => regressionMeans(outcome, units, target === 'ato' ? 'ate' : target),
};

function effect(means: ReturnType<(typeof ways)['weighting']> | ReturnType<(typeof ways)['regression']>, units: ObservedUnits) {
  if ('kind' in means) throw new Error(means.kind);
  const [control, treated] = means as AdjustedMeans;
  const { variance, df } = effectErrors([control, treated], units);
  return { value: treated.value - control.value, standardError: Math.sqrt(variance), df };
}

const targets = ['ate', 'att', 'atc', 'ato'] as const;
const swapped: { readonly [K in Target]: Target } = { ate: 'ate', att: 'atc', atc: 'att', ato: 'ato' };
const seeds = [1, 2, 3, 4, 5];

describe.each(Object.entries(ways))('the effect by %s', (_, way) => {
  it.each(seeds)('moves with the scale of the outcome, and not with where it begins (%i)', (seed) => {
    const { units, outcome } = drawn(stream(seed));
    for (const target of targets) {
      const [plain, scaled] = [outcome, outcome.map((y) => 40 - 3 * y)].map((y) => effect(way(y, units, target), units));
      expect(scaled.value).toBeCloseTo(-3 * plain.value, 9);
      expect(scaled.standardError).toBeCloseTo(3 * plain.standardError, 9);
      expect(scaled.df).toBeCloseTo(plain.df, 6);
    }
  });

  it.each(seeds)('turns around when arms are called the other way, that on the treated into that on the others (%i)', (seed) => {
    const { units, outcome } = drawn(stream(seed));
    const turned = { ...units, treated: units.treated.map((t) => 1 - t) };
    for (const target of targets) {
      const [there, back] = [effect(way(outcome, units, target), units), effect(way(outcome, turned, swapped[target]), turned)];
      expect(back.value).toBeCloseTo(-there.value, 8);
      expect(back.standardError).toBeCloseTo(there.standardError, 8);
    }
  });

  it.each(seeds)('takes no notice of how covariates are measured (%i)', (seed) => {
    const { units, outcome } = drawn(stream(seed));
    const [x, z] = units.columns;
    const other = { ...units, columns: [x.map((value, i) => 5 - 2 * value + z[i]), z.map((value) => 10 * value)] };
    for (const target of targets) expect(effect(way(outcome, other, target), other).value).toBeCloseTo(effect(way(outcome, units, target), units).value, 8);
  });
});

describe('weights of those who could have been either', () => {
  it.each(seeds)('balance the means of covariates to the digit (%i)', (seed) => {
    const { units } = drawn(stream(seed));
    const { arms } = balancingWeights('ato', units.treated, chances(units));
    for (const column of units.columns) {
      const { difference } = columnBalance(column, [arms[0].weights, arms[1].weights], pooledDeviation(column, units.treated));
      expect(Math.abs(difference)).toBeLessThan(1e-8);
    }
  });
});

describe('what is told of weights and scores', () => {
  it('counts equal weights as they are, and one alone as one', () => {
    expect(weightSpread(Float64Array.of(2, 2, 0, 2))).toEqual({ units: 3, effective: 3, largest: 1 / 3 });
    expect(weightSpread(Float64Array.of(0, 7))).toEqual({ units: 1, effective: 1, largest: 1 });
  });

  it('ranks one arm above the other: never, by half, always', () => {
    const treated = Uint8Array.of(0, 0, 1, 1);
    expect(concordance(Float64Array.of(3, 4, 1, 2), treated)).toBe(0);
    expect(concordance(Float64Array.of(1, 1, 1, 1), treated)).toBe(0.5);
    expect(concordance(Float64Array.of(1, 2, 3, 4), treated)).toBe(1);
    expect(concordance(Float64Array.of(1, 3, 2, 3), treated)).toBe(0.625);
  });
});

describe('folds', () => {
  it('have the same share of treated, hold clusters whole, and follow units in whatever order they come', () => {
    const { units, outcome } = drawn(stream(9));
    const order = contentOrder(units, outcome, 5);
    const { of } = foldsOf(units, 5, order, 5);
    const counts = Array.from({ length: 5 }, (_, fold) => units.treated.filter((t, i) => t === 1 && of[i] === fold).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    const turned = Int32Array.from({ length: of.length }, (_, i) => of.length - 1 - i);
    const again = unitsAt(units, turned);
    const reversed = foldsOf(again, 5, contentOrder(again, outcome.toReversed(), 5), 5);
    expect([...reversed.of].reverse()).toEqual([...of]);
    const clusters = { codes: Int32Array.from(of, (_, i) => i % 12), count: 12 };
    const whole = foldsOf({ ...units, clusters }, 3, order, 5);
    for (let i = 12; i < of.length; i++) expect(whole.of[i]).toBe(whole.of[i % 12]);
  });
});

it('never errs by less than nothing: what covariates determine has a variance of zero or more', () => {
  for (let seed = 0; seed < 50; seed++) {
    const { units } = drawn(stream(888, seed));
    const clusters = { codes: Int32Array.from(units.treated, (_, i) => i % 40), count: 40 };
    const means = doublyRobustMeans(units.columns[0], units, 'ate', chances(units));
    if ('kind' in means) throw new Error(means.kind);
    expect(effectErrors(means, { ...units, clusters }).variance).toBeGreaterThanOrEqual(0);
  }
});
