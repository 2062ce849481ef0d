import { remembered } from '../../math/remembered.ts';
import type { ClustersReply } from '../../relation/requests.ts';

/** Clusters by the level of `by` that all their rows share, and how many there are whose rows differ. */
export interface ClustersByArm {
  readonly of: ReadonlyMap<string, Int32Array>;
  readonly mixed: number;
}

export function clustersByArm(reply: ClustersReply): ClustersByArm {
  const { clusters, starts, parts, by } = reply;
  return remembered(parts, 'by arm', () => {
    const arms = new Int32Array(clusters);
    const counts = new Int32Array(by.levels.length);
    let mixed = 0;
    for (let g = 0; g < clusters; g++) {
      arms[g] = by.codes[parts[starts[g]]];
      for (let i = starts[g] + 1; i < starts[g + 1]; i++) if (by.codes[parts[i]] !== arms[g]) arms[g] = -1;
      if (arms[g] < 0) mixed++;
      else counts[arms[g]]++;
    }
    const lists = by.levels.map((_, code) => new Int32Array(counts[code]));
    counts.fill(0);
    for (let g = 0; g < clusters; g++) if (arms[g] >= 0) lists[arms[g]][counts[arms[g]]++] = g;
    return { of: new Map(by.levels.flatMap((level, code) => (lists[code].length > 0 ? [[level, lists[code]] as const] : []))), mixed };
  });
}

/** What the rows of each cluster that have one level of `by` add up to. */
export interface ClusterTotals {
  /** Rows. */
  readonly sizes: Float64Array;
  /** Of each column. */
  readonly sums: readonly Float64Array[];
}

/** The totals of the clusters that have rows with this level; none where there are none. */
export const clusterTotalsOf = (reply: ClustersReply, level: string): ClusterTotals => remembered(reply, `totals of ${level}`, () => totalsWith(reply, level));

function totalsWith(reply: ClustersReply, level: string): ClusterTotals {
  const own = remembered(reply.parts, 'parts by level', () => partsByLevel(reply)).get(level) ?? noParts;
  const added = (of: (part: number) => number): Float64Array => {
    const totals = new Float64Array(own.clusters);
    for (let i = 0; i < own.parts.length; i++) totals[own.places[i]] += of(own.parts[i]);
    return totals;
  };
  const { sizes, sums, centres } = reply;
  return {
    sizes: added((part) => sizes[part]),
    sums: sums.map((column, j) => {
      const centre = centres[j];
      return added((part) => column[part] + sizes[part] * centre);
    }),
  };
}

/** The same clusters with only those of their parts that have one level. */
export function partsIn(reply: ClustersReply, level: string): ClustersReply {
  const { clusters, starts, parts, by } = reply;
  const code = by.levels.indexOf(level);
  return remembered(reply, `parts in ${level}`, () => {
    const own = new Int32Array(clusters + 1);
    const kept: number[] = [];
    for (let g = 0; g < clusters; g++) {
      for (let i = starts[g]; i < starts[g + 1]; i++) if (by.codes[parts[i]] === code) kept.push(parts[i]);
      own[g + 1] = kept.length;
    }
    return { ...reply, starts: own, parts: Int32Array.from(kept) };
  });
}

/** Sums of each column over the rows of every cluster that have one level; zero for clusters without such rows. */
export function spanningTotals(reply: ClustersReply, level: string): ClusterTotals {
  const { starts, parts, sizes, sums, centres } = partsIn(reply, level);
  const added = (of: (part: number) => number): Float64Array =>
    Float64Array.from({ length: reply.clusters }, (_, g) => {
      let total = 0;
      for (let i = starts[g]; i < starts[g + 1]; i++) total += of(parts[i]);
      return total;
    });
  return { sizes: added((part) => sizes[part]), sums: sums.map((column, j) => added((part) => column[part] + sizes[part] * centres[j])) };
}

/** The parts with one level, cluster by cluster, and the place of each among the clusters that have any. */
interface PartsWith {
  readonly clusters: number;
  readonly parts: Int32Array;
  readonly places: Int32Array;
}

const noParts: PartsWith = { clusters: 0, parts: new Int32Array(0), places: new Int32Array(0) };

function partsByLevel({ clusters, starts, parts, by: { codes, levels } }: ClustersReply): ReadonlyMap<string, PartsWith> {
  const counts = new Int32Array(levels.length);
  for (let i = 0; i < parts.length; i++) counts[codes[parts[i]]]++;
  const lists = Array.from(counts, (count) => ({ clusters: 0, last: -1, filled: 0, parts: new Int32Array(count), places: new Int32Array(count) }));
  for (let g = 0; g < clusters; g++) {
    for (let i = starts[g]; i < starts[g + 1]; i++) {
      const list = lists[codes[parts[i]]];
      if (list.last !== g) list.clusters++;
      list.last = g;
      list.parts[list.filled] = parts[i];
      list.places[list.filled++] = list.clusters - 1;
    }
  }
  return new Map(levels.map((level, code) => [level, lists[code]]));
}
