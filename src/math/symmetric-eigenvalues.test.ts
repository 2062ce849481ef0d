import { describe, expect, it } from 'vitest';
import { multiplyVector } from './matrix.ts';
import { conditionNumber, symmetricEigen } from './symmetric-eigenvalues.ts';

function hilbert(size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, e) => 1 / (Math.floor(e / size) + (e % size) + 1));
}

describe('symmetricEigen', () => {
  it('finds values and vectors, ascending', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(1, 15);
    expect(values[1]).toBeCloseTo(3, 15);
    expect(Math.abs(vectors[0] + vectors[1])).toBeLessThan(1e-15);
    expect(Math.abs(vectors[2] - vectors[3])).toBeLessThan(1e-15);
  });
  it('satisfies A v = λ v with unit vectors', () => {
    const size = 8;
    const a = hilbert(size);
    const { values, vectors } = symmetricEigen(a, size);
    for (let e = 0; e < size; e++) {
      const v = vectors.slice(e * size, (e + 1) * size);
      const image = multiplyVector(a, v, size);
      for (let i = 0; i < size; i++) expect(Math.abs(image[i] - values[e] * v[i])).toBeLessThan(2e-15);
      expect(Math.hypot(...v)).toBeCloseTo(1, 14);
    }
  });
  it('leaves its argument and diagonal matrices alone', () => {
    const a = Float64Array.of(3, 0, 0, 1);
    expect([...symmetricEigen(a, 2).values]).toEqual([1, 3]);
    expect([...a]).toEqual([3, 0, 0, 1]);
  });
});

describe('conditionNumber', () => {
  it('knows the Hilbert matrix of order 6: 1.4951e7', () => {
    expect(conditionNumber(symmetricEigen(hilbert(6), 6)) / 14951058.6424659).toBeCloseTo(1, 8);
  });
  it('is infinite for a singular matrix and one for no matrix', () => {
    expect(conditionNumber(symmetricEigen(Float64Array.of(0, 0, 0, 1), 2))).toBe(Infinity);
    expect(conditionNumber(symmetricEigen(new Float64Array(0), 0))).toBe(1);
  });
});
