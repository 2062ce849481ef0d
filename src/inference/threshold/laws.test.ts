import { describe, expect, it } from 'vitest';
import { ascendingOrder } from '../../math/ascending-order.ts';
import { type Random, stream } from '../../math/random/stream.ts';
import { type BandwidthSelector, type Bandwidths, type PilotOptions, selectBandwidths } from './bandwidths.ts';
import { plotBins, plotDefaults } from './plot-bins.ts';
import type { ThresholdErrors } from './side-variance.ts';
import type { ThresholdData } from './sides.ts';
import { type ThresholdEffect, type ThresholdOptions, thresholdDefaults, thresholdEffect, usualErrors } from './threshold-effect.ts';

function drawn(random: Random, rows = 400, decimals = 12): Required<ThresholdData> {
  const column = () => new Float64Array(rows);
  const [score, outcome, treatment, age, seats] = [column(), column(), column(), column(), column()];
  const cluster = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    score[i] = Math.round(random.normal() * 10 ** decimals) / 10 ** decimals + 0.001;
    treatment[i] = random.bernoulli(score[i] >= 0 ? 0.8 : 0.2);
    age[i] = random.normal();
    seats[i] = random.bernoulli(0.3);
    cluster[i] = random.integer(30);
    outcome[i] = 5 + score[i] + 0.5 * score[i] ** 2 + 2 * treatment[i] + age[i] + seats[i] + random.normal();
  }
  const covariates = [
    { name: 'age', values: age },
    { name: 'seats', values: seats },
  ];
  return { score, outcome, treatment, covariates, cluster };
}

const kinds: Readonly<Record<string, { readonly data: (rows: Required<ThresholdData>) => ThresholdData; readonly more: Partial<ThresholdOptions> }>> = {
  sharp: { data: ({ score, outcome }) => ({ score, outcome }), more: {} },
  'sharp, two bandwidths, HC3': {
    data: ({ score, outcome }) => ({ score, outcome }),
    more: { bandwidths: 'certwo', errors: { kind: 'HC3' }, kernel: 'uniform' },
  },
  'sharp, covariates': { data: ({ score, outcome, covariates }) => ({ score, outcome, covariates }), more: { bandwidths: 'msecomb2' } },
  'sharp, clusters': { data: ({ score, outcome, cluster }) => ({ score, outcome, cluster }), more: { errors: { kind: 'CR2' } } },
  fuzzy: { data: ({ score, outcome, treatment }) => ({ score, outcome, treatment }), more: { kernel: 'epanechnikov' } },
  'fuzzy, covariates, clusters': { data: (rows) => rows, more: { bandwidths: 'msecomb1' } },
};

function effectOf(data: ThresholdData, more: Partial<ThresholdOptions> = {}): ThresholdEffect {
  const found = thresholdEffect(data, { ...thresholdDefaults, errors: usualErrors(data), ...more });
  if ('refused' in found) throw new Error(JSON.stringify(found));
  return found;
}

const numbersOf = ({ effect, bandwidths: { h, b } }: ThresholdEffect) => ({
  values: [effect.conventional.value, effect.robust.value],
  errors: [effect.conventional.standardError, effect.robust.standardError],
  widths: [h.below, h.above, b.below, b.above],
});

function expectNear(found: readonly number[], expected: readonly number[], tolerance = 1e-9): void {
  for (const [i, value] of found.entries())
    expect(Math.abs(value - expected[i]), `${found} against ${expected}`).toBeLessThan(tolerance * Math.max(1, Math.abs(expected[i])));
}

const shuffledBy = (random: Random, rows: number): Int32Array => ascendingOrder([Float64Array.from({ length: rows }, () => random.uniform())]);
const at = (values: Float64Array, places: Int32Array): Float64Array => Float64Array.from(places, (i) => values[i]);
const mapped = (data: ThresholdData, column: 'score' | 'outcome', f: (value: number) => number): ThresholdData => ({ ...data, [column]: data[column].map(f) });

