import type { Graph } from './graph.ts';
import { indexed, nodeAt } from './indexed.ts';
import { openWays, wayText } from './open-ways.ts';

/**
 * Whether `given` separates two sets of nodes: every way between them is blocked, so that the graph says they are independent given these.
 *
 * Model   d-separation by one search over nodes and the direction in which they are entered (Bayes ball): linear in the arrows. Unmeasured common causes count.
 * Errors  graph-node-absent.
 * Source  Geiger, Verma & Pearl (1990), Networks 20; Shachter (1998), UAI.
 */
export function dSeparated(graph: Graph, left: readonly string[], right: readonly string[], given: readonly string[] = []): boolean {
  const g = indexed(graph);
  const [from, to, fixed] = [left, right, given].map((names) => names.map((name) => nodeAt(g, name)));
  const open = openWays(g, from, new Set(fixed));
  return !to.some((node) => open.has(node));
}

/**
 * A shortest open way between two nodes as text, such as `usage <- context -> outcome`; undefined when they are separated.
 *
 * Errors  graph-node-absent.
 */
export function openPath(graph: Graph, from: string, to: string, given: readonly string[] = []): string | undefined {
  const g = indexed(graph);
  const end = openWays(g, [nodeAt(g, from)], new Set(given.map((name) => nodeAt(g, name)))).get(nodeAt(g, to));
  return end && wayText(g, end);
}
