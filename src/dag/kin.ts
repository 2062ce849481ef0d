import type { Graph } from './graph.ts';
import { along, indexed, namesAt, nodeAt } from './indexed.ts';

/**
 * Everything that a node causes, directly or through others; not the node itself. Of a treatment: what is post-treatment, and never adjusted for in a total effect.
 *
 * Errors  graph-node-absent.
 */
export const descendants = (graph: Graph, of: string): readonly string[] => kin(graph, of, 'children');

/**
 * Every cause of a node, direct or through others; not the node itself.
 *
 * Errors  graph-node-absent.
 */
export const ancestors = (graph: Graph, of: string): readonly string[] => kin(graph, of, 'parents');

function kin(graph: Graph, of: string, way: 'parents' | 'children'): readonly string[] {
  const g = indexed(graph);
  const start = nodeAt(g, of);
  const found = along(g[way], [start]);
  return namesAt(
    g,
    g.names.map((_, i) => i).filter((i) => i !== start && found.has(i)),
  );
}