describe.each(Object.entries(kinds))('the effect at a cutoff, %s', (name, { data, more }) => {
  const seeds = [1, 2, 3];

  it.each(seeds)('is the same in another unit of the score, with bandwidths in it (%i)', (seed) => {
    const rows = data(drawn(stream(seed)));
    const [plain, scaled] = [rows, mapped(rows, 'score', (x) => 1000 * x)].map((d) => numbersOf(effectOf(d, more)));
    expectNear(scaled.values, plain.values);
    expectNear(scaled.errors, plain.errors);
    expectNear(
      scaled.widths.map((width) => width / 1000),
      plain.widths,
    );
  });

  it.each(seeds)('is in the unit of the outcome, wherever its zero is (%i)', (seed) => {
    const rows = data(drawn(stream(seed)));
    const plain = effectOf(rows, more);
    // Fuzzy bandwidths are linear about levels of the outcome, as in rdrobust: they alone move with its zero.
    const options = name.startsWith('fuzzy') ? { ...more, bandwidths: plain.bandwidths } : more;
    const moved = effectOf(
      mapped(rows, 'outcome', (y) => 70 - 3 * y),
      options,
    );
    expectNear(
      numbersOf(moved).values,
      numbersOf(plain).values.map((value) => -3 * value),
    );
    expectNear(
      numbersOf(moved).errors,
      numbersOf(plain).errors.map((error) => 3 * error),
    );
    expectNear(numbersOf(moved).widths, numbersOf(plain).widths);
  });

  it.each(seeds)('turns around in the mirror, bandwidths with their sides (%i)', (seed) => {
    const rows = data(drawn(stream(seed)));
    const [plain, mirrored] = [rows, mapped(rows, 'score', (x) => -x)].map((d) => effectOf(d, more));
    const sign = name.startsWith('fuzzy') ? 1 : -1;
    expectNear(
      numbersOf(mirrored).values,
      numbersOf(plain).values.map((value) => sign * value),
    );
    expectNear(numbersOf(mirrored).errors, numbersOf(plain).errors);
    expectNear([mirrored.bandwidths.h.below, mirrored.bandwidths.b.above], [plain.bandwidths.h.above, plain.bandwidths.b.below]);
  });

  it.each(seeds)('does not depend on the order of rows or on what clusters are called, to the last bit (%i)', (seed) => {
    const random = stream(seed);
    // Rounded, so that many rows have one score and some are equal in all but their cluster.
    const rows = drawn(random, 500, 1);
    rows.outcome.set(rows.outcome.map(Math.round));
    rows.covariates[0].values.set(rows.covariates[0].values.map(Math.round));
    const places = shuffledBy(random, 500);
    const other: Required<ThresholdData> = {
      score: at(rows.score, places),
      outcome: at(rows.outcome, places),
      treatment: at(rows.treatment, places),
      covariates: rows.covariates.map(({ name: of, values }) => ({ name: of, values: at(values, places) })),
      cluster: Int32Array.from(places, (i) => 1000 - 7 * rows.cluster[i]),
    };
    expect(effectOf(data(other), more)).toEqual(effectOf(data(rows), more));
    expect(plotBins(other, plotDefaults)).toEqual(plotBins(rows, plotDefaults));
  });
});

