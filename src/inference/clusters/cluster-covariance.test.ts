import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { type LinearRegression, linearRegression } from '../../models/linear-regression.ts';
import type { RowWeights } from '../../moments/moments-of.ts';
import { coefficientCovariance } from '../sandwich.ts';
import { clusterCovariance } from './cluster-covariance.ts';

const n = 60;
const random = stream(7);
const x = Float64Array.from({ length: n }, () => random.normal());
const clusters = Int32Array.from({ length: n }, (_, i) => Math.floor(Math.sqrt(i)));
const shared = Array.from({ length: 8 }, () => random.normal());
const y = Float64Array.from({ length: n }, (_, i) => x[i] + shared[clusters[i]] + random.normal());

function regress(rows: readonly number[], weights?: RowWeights): LinearRegression {
  const at = (column: Float64Array): Float64Array => Float64Array.from(rows, (i) => column[i]);
  const columns = [new Float64Array(rows.length).fill(1), at(x)];
  return linearRegression({ outcome: at(y), design: { names: ['one', 'x'], columns }, ...(weights && { weights }) }) as LinearRegression;
}

const all = Array.from({ length: n }, (_, i) => i);
const found = (...args: Parameters<typeof clusterCovariance>) => {
  const answer = clusterCovariance(...args);
  if ('kind' in answer) throw new Error(answer.kind);
  return answer;
};

describe('clusterCovariance', () => {
  it.each(['CR0', 'CR1', 'CR2'] as const)('%s takes a frequency weight as that many equal rows of the cluster', (kind) => {
    const values = Float64Array.from(all, (i) => i % 4);
    const repeated = all.flatMap((i) => new Array<number>(values[i]).fill(i));
    const [weighted, plain] = [
      found(regress(all, { kind: 'frequency', values }), { clusters, kind }),
      found(regress(repeated), { clusters: repeated.map((i) => clusters[i]), kind }),
    ];
    for (const [e, value] of plain.matrix.entries()) expect(Math.abs(weighted.matrix[e] / value - 1)).toBeLessThan(1e-10);
    for (const [j, df] of plain.df.entries()) expect(Math.abs(weighted.df[j] / df - 1)).toBeLessThan(1e-10);
    expect(weighted.clusters).toBe(plain.clusters);
  });

  it('is HC2 when every row is a cluster', () => {
    const hc2 = coefficientCovariance(regress(all), 'HC2') as Float64Array;
    for (const [e, value] of found(regress(all), { clusters: all }).matrix.entries()) expect(Math.abs(value / hc2[e] - 1)).toBeLessThan(1e-10);
  });

  it('has no more freedom for a mean of equal clusters than their number less one', () => {
    const fit = linearRegression({ outcome: y, design: { names: ['one'], columns: [new Float64Array(n).fill(1)] } }) as LinearRegression;
    expect(found(fit, { clusters: all.map((i) => i % 6) }).df[0]).toBeCloseTo(5, 10);
    expect(found(fit, { clusters }).df[0]).toBeLessThan(7);
  });

  it('refuses what it cannot tell', () => {
    expect(clusterCovariance(regress(all), { clusters: all.map(() => 3) })).toEqual({ kind: 'too-few-clusters', clusters: 1 });
    const values = new Float64Array(n).fill(2);
    expect(clusterCovariance(regress(all, { kind: 'sampling', values }), { clusters })).toEqual({ kind: 'weights-not-clustered' });
    expect(clusterCovariance(regress(all, { kind: 'precision', values }), { clusters })).toEqual({ kind: 'weights-not-clustered' });
  });
});
