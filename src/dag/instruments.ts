import type { Effect } from './back-door.ts';
import type { Graph } from './graph.ts';
import { along, indexed, namesAt, nodeAt, withoutArrowsFrom } from './indexed.ts';
import { minimalSeparators } from './minimal-separators.ts';
import { openWays } from './open-ways.ts';

export interface InstrumentOptions extends Effect {
  /** Nodes that are tried; all measured ones unless told. */
  readonly among?: readonly string[];
  /** Most sets that are tried for each candidate; 100 unless told. */
  readonly limit?: number;
}

export interface GraphInstrument {
  readonly instrument: string;
  /** What it must be conditioned on; empty for an instrument as it stands. */
  readonly given: readonly string[];
}

/**
 * Which measured nodes are instruments for the effect of a treatment on an outcome, each with a smallest set to condition on.
 *
 * Model   with the arrows out of the treatment taken away, the instrument is separated from the outcome given the set; in the graph as it is, it is not
 *         separated from the treatment given the set. Neither it nor the set is moved by the treatment or by the outcome. Of the sets, the minimal ones are tried.
 * Errors  graph-node-absent.
 * Source  Pearl (2009), Causality, 7.4.5; van der Zander, Textor & Liskiewicz (2015), IJCAI.
 */
export function instruments(graph: Graph, { treatment, outcome, among, limit = 100 }: InstrumentOptions): readonly GraphInstrument[] {
  const g = indexed(graph);
  const [x, y] = [nodeAt(g, treatment), nodeAt(g, outcome)];
  const moved = along(g.children, [x, y]);
  const free = (node: number): boolean => g.observed[node] && !moved.has(node);
  const behind = withoutArrowsFrom(g, [x]);
  return g.names.flatMap((instrument, z): readonly GraphInstrument[] => {
    if (!free(z) || among?.includes(instrument) === false) return [];
    const { sets } = minimalSeparators(behind, z, y, (node) => node !== z && node !== x && free(node), limit);
    const set = sets.find((given) => openWays(g, [z], new Set(given)).has(x));
    return set ? [{ instrument, given: namesAt(g, set) }] : [];
  });
}
