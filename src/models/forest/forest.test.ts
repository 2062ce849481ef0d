import { describe, expect, it } from 'vitest';
import { drawSetup } from '../../../test/support/effect-setups.ts';
import { mixedFeatures } from '../../../test/support/small-trees.ts';
import { onCopies, workDone } from '../../../test/support/work-done.ts';
import { EstimandError } from '../../errors/estimand-error.ts';
import { stream } from '../../math/random/stream.ts';
import type { Features } from '../features.ts';
import { forestBytes, forestFrom } from './bytes.ts';
import { causalForest } from './causal-forest.ts';
import { splitFrequencies, variableImportance } from './importance.ts';
import { forestMemory } from './memory.ts';
import { forestOptions } from './options.ts';
import { outOfBag, predict, predicted } from './predict.ts';
import { classForest, regressionForest } from './regression-forest.ts';
import { tunedOptions } from './tuning.ts';

const options = { trees: 60, seed: 3 };
const sample = drawSetup('nw-a', 1, 400);
const ofEffects = workDone(causalForest(sample, options));
const random = stream(11);
const mixed = mixedFeatures(400, random);
const y = mixed.columns[1].values.map((few, i) => few * (mixed.columns[3].values[i] === 2 ? 2 : 1) + 0.3 * random.normal());
const ofMeans = workDone(regressionForest({ features: mixed, outcome: y }, options));

/** What a refusal says; empty where nothing is refused. */
function refusal(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    if (error instanceof EstimandError) return error.message;
    throw error;
  }
}

const close = (found: Float64Array, expected: Float64Array, tolerance: number): void => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(Math.abs(found[i] - expected[i])).toBeLessThan(tolerance);
};

describe('a forest', () => {
  it('has the same bits whoever grows it and in whatever order, and predicts them', () => {
    const elsewhere = workDone(causalForest(sample, options), onCopies);
    expect(elsewhere).toEqual(ofEffects);
    const here = workDone(outOfBag(ofEffects.forest, sample, 'little-bags'));
    expect(workDone(outOfBag(ofEffects.forest, sample, 'little-bags'), onCopies)).toEqual(here);
    expect(here.variances.every((variance) => variance > 0 || Number.isNaN(variance))).toBe(true);
  });

  it('predicts the same at once and as work', () => {
    expect(workDone(predicted(ofMeans, mixed)).values).toEqual(predict(ofMeans, mixed));
    const rows = Int32Array.of(7, 3, 3, 250);
    expect([...predict(ofMeans, mixed, rows)]).toEqual([...rows].map((row) => predict(ofMeans, mixed)[row]));
  });

  it('learns from some rows as from features that hold only these', () => {
    const rows = Int32Array.from({ length: 250 }, (_, i) => (i * 37) % 400);
    const only: Features = {
      units: 250,
      columns: mixed.columns.map((column) => ({ ...column, values: Float64Array.from(rows, (row) => column.values[row]) })),
    };
    const some = workDone(regressionForest({ features: mixed, outcome: y, rows }, options));
    const same = workDone(regressionForest({ features: only, outcome: Float64Array.from(rows, (row) => y[row]) }, options));
    expect(some).toEqual(same);
    expect(workDone(outOfBag(some, { features: mixed, rows }))).toEqual(workDone(outOfBag(same, { features: only })));
  });

  it('of effects does not care for a constant added to the outcome, and scales with it', () => {
    const expected = predict(ofEffects.forest, sample.features);
    const of = (change: (value: number) => number): Float64Array =>
      predict(workDone(causalForest({ ...sample, outcome: sample.outcome.map(change) }, options)).forest, sample.features);
    close(
      of((value) => value + 64),
      expected,
      1e-9,
    );
    close(
      of((value) => value * 4),
      expected.map((value) => value * 4),
      1e-9,
    );
  });

  it('with the treatment as its own instrument is the forest without one', () => {
    const given = { outcomeHat: ofEffects.expected.outcome, treatmentHat: ofEffects.expected.treatment };
    const instrument = workDone(causalForest({ ...sample, ...given, instrument: sample.treatment, instrumentHat: given.treatmentHat }, options));
    expect(instrument.forest).toEqual(ofEffects.forest);
  });

  it('says of units that it was grown on only what other trees say', () => {
    // Noise alone: a forest that had seen a unit would lean to its outcome.
    const noise = Float64Array.from({ length: 400 }, () => random.normal());
    const forest = workDone(regressionForest({ features: mixed, outcome: noise }, { ...options, honesty: 'none', minNodeSize: 1 }));
    const correlation = (values: Float64Array): number => values.reduce((sum, value, i) => sum + value * noise[i], 0) / 400;
    expect(correlation(predict(forest, mixed))).toBeGreaterThan(0.2);
    expect(correlation(workDone(outOfBag(forest, { features: mixed })).values)).toBeLessThan(0.05);
  });

  it('of classes gives chances that add up to 1, of two classes those of a regression', () => {
    const two = y.map((value) => (value > 2 ? 1 : 0));
    // Levels are ordered by the first class, which is the other way round: splits that are alike may differ then.
    const numbers = { units: 400, columns: mixed.columns.slice(0, 3) };
    const chances = predict(workDone(classForest({ features: numbers, classes: two, count: 2 }, { ...options, columnsTried: 100 })), numbers);
    const mean = predict(workDone(regressionForest({ features: numbers, outcome: two }, { ...options, columnsTried: 100 })), numbers);
    for (let i = 0; i < 400; i++) {
      expect(chances[2 * i] + chances[2 * i + 1]).toBeCloseTo(1, 12);
      expect(chances[2 * i + 1]).toBeCloseTo(mean[i], 12);
    }
  });

  it('is exact where bins are: the same where a column has few values anyway', () => {
    const few = { units: 400, columns: mixed.columns.slice(1) };
    const of = (binning: 'exact' | 'quantile'): Float64Array =>
      predict(workDone(regressionForest({ features: few, outcome: y }, { ...options, binning })), few);
    expect(of('exact')).toEqual(of('quantile'));
  });

  it('finds which columns matter', () => {
    const [number, few, unknown, level] = variableImportance(ofMeans);
    expect(
      splitFrequencies(ofMeans)
        .subarray(0, 4)
        .reduce((sum, count) => sum + count, 0),
    ).toBeLessThanOrEqual(60);
    expect(number + few + unknown + level).toBeCloseTo(1, 12);
    expect(few).toBeGreaterThan(0.4);
    expect(level).toBeGreaterThan(Math.max(number, unknown));
  });

  it('lies in one file, and any byte that is spoiled is found', () => {
    const bytes = forestBytes(ofMeans);
    const again = forestFrom(bytes);
    expect(predict(again, mixed)).toEqual(predict(ofMeans, mixed));
    expect(forestBytes(again)).toEqual(bytes);
    for (let k = 0; k < 40; k++) {
      const spoiled = bytes.slice();
      spoiled[random.integer(k < 10 ? 28 : bytes.length)] ^= 1 << random.integer(8);
      expect(() => forestFrom(spoiled)).toThrow('These bytes are no forest');
    }
    expect(() => forestFrom(bytes.subarray(0, bytes.length - 8))).toThrow('some are missing or changed');
    expect(() => forestFrom(new Uint8Array(3))).toThrow('they do not begin as one');
  });

  it('searches options that err no more than those given', () => {
    const target = { kind: 'regression', outcome: y } as const;
    const given = { seed: 2, minNodeSize: 45 };
    expect(workDone(tunedOptions({ features: mixed, target }, given, { tries: 6, trees: 20 })).minNodeSize).toBeLessThan(45);
  });

  it('tells its memory before it is grown: more than it keeps, less than ten times that', () => {
    const kept = ofEffects.forest.parts.reduce((sum, { trees, drawn }) => sum + trees.nodes.byteLength + trees.leaves.byteLength + drawn.byteLength, 0);
    const told = forestMemory(forestOptions(options), 400, 6);
    expect(told).toBeGreaterThan(kept);
    expect(told).toBeLessThan(10 * kept);
  });
});

