import { stream } from '../../random/stream.ts';

/** Points that fill the unit cube evenly: the same cloud under several random shifts, so that their means tell the error. */
export interface Lattice {
  /** Writes point k = 0, 1, ... of a shift; coordinates lie in (0, 1). */
  write(k: number, point: Float64Array): void;
}

/**
 * Richtmyer's sequence: fractions of k times the square roots of the primes, from a random start.
 *
 * Model     coordinate j of point k is |2 frac(k sqrt(p_j) + shift_j) - 1|, folded so that the integrand is periodic.
 * Source    Genz & Bretz (2002), JCGS 11; Cranley & Patterson (1976), SIAM J. Numer. Anal. 13.
 */
export function lattice(dimension: number, seed: number, shift: number): Lattice {
  const random = stream(seed, shift);
  const start = Float64Array.from({ length: dimension }, () => random.uniform());
  const roots = rootsOfPrimes(dimension);
  return {
    write(k, point) {
      for (let j = 0; j < dimension; j++) {
        const at = (k + 1) * roots[j] + start[j];
        const folded = Math.abs(2 * (at - Math.floor(at)) - 1);
        point[j] = folded < 1e-16 ? 1e-16 : folded > 1 - 1e-16 ? 1 - 1e-16 : folded;
      }
    },
  };
}

function rootsOfPrimes(count: number): Float64Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  return Float64Array.from(primes, Math.sqrt);
}
