import type { Graph } from '../../dag/graph.ts';
import { descendants } from '../../dag/kin.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { type Played, playedColumns, treatmentColumn } from './columns.ts';
import { graphOfStudy } from './graph-of-study.ts';

/** A study read against its causal graph. */
export interface DrawnStudy extends DesignedStudy {
  readonly graph: Graph;
  readonly treatment: string;
  /** Columns that the study names, as far as they are in the graph. */
  readonly played: readonly Played[];
  /** Everything that the treatment causes. */
  readonly after: ReadonlySet<string>;
}

/** A study whose graph holds what was assigned; undefined without one. */
export function drawnOf(designed: DesignedStudy): DrawnStudy | undefined {
  const graph = graphOfStudy(designed);
  const treatment = treatmentColumn(designed);
  if (!graph?.nodes.includes(treatment)) return undefined;
  const played = playedColumns(designed).filter(({ column }) => graph.nodes.includes(column));
  return { ...designed, graph, treatment, played, after: new Set(descendants(graph, treatment)) };
}