describe('polynomials of a side', () => {
  const errors: readonly ThresholdErrors[] = [
    { kind: 'HC0' },
    { kind: 'HC1' },
    { kind: 'HC2' },
    { kind: 'HC3' },
    { kind: 'CR1' },
    { kind: 'CR2' },
    { kind: 'CR3' },
  ];

  it.each([0, 1, 2, 3])('find a jump of curves of order %i without error', (order) => {
    const { score } = drawn(stream(order));
    const outcome = score.map((x) => 2 + (x >= 0 ? 1.5 : 0) + (order > 0 ? x : 0) - 0.5 * x ** order);
    for (const kernel of ['triangular', 'uniform', 'epanechnikov'] as const) {
      const bandwidths = { h: { below: 0.6, above: 0.8 }, b: { below: 0.9, above: 0.7 } };
      const { effect, sides } = effectOf({ score, outcome }, { order, biasOrder: order + 1, kernel, bandwidths, errors: { kind: 'HC1' } });
      expectNear([effect.conventional.value, effect.robust.value], [1.5, 1.5], 1e-10);
      expectNear([effect.conventional.standardError, effect.robust.standardError], [0, 0], 1e-10);
      expectNear([sides.below.outcome.conventional], [order === 0 ? 1.5 : 2], 1e-10);
    }
  });

  it('have the bias correction of one polynomial of the higher order where both bandwidths are the same', () => {
    const { score, outcome, cluster } = drawn(stream(11));
    const bandwidths: Bandwidths = { h: { below: 0.7, above: 0.9 }, b: { below: 0.7, above: 0.9 } };
    for (const one of errors) {
      const rows = { score, outcome, ...(one.kind.startsWith('CR') && { cluster }) };
      const { effect } = effectOf(rows, { bandwidths, errors: one });
      const higher = effectOf(rows, { bandwidths, errors: one, order: 2, biasOrder: 3 });
      expectNear([effect.robust.value], [higher.effect.conventional.value]);
      expectNear([effect.robust.standardError], [higher.effect.conventional.standardError]);
    }
  });

  it('have clusters of one row each for rows by themselves', () => {
    const { score, outcome } = drawn(stream(12));
    const bandwidths: Bandwidths = { h: { below: 0.7, above: 0.9 }, b: { below: 1, above: 1.1 } };
    const cluster = Int32Array.from(score, (_, i) => i);
    for (const [clustered, plain] of [
      ['CR1', 'HC1'],
      ['CR2', 'HC2'],
      ['CR3', 'HC3'],
    ] as const) {
      const [found, expected] = [
        effectOf({ score, outcome, cluster }, { bandwidths, errors: { kind: clustered } }),
        effectOf({ score, outcome }, { bandwidths, errors: { kind: plain } }),
      ];
      expectNear(numbersOf(found).errors.slice(0, 1), numbersOf(expected).errors.slice(0, 1), 1e-12);
    }
  });
});

it('a fuzzy effect is the jump of the outcome over that of the treatment, its reduced form the sharp effect in the same bandwidths', () => {
  const { score, outcome, treatment } = drawn(stream(13));
  const fuzzy = effectOf({ score, outcome, treatment });
  const { effect, firstStage, reducedForm, bandwidths } = fuzzy;
  expect(reducedForm).toEqual(effectOf({ score, outcome }, { bandwidths }).effect);
  expectNear([effect.conventional.value], [(reducedForm?.conventional.value ?? 0) / (firstStage?.conventional.value ?? 0)], 1e-12);
  const ofTreatment = effectOf({ score, outcome: treatment }, { bandwidths }).effect;
  expectNear([firstStage?.robust.value ?? 0, firstStage?.robust.standardError ?? 0], [ofTreatment.robust.value, ofTreatment.robust.standardError], 1e-12);
});

describe('bandwidths', () => {
  const data = drawn(stream(21));
  const options: PilotOptions = { ...thresholdDefaults, errors: usualErrors(data) };
  const widths = (selector: BandwidthSelector): Bandwidths => selectBandwidths(data, selector, options) as Bandwidths;

  it('of combined selectors are the smaller, or the middle, of those that they combine', () => {
    const [rd, sum, two, smaller, middle] = (['mserd', 'msesum', 'msetwo', 'msecomb1', 'msecomb2'] as const).map(widths);
    for (const which of ['h', 'b'] as const) {
      for (const side of ['below', 'above'] as const) {
        expect(smaller[which][side]).toBe(Math.min(rd[which][side], sum[which][side]));
        expect(middle[which][side]).toBe([rd, sum, two].map((found) => found[which][side]).sort((a, b) => a - b)[1]);
      }
    }
  });

  it('for coverage are narrower, by clusters of both sides; those of the bias stay', () => {
    const [mse, cer] = [widths('mserd'), widths('cerrd')];
    expect(cer.b).toEqual(mse.b);
    expect(cer.h.below / mse.h.below).toBeCloseTo(60 ** (-1 / 20), 12);
  });
});
