import { readGraph } from '../../../dag/parse-graph.ts';
import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Code, Facts } from '../../../errors/facts.ts';
import { nearest } from '../../../errors/nearest.ts';
import type { DesignedStudy } from '../../../protocol/design.ts';
import { type Problem, problem } from '../../../protocol/keys/problem.ts';
import { outcomeNodes, playedColumns, treatmentColumn } from '../../graph/columns.ts';
import { isDefault } from '../../graph/graph-of-study.ts';
import type { Rule } from './names.ts';

/** The graph can be read, holds what was assigned and what decides, and calls nothing latent that the study measures. */
export const graphAgrees: Rule = (designed) => {
  const { dag } = designed.study;
  if (dag === undefined || isDefault(dag)) return [];
  try {
    return disagreements(designed, dag);
  } catch (error) {
    if (error instanceof EstimandError) return [problem(['dag'], error.code as Code, error.facts as Facts[Code])];
    throw error;
  }
};

function disagreements(designed: DesignedStudy, dag: string): readonly Problem[] {
  const { graph, at } = readGraph(dag);
  const { nodes } = graph;
  if (nodes.length === 1 && nearest(nodes[0], ['default']))
    return [problem(['dag'], 'study-choice', { key: 'dag', found: `"${dag}"`, written: nodes[0], choices: ['default'] })];
  const { study } = designed;
  const treatment = treatmentColumn(designed);
  const primary = Object.keys(study.outcomes).filter((name) => study.outcomes[name].role === 'primary');
  const missing = [
    ...(nodes.includes(treatment) ? [] : [{ node: treatment, part: 'the assignment' }]),
    ...primary.filter((name) => ![name, ...outcomeNodes(study, name)].some((n) => nodes.includes(n))).map((node) => ({ node, part: 'the primary outcome' })),
  ];
  const hidden = playedColumns(designed).filter(
    ({ column, part }) => graph.latent.includes(column) && !(part === 'outcome' && study.outcomes[column]?.measured),
  );
  return [
    ...missing.map(({ node, part }) => problem(['dag'], 'graph-node-missing', { node, part, nodes })),
    ...hidden.map(({ column, part }) =>
      problem(['dag'], 'graph-node-latent', { node: column, part: `a column of the study: ${part}`, at: at.get(column) ?? 1 }),
    ),
  ];
}
