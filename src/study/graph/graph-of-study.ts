import type { Graph } from '../../dag/graph.ts';
import { parseGraph } from '../../dag/parse-graph.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { defaultGraph } from './default-graph.ts';

export const isDefault = (dag: string): boolean => dag.trim() === 'default';

/** The causal graph that the study declares; undefined when it declares none. */
export function graphOfStudy(designed: DesignedStudy): Graph | undefined {
  const { dag } = designed.study;
  if (dag === undefined) return undefined;
  return isDefault(dag) ? defaultGraph(designed) : parseGraph(dag);
}
