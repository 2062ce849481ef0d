import type { ClusterParts } from '../../inference/staged/errors.ts';
import type { Strata } from '../../inference/staged/strata.ts';
import type { ClustersReply } from '../../relation/requests.ts';

/** In how many clusters each cohort is. */
export function clustersBy({ clusters: count, starts, parts, by }: ClustersReply, place: (start: number) => number): ReadonlyMap<number, number> {
  const found = new Map<number, Set<number>>();
  for (let g = 0; g < count; g++) {
    for (let i = starts[g]; i < starts[g + 1]; i++) {
      const start = place(Number(by.levels[by.codes[parts[i]]]));
      if (!found.has(start)) found.set(start, new Set());
      found.get(start)!.add(g);
    }
  }
  return new Map([...found].map(([start, own]) => [start, own.size]));
}

/** What each cluster has in each stratum; `stratumIn` is -1 for what is in none. */
export function clusterParts(reply: ClustersReply, s: Strata, stratumIn: (code: string) => number): ClusterParts {
  const of = reply.by.levels.map(stratumIn);
  const kept: { cluster: number; stratum: number; n: number; deviations: Float64Array }[] = [];
  for (let g = 0; g < reply.clusters; g++) {
    const own = new Map<number, { n: number; deviations: Float64Array }>();
    for (let i = reply.starts[g]; i < reply.starts[g + 1]; i++) {
      const part = reply.parts[i];
      const stratum = of[reply.by.codes[part]];
      if (stratum < 0) continue;
      const { means } = s.strata[stratum];
      const sum = own.get(stratum) ?? { n: 0, deviations: new Float64Array(means.length) };
      sum.n += reply.sizes[part];
      for (let j = 0; j < means.length; j++) sum.deviations[j] += reply.sums[j][part] + reply.sizes[part] * (reply.centres[j] - means[j]);
      own.set(stratum, sum);
    }
    for (const [stratum, sum] of own) kept.push({ cluster: g, stratum, ...sum });
  }
  return {
    clusters: reply.clusters,
    cluster: Int32Array.from(kept, ({ cluster }) => cluster),
    stratum: Int32Array.from(kept, ({ stratum }) => stratum),
    n: Float64Array.from(kept, ({ n }) => n),
    deviations: kept.map(({ deviations }) => deviations),
  };
}
