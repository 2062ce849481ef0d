import { EstimandError } from '../errors/estimand-error.ts';
import { cycleIn } from './cycle.ts';

/** A causal graph as plain data. Arrows go from cause to effect; `common` joins two nodes that share a cause nobody measured. */
export interface Graph {
  readonly nodes: readonly string[];
  readonly edges: readonly Edge[];
  readonly common: readonly (readonly [string, string])[];
  /** Nodes that nobody measured: they cannot be adjusted for. */
  readonly latent: readonly string[];
}

export type Edge = readonly [cause: string, effect: string];

/**
 * A graph from its arrows: nodes in the order of first mention, each arrow once.
 *
 * Errors  graph-cycle, naming the nodes of the circle.
 */
export function graphOf(parts: Partial<Graph>): Graph {
  const { nodes = [], edges = [], common = [], latent = [] } = parts;
  const graph = {
    nodes: distinct([...nodes, ...edges.flat(), ...common.flat(), ...latent]),
    edges: pairsOnce(edges, (a, b) => [a, b]),
    common: pairsOnce(common, (a, b) => (a < b ? [a, b] : [b, a])),
    latent: distinct(latent),
  };
  const cycle = cycleIn(graph);
  if (cycle) throw new EstimandError('graph-cycle', { cycle });
  return graph;
}

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];

function pairsOnce(pairs: readonly (readonly [string, string])[], keyOf: (a: string, b: string) => readonly string[]): readonly (readonly [string, string])[] {
  return [...new Map(pairs.map(([a, b]): [string, readonly [string, string]] => [JSON.stringify(keyOf(a, b)), [a, b]])).values()];
}
