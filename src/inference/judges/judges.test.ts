import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { areaUnderCurve, cohenKappa, correlation, krippendorffAlpha, type Ratings } from './agreement.ts';
import { calibratedEffect } from './calibrated-effect.ts';
import { predictionPowered } from './prediction-powered.ts';

const random = stream(4);
const n = 80;
const human = Float64Array.from({ length: n }, () => random.integer(4));
const judge = human.map((h) => Math.max(0, h + random.integer(3) - 1));
const ratings = (changes: Partial<Ratings> = {}): Ratings => ({ n, judge, human, weight: () => 1, ...changes });
const statistics = { correlation, krippendorffAlpha, cohenKappa };

describe.each(Object.entries(statistics).map(([name, statistic]) => ({ name, statistic })))('$name', ({ statistic }) => {
  it('is one where both say the same', () => expect(statistic(ratings({ judge: human }))!.value).toBeCloseTo(1, 12));

  it('is absent where nothing varies', () => {
    const constant = new Float64Array(n).fill(2);
    expect(statistic(ratings({ judge: constant, human: constant }))).toBeUndefined();
  });

  it('counts a weight as that many rows', () => {
    const weight = (i: number): number => (i % 2 === 0 ? 2 : 1);
    const twice = Array.from({ length: n }, (_, i) => i).flatMap((i) => (i % 2 === 0 ? [i, i] : [i]));
    const repeated = ratings({ n: twice.length, judge: Float64Array.from(twice, (i) => judge[i]), human: Float64Array.from(twice, (i) => human[i]) });
    expect(statistic(ratings({ weight }))!.value).toBeCloseTo(statistic(repeated)!.value, 2);
  });

  it('has about the error of its jackknife', () => {
    const without = Array.from({ length: n }, (_, out) => {
      const kept = (of: Float64Array): Float64Array => of.filter((_, i) => i !== out);
      return statistic(ratings({ n: n - 1, judge: kept(judge), human: kept(human) }))!.value;
    });
    const mean = without.reduce((a, b) => a + b) / n;
    const jackknife = Math.sqrt(((n - 1) / n) * without.reduce((sum, v) => sum + (v - mean) ** 2, 0));
    expect(statistic(ratings())!.standardError / jackknife).toBeCloseTo(1, 1);
  });
});

describe('the area under the curve', () => {
  const binary = human.map((h) => (h > 1 ? 1 : 0));
  it('counts pairs, ties by half', () => {
    let [pairs, above] = [0, 0];
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        if (binary[i] === 1 && binary[j] === 0) {
          pairs++;
          above += judge[i] > judge[j] ? 1 : judge[i] === judge[j] ? 0.5 : 0;
        }
    expect(areaUnderCurve(ratings({ human: binary }))!.value).toBeCloseTo(above / pairs, 12);
  });

  it('is absent without two of each', () => expect(areaUnderCurve(ratings({ human: new Float64Array(n) }))).toBeUndefined());
});

describe('arrays of labels', () => {
  const rest = Float64Array.from({ length: 200 }, () => random.integer(5));
  const mean = { kind: 'mean', human, judge, unlabelled: rest } as const;

  it('with no weight for the judge are their mean', () => {
    const [{ value }] = predictionPowered({ of: mean, weight: 0 });
    expect(value).toBeCloseTo(human.reduce((a, b) => a + b) / n, 12);
  });

  it.each([
    ['weight is 2', { of: mean, weight: 2 }],
    ['judge is of 3 rows', { of: { ...mean, judge: new Float64Array(3) } }],
    ['80 labels and 0 other rows', { of: { ...mean, unlabelled: new Float64Array() } }],
    ['told apart', { of: { ...mean, kind: 'regression', terms: [{ name: 'one', labelled: human.map(() => 1), unlabelled: rest.map(() => 1) }] } as const }],
  ])('refuse: %s', (message, options) => expect(() => predictionPowered(options)).toThrow(message));

  it.each([
    ['3 values', { human: new Float64Array(3) }],
    ['told apart|tells apart', { terms: [{ name: 'one', values: human.map(() => 1) }] }],
  ])('of a calibration refuse: %s', (message, changes) => {
    const all = { treated: human.map((_, i) => i % 2), audited: human.map(() => 1), human, terms: [{ name: 'judge', values: judge }] };
    expect(() => calibratedEffect({ ...all, ...changes })).toThrow(new RegExp(message));
  });
});
