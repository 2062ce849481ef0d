import { readGraph } from '../../dag/parse-graph.ts';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { Column } from '../../relation/schema.ts';
import type { StudySource } from '../read/parse-study.ts';
import { isDefault } from './graph-of-study.ts';

/** Errors  graph-node-unknown with the nearest name, at the node: a node is a column, an outcome, or declared latent. */
export function expectNodes(source: StudySource, schema: readonly Column[], data: string): void {
  const { dag, outcomes } = source.study;
  if (dag === undefined || isDefault(dag)) return;
  const { graph, at } = readGraph(dag);
  const columns = schema.map(({ name }) => name);
  const known = new Set([...columns, ...Object.keys(outcomes), ...graph.latent]);
  const node = graph.nodes.find((name) => !known.has(name));
  if (node === undefined) return;
  throw new EstimandError('graph-node-unknown', { node, known: columns, where: data }, source.placeOf(['dag'], at.get(node)));
}
