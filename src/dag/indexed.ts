import { EstimandError } from '../errors/estimand-error.ts';
import type { Graph } from './graph.ts';

/** A graph by index: every unmeasured common cause is a hidden node behind the named ones. */
export interface Indexed {
  readonly names: readonly string[];
  readonly parents: readonly (readonly number[])[];
  readonly children: readonly (readonly number[])[];
  /** Whether a node is measured. */
  readonly observed: readonly boolean[];
}

export function indexed({ nodes, edges, common, latent }: Graph): Indexed {
  const size = nodes.length + common.length;
  const at = new Map(nodes.map((name, i) => [name, i]));
  const parents: number[][] = Array.from({ length: size }, () => []);
  const children: number[][] = Array.from({ length: size }, () => []);
  const join = (cause: number, effect: number): void => {
    children[cause].push(effect);
    parents[effect].push(cause);
  };
  for (const [cause, effect] of edges) join(at.get(cause)!, at.get(effect)!);
  for (const [i, pair] of common.entries()) for (const end of pair) join(nodes.length + i, at.get(end)!);
  const hidden = new Set(latent);
  return { names: nodes, parents, children, observed: Array.from({ length: size }, (_, i) => i < nodes.length && !hidden.has(nodes[i])) };
}

/** Errors  graph-node-absent with the nearest name. */
export function nodeAt({ names }: Indexed, name: string): number {
  const at = names.indexOf(name);
  if (at < 0) throw new EstimandError('graph-node-absent', { node: name, nodes: names });
  return at;
}

export const namesAt = ({ names }: Indexed, nodes: readonly number[]): readonly string[] => nodes.filter((i) => i < names.length).map((i) => names[i]);

/** The graph without the arrows that leave a node: what is left between it and others are its back doors. */
export function withoutArrowsFrom(g: Indexed, nodes: readonly number[]): Indexed {
  const cut = new Set(nodes);
  return { ...g, parents: g.parents.map((from) => from.filter((p) => !cut.has(p))), children: g.children.map((to, i) => (cut.has(i) ? [] : to)) };
}

/** All nodes that can be come to along arrows, the start included. */
export function along(next: readonly (readonly number[])[], from: Iterable<number>): ReadonlySet<number> {
  const found = new Set(from);
  for (const node of found) for (const other of next[node]) found.add(other);
  return found;
}
