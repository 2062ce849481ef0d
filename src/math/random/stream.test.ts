import { describe, expect, it } from 'vitest';
import { normalCdf } from '../distributions/normal.ts';
import { type Random, stream } from './stream.ts';

const N = 200_000;
const draw = (random: Random, sampler: (random: Random) => number, n = N) => Float64Array.from({ length: n }, () => sampler(random));

/** Largest distance between the empirical and the given distribution function, times the root of n. */
function kolmogorov(values: Float64Array, cdf: (x: number) => number): number {
  const sorted = values.slice().sort();
  let largest = 0;
  sorted.forEach((x, i) => {
    largest = Math.max(largest, Math.abs(cdf(x) - i / sorted.length), Math.abs(cdf(x) - (i + 1) / sorted.length));
  });
  return largest * Math.sqrt(sorted.length);
}
const KOLMOGOROV_BOUND = 2.225; // exceeded once in 10,000

function correlation(x: Float64Array, y: Float64Array): number {
  const mean = (v: Float64Array) => v.reduce((sum, a) => sum + a, 0) / v.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((a, i) => {
    xy += (a - mx) * (y[i] - my);
    xx += (a - mx) ** 2;
    yy += (y[i] - my) ** 2;
  });
  return xy / Math.sqrt(xx * yy);
}
const CORRELATION_BOUND = 3.9 / Math.sqrt(N); // exceeded once in 10,000

describe.each([
  { name: 'uniform', sampler: (r: Random) => r.uniform(), cdf: (x: number) => x },
  { name: 'normal', sampler: (r: Random) => r.normal(), cdf: normalCdf },
  { name: 'exponential', sampler: (r: Random) => r.exponential(), cdf: (x: number) => 1 - Math.exp(-x) },
])('$name', ({ sampler, cdf }) => {
  it.each([0, 20260901, Number.MAX_SAFE_INTEGER])('has its distribution under seed %d', (seed) => {
    expect(kolmogorov(draw(stream(seed), sampler), cdf)).toBeLessThan(KOLMOGOROV_BOUND);
  });
  it('has its distribution across the first draws of many replicates', () => {
    const first = Float64Array.from({ length: 50_000 }, (_, replicate) => sampler(stream(7, replicate)));
    expect(kolmogorov(first, cdf)).toBeLessThan(KOLMOGOROV_BOUND);
  });
});

it('draws normals with the moments of the normal distribution', () => {
  const powers = [0, 0, 0, 0];
  for (const z of draw(stream(3), (r) => r.normal())) for (let k = 0; k < 4; k++) powers[k] += z ** (k + 1) / N;
  const varianceOfPower = [1, 2, 15, 96];
  [0, 1, 0, 3].forEach((moment, k) => {
    expect(Math.abs(powers[k] - moment)).toBeLessThan(3.9 * Math.sqrt(varianceOfPower[k] / N));
  });
});

it.each([0, 0.03, 0.5, 1])('draws ones with chance %d', (chance) => {
  const ones = draw(stream(4), (r) => r.bernoulli(chance)).reduce((sum, x) => sum + x, 0);
  expect(Math.abs(ones / N - chance)).toBeLessThanOrEqual(3.9 * Math.sqrt((chance * (1 - chance)) / N));
});

it.each([1, 6, 1000])('draws integers below %d evenly', (count) => {
  const times = new Float64Array(count);
  for (const k of draw(stream(5), (r) => r.integer(count))) times[k]++;
  const expected = N / count;
  const chiSquare = times.reduce((sum, t) => sum + (t - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThanOrEqual(count - 1 + 4.5 * Math.sqrt(2 * (count - 1)));
});

it('repeats bit for bit', () => {
  const mixed = (r: Random) => r.uniform() + r.normal() + r.integer(9);
  expect(draw(stream(11, 4), mixed, 1000)).toEqual(draw(stream(11, 4), mixed, 1000));
});

it('takes one uniform for every draw, of whatever kind', () => {
  const [uniforms, mixed] = [stream(6), stream(6)];
  const fifth = draw(uniforms, (r) => r.uniform(), 5)[4];
  mixed.normal();
  mixed.bernoulli(0);
  mixed.integer(10);
  mixed.exponential();
  expect(mixed.uniform()).toBe(fifth);
});

it.each([
  ['neighbouring replicates', stream(1, 0), stream(1, 1)],
  ['neighbouring seeds', stream(1), stream(2)],
  ['seed and replicate exchanged', stream(1, 2), stream(2, 1)],
  ['seeds that share their lower 32 bits', stream(5), stream(5 + 2 ** 32)],
  ['replicates that share their lower 32 bits', stream(5, 3), stream(5, 3 + 2 ** 32)],
])('gives independent streams to %s', (_, a, b) => {
  const uniform = (r: Random) => r.uniform();
  expect(Math.abs(correlation(draw(a, uniform), draw(b, uniform)))).toBeLessThan(CORRELATION_BOUND);
});

it('has no correlation between one draw and the next', () => {
  const values = draw(stream(8), (r) => r.uniform(), N + 1);
  expect(Math.abs(correlation(values.subarray(0, N), values.subarray(1)))).toBeLessThan(CORRELATION_BOUND);
});

it.each([-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d as a seed or a replicate', (bad) => {
  expect(() => stream(bad)).toThrow(`seed is ${bad}; it must be an integer from 0 to 2^53 - 1`);
  expect(() => stream(1, bad)).toThrow(`replicate is ${bad}; it must be an integer from 0 to 2^53 - 1`);
});
