import { describe, expect, it } from 'vitest';
import { mixedFeatures, plainPlan, splitOf } from '../../../test/support/small-trees.ts';
import { stream } from '../../math/random/stream.ts';
import type { Feature } from '../features.ts';

const units = 40;

/** All ways to send the values of a column left: every cut with what is unknown on either side, every set of levels. */
function* waysLeft({ values, levels }: Feature): Generator<readonly boolean[]> {
  if (levels) {
    for (let set = 1; set < 2 ** levels.length - 1; set++) yield Array.from(values, (value) => ((set >> value) & 1) === 1);
    return;
  }
  for (const cut of new Set(values))
    for (const unknownLeft of [true, false]) yield Array.from(values, (value) => (Number.isNaN(value) ? unknownLeft : value <= cut));
}

const sum = (values: ArrayLike<number>, left: readonly boolean[], side: boolean): number => left.reduce((s, l, i) => (l === side ? s + values[i] : s), 0);

/** Sum over sides of (sum of w r)^2 / (sum of w), less that of the whole. */
function gainOf(response: ArrayLike<number>, weights: ArrayLike<number>, left: readonly boolean[]): number {
  if (!left.includes(true) || !left.includes(false)) return 0;
  return [true, false].reduce((gain, side) => gain + sum(response, left, side) ** 2 / sum(weights, left, side), 0) - gainOfWhole(response, weights);
}

const total = (values: ArrayLike<number>): number => Array.from(values).reduce((s, v) => s + v, 0);
const gainOfWhole = (response: ArrayLike<number>, weights: ArrayLike<number>): number => total(response) ** 2 / total(weights);

const seeds = Array.from({ length: 25 }, (_, k) => k + 1);

describe('the search of a split', () => {
  it.each(seeds)('of means finds what no other way beats: all cuts, unknown values on both sides, all sets of levels (seed %i)', (seed) => {
    const random = stream(seed);
    const features = mixedFeatures(units, random);
    const y = Float64Array.from({ length: units }, () => random.normal() + 5);
    const weights = Float64Array.from({ length: units }, () => 0.5 + random.uniform());
    const split = splitOf(features, [y], plainPlan(features), weights);
    const weighted = y.map((value, i) => value * weights[i]);
    const best = Math.max(...features.columns.flatMap((column) => [...waysLeft(column)].map((left) => gainOf(weighted, weights, left))));
    expect(split.gain).toBeCloseTo(best, 9);
    expect(gainOf(weighted, weights, split.left)).toBeCloseTo(best, 9);
  });

  it.each(seeds)('of effects drives the pseudo-outcomes apart the most, where both sides keep enough of the treatment (seed %i)', (seed) => {
    const random = stream(seed);
    const features = { units, columns: mixedFeatures(units, random).columns.slice(0, 3) };
    const treatment = Float64Array.from({ length: units }, () => random.bernoulli(0.5));
    const y = treatment.map((t, i) => t * features.columns[1].values[i] + random.normal());
    const [minNodeSize, alpha] = [3, 0.1];
    const mean = (values: ArrayLike<number>): number => total(values) / units;
    const away = treatment.map((t) => t - mean(treatment));
    const effect = total(y.map((value, i) => value * away[i])) / total(away.map((a) => a * a));
    const pseudo = y.map((value, i) => away[i] * (value - mean(y) - effect * away[i]));
    const ones = new Float64Array(units).fill(1);
    const spread = (left: readonly boolean[], side: boolean): number =>
      sum(
        away.map((a) => a * a),
        left,
        side,
      ) -
      sum(away, left, side) ** 2 / sum(ones, left, side);
    const enough = (left: readonly boolean[]): boolean =>
      [true, false].every((side) => {
        const below = sum(
          away.map((a) => (a < 0 ? 1 : 0)),
          left,
          side,
        );
        const n = sum(ones, left, side);
        return below >= minNodeSize && n - below >= minNodeSize && spread(left, side) >= alpha * total(away.map((a) => a * a));
      });
    const ways = features.columns.flatMap((column) => [...waysLeft(column)]).filter(enough);
    const best = Math.max(...ways.map((left) => gainOf(pseudo, ones, left)));
    const split = splitOf(features, [y, treatment, treatment], plainPlan(features, 'instrumental', { minNodeSize, alpha }));
    expect(split.gain).toBeCloseTo(best, 9);
    expect(gainOf(pseudo, ones, split.left)).toBeCloseTo(best, 9);
  });

  it('counts weights as repeated rows', () => {
    for (const seed of seeds) {
      const random = stream(seed);
      const features = mixedFeatures(units, random);
      const y = Float64Array.from({ length: units }, () => random.normal());
      const weights = Float64Array.from({ length: units }, () => 1 + random.integer(3));
      const repeated = Array.from(weights).flatMap((weight, i) => Array.from({ length: weight }, () => i));
      const columns = features.columns.map((column) => ({ ...column, values: Float64Array.from(repeated, (i) => column.values[i]) }));
      const once = splitOf(features, [y], plainPlan(features), weights);
      const more = splitOf({ units: repeated.length, columns }, [Float64Array.from(repeated, (i) => y[i])], plainPlan(features));
      expect(more.column).toBe(once.column);
      expect(more.gain).toBeCloseTo(once.gain, 9);
      expect(more.left).toEqual(repeated.map((i) => once.left[i]));
    }
  });

  it('of several classes drives all their shares apart', () => {
    const random = stream(3);
    const features = mixedFeatures(units, random);
    const classes = features.columns[1].values.map((value) => Math.min(value, 2));
    const split = splitOf(features, [classes], plainPlan(features, 'classes', { responses: 3 }));
    expect(split.column).toBe(1);
    const ones = new Float64Array(units).fill(1);
    const gain = (left: readonly boolean[]): number =>
      [0, 1, 2].reduce(
        (s, k) =>
          s +
          gainOf(
            classes.map((c) => (c === k ? 1 : 0)),
            ones,
            left,
          ),
        0,
      );
    expect(split.gain).toBeCloseTo(Math.max(...[...waysLeft(features.columns[1])].map(gain)), 9);
  });

  it('finds none where responses are alike, or nothing tells units apart', () => {
    const random = stream(1);
    const features = mixedFeatures(units, random);
    expect(splitOf(features, [new Float64Array(units).fill(1e6)], plainPlan(features)).found).toBe(false);
    const same = { units, columns: features.columns.map((column) => ({ ...column, values: new Float64Array(units).fill(1) })) };
    expect(splitOf(same, [Float64Array.from({ length: units }, () => random.normal())], plainPlan(same)).found).toBe(false);
    const y = Float64Array.from({ length: units }, () => random.normal());
    const constant = new Float64Array(units).fill(1);
    expect(splitOf(features, [y, constant, constant], plainPlan(features, 'instrumental')).found).toBe(false);
  });
});
