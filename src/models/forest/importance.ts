import type { Forest } from './forest.ts';
import { NODE_WORDS } from './trees.ts';

/** How often each column divides a node, depth by depth: `counts[depth * columns + column]` over all trees. */
export function splitFrequencies({ trees, bins }: Pick<Forest, 'trees' | 'bins'>, mostDepth = 4): Float64Array {
  const counts = new Float64Array(mostDepth * bins.length);
  for (let tree = 0; tree < trees.count; tree++) {
    const [first, end] = [trees.nodeStarts[tree], trees.nodeStarts[tree + 1]];
    // Parents lie before their children.
    const depths = new Int32Array((end - first) / NODE_WORDS);
    for (let at = first; at < end; at += NODE_WORDS) {
      const split = trees.nodes[at];
      const depth = depths[(at - first) / NODE_WORDS];
      if (split < 0) continue;
      if (depth < mostDepth) counts[depth * bins.length + (split >>> 2)]++;
      depths[trees.nodes[at + 2] / NODE_WORDS] = depth + 1;
      depths[trees.nodes[at + 3] / NODE_WORDS] = depth + 1;
    }
  }
  return counts;
}

/**
 * How much a forest uses each column, in the order of its bins; they add up to 1, unless no node was divided.
 *
 * Model     The share of the splits at a depth that a column makes, averaged over depths with weights depth^-decay.
 * Source    variable_importance of grf.
 */
export function variableImportance(
  forest: Pick<Forest, 'trees' | 'bins'>,
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