describe('a forest refuses', () => {
  const asked = (features: Features): string => refusal(() => predict(ofMeans, features));
  const [number, few, unknown, level] = mixed.columns;

  it('units without a column that it knows, or with a level that it does not, by their names', () => {
    expect(asked({ units: 400, columns: [number, few, level] })).toContain('What was learned reads the feature "unknown", which is not among');
    expect(asked({ units: 400, columns: [number, few, unknown, { ...level, levels: ['a', 'b', 'z', 'd', 'y'] }] })).toContain(
      '"y" and "z" of the feature "level" are not among',
    );
    expect(asked({ units: 400, columns: [number, unknown, level, { ...few, levels: ['0', '1', '2', '3'] }] })).toContain(
      'The feature "few" was learned as a number',
    );
    // Any order, and what it does not read.
    expect(asked({ units: 400, columns: [level, unknown, few, number, { ...few, name: 'new' }] })).toBe('');
  });

  it('options that mean nothing, too few units, and more memory than it may take', () => {
    const grown = (given: object, features = mixed) => refusal(() => workDone(regressionForest({ features, outcome: y }, { ...options, ...given })));
    expect(grown({ trees: 61 })).toContain('a whole number of groups of 2');
    expect(grown({ sampleFraction: 0.7 })).toContain('at most 0.5');
    expect(grown({ honesty: 1 })).toContain('a share between 0 and 1');
    expect(grown({}, { units: 20, columns: mixed.columns })).toContain('at least 40');
    expect(grown({ mostMemory: 1000 })).toContain('more than the 1 MB that it may');
    expect(refusal(() => workDone(outOfBag(ofMeans, { features: sample.features })))).not.toBe('');
    const single = workDone(regressionForest({ features: mixed, outcome: y }, { ...options, groupSize: 1 }));
    expect(refusal(() => workDone(predicted(single, mixed, undefined, 'little-bags')))).toContain('where variances are asked for');
  });
});
