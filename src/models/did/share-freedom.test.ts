import { describe, expect, it } from 'vitest';
import { shareFreedom } from './share-freedom.ts';

const freedom = (parts: readonly Float64Array[]): number => {
  const { trace, squares } = shareFreedom(parts);
  return trace ** 2 / squares;
};
const equal = (clusters: number, scale = 1): Float64Array => new Float64Array(clusters).fill(scale / clusters);

describe('degrees of freedom from shares', () => {
  it('are one less than the equal clusters, of one part or of two that each cluster has', () => {
    expect(freedom([equal(7)])).toBeCloseTo(6, 12);
    expect(freedom([equal(7), equal(7, -1)])).toBeCloseTo(6, 12);
    expect(freedom([equal(2)])).toBeCloseTo(1, 12);
  });

  it('are those of the matrix of the quadratic form', () => {
    const parts = [
      [0.2, 0.6, 0.4, 0.5, 0.3],
      [-0.5, 0, -0.1, -0.2, -0.2],
    ];
    const form = (i: number, j: number): number =>
      parts.reduce((sum, loadings) => {
        const scale = loadings.reduce((total, value) => total + value, 0);
        const moved = (g: number, l: number): number => (loadings[g] / (1 - loadings[g] / scale)) * ((g === l ? 1 : 0) - loadings[l] / scale);
        return sum + loadings.reduce((total, _, l) => total + moved(i, l) * moved(j, l), 0);
      }, 0);
    const places = parts[0].map((_, g) => g);
    const trace = places.reduce((sum, g) => sum + form(g, g), 0);
    const squares = places.reduce((sum, i) => sum + places.reduce((total, j) => total + form(i, j) ** 2, 0), 0);
    const found = shareFreedom(parts.map((loadings) => Float64Array.from(loadings)));
    expect(found.trace).toBeCloseTo(trace, 12);
    expect(found.squares).toBeCloseTo(squares, 12);
  });

  it('are fewer where one cluster weighs most', () => {
    expect(freedom([Float64Array.of(0.7, 0.1, 0.1, 0.1)])).toBeLessThan(freedom([equal(4)]));
  });
});
