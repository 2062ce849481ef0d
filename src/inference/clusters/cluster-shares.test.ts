import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { symmetricEigen } from '../../math/symmetric-eigenvalues.ts';
import { clusterShares } from './cluster-shares.ts';

/** Z_g'Z_g of a cluster with some rows. */
function gramOf(rows: readonly (readonly number[])[], p: number): Float64Array {
  return Float64Array.from({ length: p * p }, (_, e) => rows.reduce((sum, z) => sum + z[Math.floor(e / p)] * z[e % p], 0));
}

/** q'(1 - G)^(-1/2) s and the entries a = q'G (1 - G)^(-1) q and w'w with w = G (1 - G)^(-1/2) q, by eigenvalues. */
function byDefinition(gram: Float64Array, q: Float64Array, s: Float64Array) {
  const p = q.length;
  const { values, vectors } = symmetricEigen(gram, p);
  const along = (x: Float64Array, e: number): number => x.reduce((sum, value, j) => sum + value * vectors[e * p + j], 0);
  let [share, own, length] = [0, 0, 0];
  for (let e = 0; e < p; e++) {
    const slack = 1 - values[e];
    if (slack <= 1e-9) continue;
    share += (along(q, e) * along(s, e)) / Math.sqrt(slack);
    own += (along(q, e) ** 2 * values[e]) / slack;
    length += (values[e] * along(q, e)) ** 2 / slack;
  }
  return { share, own, length };
}

describe('the share of a cluster', () => {
  const random = stream(11);
  const drawn = (n: number, p: number, size: number) => Array.from({ length: n }, () => Array.from({ length: p }, () => size * random.normal()));
  const q = Float64Array.of(0.3, -1.1, 0.7, 0.2);

  it.each([
    ['one row, tiny', 1, 1e-4],
    ['two rows, small', 2, 0.02],
    ['two rows', 2, 0.05],
    ['many rows, just below where the series ends', 12, 0.064],
    ['many rows, just above', 12, 0.07],
    ['rows that are most of the whole', 12, 0.15],
  ])('is that of the definition: %s', (_, n, size) => {
    const gram = gramOf(drawn(n, 4, size), 4);
    const score = Float64Array.from({ length: 4 }, () => random.normal());
    const { share, own, length } = byDefinition(gram, q, score);
    const found = clusterShares({ clusters: 1, rank: 4, grams: gram, scores: [score] }, [q], 'CR2');
    expect(Math.abs(found.shares[0][0][0] / share - 1)).toBeLessThan(1e-12);
    expect(Math.abs(found.freedom![0].trace / (own - length) - 1)).toBeLessThan(1e-10);
  });

  it('takes nothing from a direction that the cluster holds alone', () => {
    const gram = Float64Array.of(1, 0, 0, 0.01);
    const { shares } = clusterShares({ clusters: 1, rank: 2, grams: gram, scores: [Float64Array.of(5, 2)] }, [Float64Array.of(1, 1)], 'CR2');
    expect(shares[0][0][0]).toBeCloseTo(2 / Math.sqrt(0.99), 14);
  });

  it('is the form itself under CR0', () => {
    const scores = [Float64Array.of(1, 2, 3, 4)];
    const { shares, freedom } = clusterShares({ clusters: 2, rank: 2, scores }, [Float64Array.of(1, -1)], 'CR0');
    expect([...shares[0][0]]).toEqual([-1, -1]);
    expect(freedom).toBeUndefined();
  });
});
