import type { EffectDesign } from './design.ts';
import { rowsByLevel } from './effects.ts';

/** For right-hand sides by level of the other effects, two interleaved, their values once the main effect is taken out. */
export interface Solve {
  readonly values: Float64Array;
  readonly iterations: number;
}

/** Up to so many levels a triangle is factored in no time. */
const mostLevels = 512;

/** A pivot below this share of its level's weight is rounding. */
const leastPivot = 1e-10;

/** So many products of levels for each row take as long as the conjugate gradients they save. */
const productsPerRow = 40;

/**
 * The equations of the other effects with the main one eliminated, factored: exact, without iterations. Undefined where they are too many.
 *
 * Model   S = D - B' M^-1 B with D the weights of the other levels by pairs, B those by main level and other level, M those of the main levels. Levels that others already hold
 *         get zero. On a balanced panel S is a multiple of the identity less a constant, and this is the closed form x - its unit mean - its period mean + its mean.
 */
export function elimination(design: EffectDesign): ((sides: Float64Array) => Solve) | undefined {
  const { otherWeights } = design;
  const size = otherWeights.length;
  if (size > mostLevels) return undefined;
  const matrix = eliminated(design);
  if (!matrix) return undefined;
  const pivots = factorInPlace(matrix, otherWeights);
  return (sides) => {
    const values = sides.slice();
    for (const side of [0, 1]) solveInPlace(matrix, pivots, values, side);
    return { values, iterations: 0 };
  };
}

/** S = L D L' with L below the diagonal, row-major; a pivot that is rounding becomes zero. */
function factorInPlace(matrix: Float64Array, weights: Float64Array): Float64Array {
  const size = weights.length;
  const pivots = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    let pivot = matrix[k * size + k];
    for (let l = 0; l < k; l++) {
      let entry = matrix[k * size + l];
      for (let m = 0; m < l; m++) entry -= matrix[k * size + m] * matrix[l * size + m];
      matrix[k * size + l] = entry;
    }
    for (let l = 0; l < k; l++) {
      const entry = matrix[k * size + l];
      matrix[k * size + l] = pivots[l] === 0 ? 0 : entry / pivots[l];
      pivot -= entry * matrix[k * size + l];
    }
    pivots[k] = pivot > leastPivot * weights[k] ? pivot : 0;
  }
  return pivots;
}

function solveInPlace(lower: Float64Array, pivots: Float64Array, values: Float64Array, side: number): void {
  const size = pivots.length;
  for (let k = 0; k < size; k++) for (let l = 0; l < k; l++) values[2 * k + side] -= lower[k * size + l] * values[2 * l + side];
  for (let k = size - 1; k >= 0; k--) {
    let value = pivots[k] === 0 ? 0 : values[2 * k + side] / pivots[k];
    if (pivots[k] > 0) for (let l = k + 1; l < size; l++) value -= lower[l * size + k] * values[2 * l + side];
    values[2 * k + side] = value;
  }
}

/** S on and below the diagonal, or undefined where it takes more products than are worth it. */
function eliminated({ n, main, mainWeights, others, width, otherWeights, weights }: EffectDesign): Float64Array | undefined {
  const size = otherWeights.length;
  const { starts, order } = rowsByLevel(main, mainWeights.length);
  let products = 0;
  for (let u = 0; u < mainWeights.length; u++) products += Math.min((starts[u + 1] - starts[u]) * width, size) ** 2;
  if (products > productsPerRow * n * width + 1e6) return undefined;
  const matrix = new Float64Array(size * size);
  const own = new Float64Array(size);
  const touched = new Int32Array(size);
  for (let u = 0; u < mainWeights.length; u++) {
    let count = 0;
    for (let at = starts[u]; at < starts[u + 1]; at++) {
      const i = order === undefined ? at : order[at];
      const weight = weights === undefined ? 1 : weights[i];
      for (let e = i * width; e < (i + 1) * width; e++) {
        if (own[others[e]] === 0) touched[count++] = others[e];
        own[others[e]] += weight;
        matrix[others[e] * (size + 1)] += weight;
        for (let f = i * width; f < e; f++) matrix[others[e] * size + others[f]] += weight;
      }
    }
    for (let a = 0; a < count; a++) {
      const share = own[touched[a]] / mainWeights[u];
      const row = touched[a] * size;
      for (let b = 0; b < count; b++) if (touched[b] <= touched[a]) matrix[row + touched[b]] -= share * own[touched[b]];
    }
    for (let a = 0; a < count; a++) own[touched[a]] = 0;
  }
  return matrix;
}
