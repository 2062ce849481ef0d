import { expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { neighbourResiduals } from './neighbours.ts';
import { sortedRows } from './sides.ts';

/** By its definition: distances in rising order, whole ones at a time, until there are enough. */
function byDefinition(distance: Float64Array, column: Float64Array, row: number, matches: number): number {
  const gaps = distance.map((other) => Math.abs(other - distance[row]));
  const others = Array.from(gaps.keys()).filter((i) => i !== row);
  const reach = [...new Set(others.map((i) => gaps[i]))].sort((a, b) => a - b).find((gap) => others.filter((i) => gaps[i] <= gap).length >= matches);
  const near = others.filter((i) => gaps[i] <= (reach ?? Infinity));
  const mean = near.reduce((sum, i) => sum + column[i], 0) / near.length;
  return Math.sqrt(near.length / (near.length + 1)) * (column[row] - mean);
}

it.each([1, 2, 3, 4])('takes the nearest rows of every score alike (%i)', (seed) => {
  const random = stream(seed);
  // On a grid of halves distances are the same to the last bit.
  const score = Float64Array.from({ length: 60 }, () => (random.integer(50) - 20) / 2);
  const outcome = score.map(() => random.normal());
  const { below, above } = sortedRows({ score, outcome }).sides;
  for (const side of [below, above]) {
    for (const [matches, rows] of [
      [1, side.distance.length],
      [3, side.distance.length],
      [100, side.distance.length],
      [3, side.ties.starts[5]],
    ]) {
      const found = neighbourResiduals(side, rows, side.columns[0], matches);
      const distance = side.distance.subarray(0, rows);
      for (let i = 0; i < rows; i++) expect(found[i]).toBeCloseTo(byDefinition(distance, side.columns[0], i, matches), 12);
    }
  }
});
