import type { Graph } from '../../dag/graph.ts';
import { descendants } from '../../dag/kin.ts';
import type { StudyFile } from '../schema/study-file.ts';
import { type Played, playedColumns, treatmentColumn } from './columns.ts';
import { graphOfStudy } from './graph-of-study.ts';

/** A study read against its causal graph. */
export interface Drawn {
  readonly study: StudyFile;
  readonly graph: Graph;
  readonly treatment: string;
  /** Columns that the study names, as far as they are in the graph. */
  readonly played: readonly Played[];
  /** Everything that the treatment causes. */
  readonly after: ReadonlySet<string>;
}

/** A study whose graph holds what was assigned; undefined without one. */
export function drawnOf(study: StudyFile): Drawn | undefined {
  const graph = graphOfStudy(study);
  const treatment = treatmentColumn(study);
  if (!graph || treatment === undefined || !graph.nodes.includes(treatment)) return undefined;
  const played = playedColumns(study).filter(({ column }) => graph.nodes.includes(column));
  return { study, graph, treatment, played, after: new Set(descendants(graph, treatment)) };
}
