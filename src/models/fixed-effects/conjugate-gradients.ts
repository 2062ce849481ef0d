import type { EffectDesign } from './design.ts';
import type { Solve } from './elimination.ts';

/**
 * The same equations by conjugate gradients, two right-hand sides at once: alternating projections (a step of which takes out the means of one effect, then of the other), accelerated.
 * Nothing of the size of the rows is kept.
 *
 * Model   S v = r with the weights of the levels as preconditioner, so that what is left of r, over them, is the mean that a level keeps.
 * Shapes  `reach`: for each side the largest mean that may be left.
 * Source  Correia (2017), Linear models with high-dimensional fixed effects: an efficient and feasible estimator; Hestenes & Stiefel (1952).
 */
export function conjugateGradients(design: EffectDesign, sides: Float64Array, reach: readonly [number, number], mostIterations: number): Solve {
  const { otherWeights } = design;
  const size = otherWeights.length;
  const values = new Float64Array(2 * size);
  const left = sides.slice();
  const means = new Float64Array(2 * size);
  const way = new Float64Array(2 * size);
  const turned = new Float64Array(2 * size);
  const sums = new Float64Array(2 * design.mainWeights.length);
  const running = [true, true];
  const before = [0, 0];
  let iterations = 0;
  for (; ; iterations++) {
    for (const side of [0, 1]) {
      if (!running[side]) continue;
      let [largest, product] = [0, 0];
      for (let l = 0; l < size; l++) {
        const at = 2 * l + side;
        means[at] = otherWeights[l] > 0 ? left[at] / otherWeights[l] : 0;
        largest = Math.max(largest, Math.abs(means[at]));
        product += means[at] * left[at];
      }
      running[side] = largest > reach[side];
      const turn = iterations > 0 && running[side] ? product / before[side] : 0;
      for (let at = side; at < 2 * size; at += 2) way[at] = running[side] ? means[at] + turn * way[at] : 0;
      before[side] = product;
    }
    if (iterations >= mostIterations || !(running[0] || running[1])) break;
    applyEliminated(design, way, turned, sums);
    for (const side of [0, 1]) {
      if (!running[side]) continue;
      let along = 0;
      for (let at = side; at < 2 * size; at += 2) along += way[at] * turned[at];
      running[side] = along > 0;
      if (!running[side]) continue;
      const step = before[side] / along;
      for (let at = side; at < 2 * size; at += 2) {
        values[at] += step * way[at];
        left[at] -= step * turned[at];
      }
    }
  }
  return { values, iterations };
}

/** S times two vectors, by two passes over the rows. */
function applyEliminated(design: EffectDesign, vectors: Float64Array, products: Float64Array, sums: Float64Array): void {
  const { n, main, mainWeights, others, width, weights } = design;
  sums.fill(0);
  for (let i = 0; i < n; i++) {
    let a = 0;
    let b = 0;
    for (let e = i * width; e < (i + 1) * width; e++) {
      a += vectors[2 * others[e]];
      b += vectors[2 * others[e] + 1];
    }
    const weight = weights === undefined ? 1 : weights[i];
    sums[2 * main[i]] += weight * a;
    sums[2 * main[i] + 1] += weight * b;
  }
  for (let l = 0; l < mainWeights.length; l++) {
    if (mainWeights[l] === 0) continue;
    sums[2 * l] /= mainWeights[l];
    sums[2 * l + 1] /= mainWeights[l];
  }
  products.fill(0);
  for (let i = 0; i < n; i++) {
    let a = -sums[2 * main[i]];
    let b = -sums[2 * main[i] + 1];
    for (let e = i * width; e < (i + 1) * width; e++) {
      a += vectors[2 * others[e]];
      b += vectors[2 * others[e] + 1];
    }
    const weight = weights === undefined ? 1 : weights[i];
    for (let e = i * width; e < (i + 1) * width; e++) {
      products[2 * others[e]] += weight * a;
      products[2 * others[e] + 1] += weight * b;
    }
  }
}
