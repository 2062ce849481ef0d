import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import type { Features } from '../features.ts';
import { binned, columnBins } from './bins.ts';

const one = (values: readonly number[]): Features => ({ units: values.length, columns: [{ name: 'x', values: Float64Array.from(values) }] });
const codes = (features: Features, binning: 'quantile' | 'exact' = 'quantile'): readonly number[] =>
  Array.from(binned(columnBins(features, binning), features).codes);

describe('bins', () => {
  it('are exact where a column has few values, in their order, 0 being what is not known', () => {
    expect(codes(one([3, Number.NaN, -1, 3, 2.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]))).toEqual([4, 0, 2, 4, 3, 5, 1]);
  });

  it('hold equal shares of many values, at most 255 of them', () => {
    const random = stream(1);
    const features = one(Array.from({ length: 20_000 }, () => random.normal()));
    const counts = new Map<number, number>();
    for (const code of codes(features)) counts.set(code, (counts.get(code) ?? 0) + 1);
    expect(counts.size).toBe(255);
    for (const count of counts.values()) expect(Math.abs(count - 20_000 / 255)).toBeLessThan(2);
  });

  it('are how many cuts lie below, wherever these crowd', () => {
    const random = stream(4);
    const [large, small] = [Number.MAX_VALUE, Number.MIN_VALUE];
    const edges = [0, -0, small, 2 * small, -small, large, -large, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const spread = (most: number): Float64Array =>
      Float64Array.from({ length: 300 }, () => (random.uniform() < 0.5 ? -1 : 1) * Math.exp(most * random.normal()));
    for (const cuts of [[], [0], [small], [-large, large], edges.slice(0, 7), spread(1), spread(40), spread(200)].map((own) =>
      Float64Array.from(new Set(own)).sort(),
    )) {
      const values = Float64Array.from([...edges, ...cuts, ...spread(100)]);
      const found = binned([{ name: 'x', cuts }], { units: values.length, columns: [{ name: 'x', values }] }).codes;
      expect(Array.from(found)).toEqual(Array.from(values, (value) => 1 + cuts.filter((cut) => cut < value).length));
    }
  });

  it('keep a value that many units have apart', () => {
    const random = stream(2);
    const features = one(Array.from({ length: 10_000 }, (_, i) => (i % 2 === 0 ? 0 : random.uniform() - 0.3)));
    const found = codes(features);
    const ofZero = found[0];
    expect(found.every((code, i) => (code === ofZero) === (i % 2 === 0) || i % 2 === 1)).toBe(true);
    expect(found.filter((code, i) => i % 2 === 1 && code === ofZero).length).toBeLessThan(60);
  });

  it('give each value a code of its own where that is asked', () => {
    const random = stream(3);
    const features = one(Array.from({ length: 3000 }, () => random.normal()));
    const found = codes(features, 'exact');
    expect(new Set(found).size).toBe(3000);
    const order = Array.from({ length: 3000 }, (_, i) => i).sort((a, b) => found[a] - found[b]);
    expect(order).toEqual(Array.from({ length: 3000 }, (_, i) => i).sort((a, b) => features.columns[0].values[a] - features.columns[0].values[b]));
  });

  it('read levels by their text, whatever their places', () => {
    const learned: Features = { units: 3, columns: [{ name: 'plan', values: Float64Array.of(0, 1, 2), levels: ['free', 'team', 'pro'] }] };
    const other: Features = { units: 3, columns: [{ name: 'plan', values: Float64Array.of(0, 1, Number.NaN), levels: ['pro', 'free'] }] };
    expect(Array.from(binned(columnBins(learned, 'quantile'), other).codes)).toEqual([3, 1, 0]);
  });
});
