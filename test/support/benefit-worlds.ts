import { choleskyFactor, choleskySolve } from '../../src/math/cholesky.ts';
import { stream } from '../../src/math/random/stream.ts';

/** Units of an experiment whose truth is known. Covariates are standard normal. */
export interface World {
  readonly units: number;
  /** Three, unless told. */
  readonly covariates?: number;
  /** Of how many units each cluster is; they share a covariate, an effect of their own on outcomes, and their arm. */
  readonly clusterSize?: number;
  /** The mean outcome by covariates and arm. */
  readonly mean: (x: readonly number[], treated: 0 | 1) => number;
  readonly outcome: 'normal' | 'binary';
}

export interface Drawn {
  readonly x: readonly Float64Array[];
  readonly treated: Uint8Array;
  readonly outcome: Float64Array;
  readonly clusters?: Int32Array;
}

const half = 0.5;

export function drawn({ units, covariates = 3, clusterSize = 1, mean, outcome }: World, seed: number, replicate: number): Drawn {
  const random = stream(seed, replicate);
  const x = Array.from({ length: covariates }, () => new Float64Array(units));
  const [treated, y, clusters] = [new Uint8Array(units), new Float64Array(units), new Int32Array(units)];
  for (let i = 0; i < units; i++) {
    const first = i % clusterSize === 0;
    clusters[i] = Math.floor(i / clusterSize);
    for (let j = 0; j < covariates; j++) x[j][i] = j === 0 && !first ? x[j][i - 1] : random.normal();
    treated[i] = first ? random.bernoulli(half) : treated[i - 1];
  }
  const shared = Float64Array.from({ length: clusters[units - 1] + 1 }, () => (clusterSize > 1 ? 0.5 * random.normal() : 0));
  for (let i = 0; i < units; i++) {
    const expected = mean(
      x.map((column) => column[i]),
      treated[i] as 0 | 1,
    );
    y[i] = outcome === 'normal' ? expected + shared[clusters[i]] + random.normal() : random.bernoulli(expected);
  }
  return { x, treated, outcome: y, ...(clusterSize > 1 && { clusters }) };
}

/** Means of both arms by two regressions on the covariates, from some of the units: a learner of two lines. */
function twoLines({ x, treated, outcome }: Drawn, rows: Int32Array): { readonly control: Float64Array; readonly treated: Float64Array } {
  const line = (arm: 0 | 1): Float64Array => {
    const k = x.length + 1;
    const [gram, target, z] = [new Float64Array(k * k), new Float64Array(k), new Float64Array(k)];
    for (const i of rows) {
      if (treated[i] !== arm) continue;
      z[0] = 1;
      for (let j = 1; j < k; j++) z[j] = x[j - 1][i];
      for (let a = 0; a < k; a++) {
        target[a] += z[a] * outcome[i];
        for (let b = 0; b < k; b++) gram[a * k + b] += z[a] * z[b];
      }
    }
    for (let a = 0; a < k; a++) gram[a * k + a] += 1e-6;
    return choleskySolve(choleskyFactor(gram, k)!, target);
  };
  const predicted = (b: Float64Array): Float64Array => Float64Array.from(treated, (_, i) => x.reduce((sum, column, j) => sum + b[j + 1] * column[i], b[0]));
  return { control: predicted(line(0)), treated: predicted(line(1)) };
}

export interface Predicted {
  readonly effect: Float64Array;
  readonly scores: { readonly control: Float64Array; readonly treated: Float64Array };
  readonly expected: { readonly control: Float64Array; readonly treated: Float64Array };
}

/** Predicted effects, and doubly robust scores with the chance known, of all units by a learner that has seen some. */
export function predictedFrom(units: Drawn, rows: Int32Array): Predicted {
  const expected = twoLines(units, rows);
  const { treated, outcome } = units;
  return {
    expected,
    effect: expected.treated.map((value, i) => value - expected.control[i]),
    scores: {
      control: expected.control.map((value, i) => value + (treated[i] === 0 ? (outcome[i] - value) / half : 0)),
      treated: expected.treated.map((value, i) => value + (treated[i] === 1 ? (outcome[i] - value) / half : 0)),
    },
  };
}

/** Rows whose cluster falls to some of the folds, drawn at random. */
export function foldsOf({ outcome, clusters }: Drawn, folds: number, seed: number, replicate: number): Int32Array {
  const random = stream(seed, replicate);
  const count = clusters ? clusters[clusters.length - 1] + 1 : outcome.length;
  const order = Int32Array.from({ length: count }, (_, g) => g);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const of = new Int32Array(count);
  for (const [place, g] of order.entries()) of[g] = place % folds;
  return Int32Array.from(outcome, (_, i) => of[clusters ? clusters[i] : i]);
}

export const rowsWhere = (values: Int32Array, holds: (value: number) => boolean): Int32Array => Int32Array.from(values.keys()).filter((i) => holds(values[i]));
