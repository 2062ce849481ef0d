import type { Graph } from '../../dag/graph.ts';
import { parseGraph } from '../../dag/parse-graph.ts';
import type { StudyFile } from '../schema/study-file.ts';
import { defaultGraph } from './default-graph.ts';

export const isDefault = (dag: string): boolean => dag.trim() === 'default';

/** The causal graph that the study declares; undefined when it declares none. */
export function graphOfStudy(study: StudyFile): Graph | undefined {
  if (study.dag === undefined) return undefined;
  return isDefault(study.dag) ? defaultGraph(study) : parseGraph(study.dag);
}
