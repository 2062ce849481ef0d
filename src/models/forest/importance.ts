import type { Forest } from './forest.ts';
import { DIVIDING } from './trees.ts';

/** How often each column divides a node, depth by depth: `counts[depth * columns + column]` over all trees. */
export function splitFrequencies({ parts, bins }: Pick<Forest, 'parts' | 'bins'>, mostDepth = 4): Float64Array {
  const counts = new Float64Array(mostDepth * bins.length);
  for (const { trees } of parts)
    for (let tree = 0; tree < trees.count; tree++) addSplits(trees.nodes, trees.nodeStarts[tree], 0, mostDepth, bins.length, counts);
  return counts;
}

function addSplits(nodes: Int32Array, at: number, depth: number, mostDepth: number, columns: number, counts: Float64Array): void {
  if (nodes[at] < 0 || depth === mostDepth) return;
  counts[depth * columns + (nodes[at] >>> 2)]++;
  const left = at + DIVIDING;
  addSplits(nodes, left, depth + 1, mostDepth, columns, counts);
  addSplits(nodes, left + nodes[at + 2], depth + 1, mostDepth, columns, counts);
}

/**
 * How much a forest uses each column, in the order of its bins; they add up to 1, unless no node was divided.
 *
 * Model     The share of the splits at a depth that a column makes, averaged over depths with weights depth^-decay.
 * Source    variable_importance of grf.
 */
export function variableImportance(
  forest: Pick<Forest, 'parts' | 'bins'>,
  { mostDepth = 4, decay = 2 }: { readonly mostDepth?: number; readonly decay?: number } = {},
): Float64Array {
  const columns = forest.bins.length;
  const counts = splitFrequencies(forest, mostDepth);
  const importance = new Float64Array(columns);
  let weights = 0;
  for (let depth = 0; depth < mostDepth; depth++) {
    const own = counts.subarray(depth * columns, (depth + 1) * columns);
    const splits = own.reduce((sum, count) => sum + count, 0);
    if (splits === 0) continue;
    const weight = (depth + 1) ** -decay;
    weights += weight;
    for (let c = 0; c < columns; c++) importance[c] += (weight * own[c]) / splits;
  }
  return weights === 0 ? importance : importance.map((value) => value / weights);
}
