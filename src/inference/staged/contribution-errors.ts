import { freedomOf } from '../freedom.ts';
import type { JointErrors } from './errors.ts';
import type { Functional } from './functional.ts';
import type { Strata } from './strata.ts';

/** What each cluster adds to the error of one effect: its value times the scale. */
export interface Contribution {
  readonly values: Float64Array;
  readonly scale: number;
}

/** What each cluster adds to the errors of effects of cells, and how many units of each cohort it has. */
export interface Contributions {
  readonly clusters: number;
  readonly cohorts: number;
  readonly sizes: Float64Array;
  readonly cohortOf: Int32Array;
  readonly contributions: ReadonlyMap<number, Contribution>;
  place(cohort: number, at: number): number;
}

/**
 * Errors from what each cluster adds.
 *
 * Model   the sum of squares over clusters; degrees of freedom those of each cohort's clusters less one, joined by Welch and Satterthwaite.
 */
export function contributionErrors(of: Strata, { clusters, cohorts, sizes, cohortOf, contributions, place }: Contributions): JointErrors {
  const all = of.strata.reduce((sum, { n }) => sum + n, 0);
  // Error and degrees of freedom of a functional ask for the same.
  const known = new WeakMap<Functional, Float64Array>();
  const influence = (functional: Functional): Float64Array => {
    const found = known.get(functional) ?? influenceOf(functional);
    known.set(functional, found);
    return found;
  };
  const influenceOf = ({ weights, between }: Functional): Float64Array => {
    const sum = new Float64Array(clusters);
    for (const [g, own] of weights.entries()) {
      for (let j = 0; j < own.length; j++) {
        const adds = own[j] === 0 ? undefined : contributions.get(place(g, j));
        if (adds) addMultiple(sum, adds.values, own[j] * adds.scale, 0);
      }
      if (between[g] !== 0) addMultiple(sum, sizes, between[g] / all, g * clusters);
    }
    return sum;
  };
  return {
    clusters,
    scores: influence,
    covariance(functionals) {
      const of = functionals.map(influence);
      const size = of.length;
      const matrix = new Float64Array(size * size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) {
          let sum = 0;
          for (let c = 0; c < clusters; c++) sum += of[i][c] * of[j][c];
          matrix[i * size + j] = sum;
          matrix[j * size + i] = sum;
        }
      }
      return matrix;
    },
    freedom(functional) {
      const sum = influence(functional);
      const [squares, count] = [new Float64Array(cohorts + 1), new Float64Array(cohorts + 1)];
      for (let c = 0; c < clusters; c++) {
        if (sum[c] === 0) continue;
        squares[cohortOf[c]] += sum[c] ** 2;
        count[cohortOf[c]]++;
      }
      return freedomOf(Array.from(squares, (trace, g) => ({ trace, squares: trace ** 2 / Math.max(count[g] - 1, 1e-9) })).filter(({ trace }) => trace > 0));
    },
  };
}

/** sum += factor times values, from a place on. */
function addMultiple(sum: Float64Array, values: Float64Array, factor: number, from: number): void {
  for (let c = 0; c < sum.length; c++) sum[c] += factor * values[from + c];
}
