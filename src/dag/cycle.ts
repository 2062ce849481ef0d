type Pair = readonly [string, string];

interface Arrows {
  readonly nodes: readonly string[];
  readonly edges: readonly Pair[];
  readonly common: readonly Pair[];
}

/** The nodes of a circle of arrows, each causing the next and the last the first; undefined when there is none. A node may share no cause with itself. */
export function cycleIn({ nodes, edges, common }: Arrows): readonly string[] | undefined {
  const alone = common.find(([a, b]) => a === b);
  if (alone) return [alone[0]];
  const effects = new Map<string, string[]>(nodes.map((node) => [node, []]));
  for (const [cause, effect] of edges) effects.get(cause)?.push(effect);
  const done = new Set<string>();
  for (const start of nodes) {
    // Depth first without recursion: the way down, and how far each node on it has been looked through.
    const way = [start];
    const next = [0];
    const onWay = new Set(way);
    while (way.length > 0) {
      const node = way[way.length - 1];
      const effect = done.has(node) ? undefined : effects.get(node)?.[next[next.length - 1]++];
      if (effect === undefined) {
        done.add(node);
        onWay.delete(node);
        way.pop();
        next.pop();
      } else if (onWay.has(effect)) return way.slice(way.indexOf(effect));
      else if (!done.has(effect)) {
        way.push(effect);
        next.push(0);
        onWay.add(effect);
      }
    }
  }
  return undefined;
}
