import { along, type Indexed } from './indexed.ts';
import { openWays } from './open-ways.ts';

type Neighbours = readonly ReadonlySet<number>[];

export interface Separators {
  readonly sets: readonly (readonly number[])[];
  /** Whether all of them were found before the limit was met. */
  readonly complete: boolean;
}

/**
 * All minimal sets of allowed nodes that separate two nodes, up to a limit; the empty set alone when they are separated as they stand.
 *
 * Model   in the moral graph of the ancestors of both, with the nodes that may not be used bridged over, separation is that of undirected graphs. There the
 *         minimal separators are found one from another, beginning with the one nearest to `x`: each node of a separator is pushed over to the side of `x`.
 * Source  van der Zander, Liskiewicz & Textor (2019), Artificial Intelligence 270; Kloks & Kratsch (1998), SIAM Journal on Computing 27.
 */
export function minimalSeparators(g: Indexed, x: number, y: number, allowed: (node: number) => boolean, limit: number): Separators {
  if (!isSeparable(g, x, y, allowed)) return { sets: [], complete: true };
  const graph = bridged(g, x, y, allowed);
  const found = new Map<string, readonly number[]>();
  const queue: (readonly number[])[] = [];
  const add = (side: ReadonlySet<number>): void => {
    const around = neighboursOf(graph, side);
    if (around.has(y)) return;
    const set = [...neighboursOf(graph, component(graph, y, around))].sort((a, b) => a - b);
    const key = set.join();
    if (found.has(key)) return;
    found.set(key, set);
    queue.push(set);
  };
  add(new Set([x]));
  for (let i = 0; i < queue.length && found.size <= limit; i++) {
    const side = component(graph, x, new Set(queue[i]));
    for (const node of queue[i]) add(new Set([...side, node]));
  }
  const sets = [...found.values()].sort((a, b) => a.length - b.length || firstDifference(a, b));
  return { sets: sets.slice(0, limit), complete: sets.length <= limit };
}

/** Whether any allowed set separates two nodes: if one does, all allowed causes of either do. */
export function isSeparable(g: Indexed, x: number, y: number, allowed: (node: number) => boolean): boolean {
  const causes = [...along(g.parents, [x, y])].filter((node) => node !== x && node !== y && allowed(node));
  return !openWays(g, [x], new Set(causes)).has(y);
}

const firstDifference = (a: readonly number[], b: readonly number[]): number => {
  const i = a.findIndex((node, k) => node !== b[k]);
  return i < 0 ? 0 : a[i] - b[i];
};

/** The moral graph of the ancestors of both nodes; a node that may not be used is taken out, and its neighbours are joined. */
export function bridged({ parents }: Indexed, x: number, y: number, allowed: (node: number) => boolean): Neighbours {
  const kept = along(parents, [x, y]);
  const graph: Set<number>[] = parents.map(() => new Set());
  const join = (a: number, b: number): void => {
    if (a === b) return;
    graph[a].add(b);
    graph[b].add(a);
  };
  const joinAll = (nodes: readonly number[]): void => {
    for (const [i, a] of nodes.entries()) for (const b of nodes.slice(i + 1)) join(a, b);
  };
  for (const node of kept) joinAll([...parents[node], node]);
  for (const node of kept) {
    if (node === x || node === y || allowed(node)) continue;
    const around = [...graph[node]];
    for (const other of around) graph[other].delete(node);
    graph[node].clear();
    joinAll(around);
  }
  return graph;
}

function neighboursOf(graph: Neighbours, side: ReadonlySet<number>): ReadonlySet<number> {
  const around = new Set<number>();
  for (const node of side) for (const other of graph[node]) if (!side.has(other)) around.add(other);
  return around;
}

/** Everything that hangs together with a node once others are taken out. */
function component(graph: Neighbours, node: number, out: ReadonlySet<number>): ReadonlySet<number> {
  const found = new Set([node]);
  for (const one of found) for (const other of graph[one]) if (!out.has(other)) found.add(other);
  return found;
}
