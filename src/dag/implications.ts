import type { Graph } from './graph.ts';
import { indexed, namesAt } from './indexed.ts';
import { smallestSeparator } from './smallest-separator.ts';

/** Two measured nodes that are independent given others, if the graph is right. */
export interface Independence {
  readonly left: string;
  readonly right: string;
  readonly given: readonly string[];
}

/**
 * What data could refute the graph: of every two measured nodes that can be separated, a smallest set that does it.
 *
 * Source  Pearl (2009), Causality, 1.2.3; Textor et al. (2016), International Journal of Epidemiology 45.
 */
export function testableImplications(graph: Graph): readonly Independence[] {
  const g = indexed(graph);
  const measured = g.names.map((_, i) => i).filter((i) => g.observed[i]);
  return measured.flatMap((a, k) =>
    measured.slice(k + 1).flatMap((b): readonly Independence[] => {
      const given = smallestSeparator(g, a, b, (node) => g.observed[node]);
      return given ? [{ left: g.names[a], right: g.names[b], given: namesAt(g, given) }] : [];
    }),
  );
}
