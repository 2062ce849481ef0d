import type { RowClusters } from './cluster-sums.ts';

/** Clusters are cut into so many folds, or each is one where they are fewer. */
const folds = 5;

/**
 * A fold for each row such that no cluster lies in two: rows of one cluster are alike, and a model that has seen some of them has seen the others. By the name of the
 * cluster and the seed, never by its place: clusters are put in the order of a hash and dealt out in turn.
 */
export function clusterFoldsOf({ codes, names }: RowClusters, seed: number): { readonly fold: Int32Array; readonly folds: number } {
  const hashes = names.map((name) => hashOf(`${seed}:${name}`));
  const order = names.map((_, i) => i).sort((i, j) => hashes[i] - hashes[j] || (names[i] < names[j] ? -1 : 1));
  const ofCluster = new Int32Array(names.length);
  for (const [at, cluster] of order.entries()) ofCluster[cluster] = at % folds;
  return { fold: codes.map((code) => ofCluster[code]), folds: Math.min(folds, names.length) };
}

/** FNV-1a with a last mixing, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}
