import { type NormalGrid, normalGrid, REACH } from '../math/normal-grid.ts';

/** The grid that integrates sigmoids of this slope to 1e-10. */
export function gridForSlope(slope: number): NormalGrid {
  return normalGrid(Math.min(0.5, 0.75 / Math.abs(slope)));
}

/**
 * Gauss-Legendre panels for expectations over a standard normal of functions that jump at the cuts and are smooth between them.
 *
 * Model     [-8.5, 8.5] is split at the cuts, each part into panels no wider than 1, with 10 nodes each.
 * Shapes    cuts: ascending, within the reach.
 */
export function normalPieces(cuts: readonly number[]): NormalGrid {
  const ends = [-REACH, ...cuts, REACH];
  const [points, weights]: [number[], number[]] = [[], []];
  const { nodes, weights: nodeWeights } = legendre(10);
  for (let piece = 1; piece < ends.length; piece++) {
    const panels = Math.ceil(ends[piece] - ends[piece - 1]);
    const half = (ends[piece] - ends[piece - 1]) / panels / 2;
    for (let panel = 0; panel < panels; panel++) {
      const centre = ends[piece - 1] + (2 * panel + 1) * half;
      for (const [i, node] of nodes.entries()) {
        const z = centre + half * node;
        points.push(z);
        weights.push((half * nodeWeights[i] * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI));
      }
    }
  }
  return { points: Float64Array.from(points), weights: Float64Array.from(weights) };
}

/** Roots of a Legendre polynomial by Newton's method, and the Gauss weights at them. */
function legendre(count: number): { readonly nodes: readonly number[]; readonly weights: readonly number[] } {
  const [nodes, weights]: [number[], number[]] = [[], []];
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 0;
    for (let iteration = 0; iteration < 8; iteration++) {
      let [before, value] = [1, x];
      for (let k = 2; k <= count; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = (count * (before - x * value)) / (1 - x * x);
      x -= value / slope;
    }
    nodes.push(x);
    weights.push(2 / ((1 - x * x) * slope * slope));
  }
  return { nodes, weights };
}
