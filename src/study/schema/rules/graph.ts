import { readGraph } from '../../../dag/parse-graph.ts';
import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Code, Facts } from '../../../errors/facts.ts';
import { nearest } from '../../../errors/nearest.ts';
import { outcomeNodes, playedColumns, treatmentColumn } from '../../dag/columns.ts';
import { isDefault } from '../../dag/graph-of-study.ts';
import { type Problem, problem } from '../problem.ts';
import type { StudyFile } from '../study-file.ts';
import type { Rule } from './rule.ts';

/** The graph can be read, holds what was assigned and what decides, and calls nothing latent that the study measures. */
export const graphAgrees: Rule = (study) => {
  if (study.dag === undefined || isDefault(study.dag)) return [];
  try {
    return disagreements(study, study.dag);
  } catch (error) {
    if (error instanceof EstimandError) return [problem(['dag'], error.code as Code, error.facts as Facts[Code])];
    throw error;
  }
};

function disagreements(study: StudyFile, dag: string): readonly Problem[] {
  const { graph, at } = readGraph(dag);
  const { nodes } = graph;
  if (nodes.length === 1 && nearest(nodes[0], ['default']))
    return [problem(['dag'], 'study-choice', { key: 'dag', found: `"${dag}"`, written: nodes[0], choices: ['default'] })];
  const treatment = treatmentColumn(study);
  const primary = Object.keys(study.outcomes).filter((name) => study.outcomes[name].role === 'primary');
  const missing = [
    ...(treatment === undefined || nodes.includes(treatment) ? [] : [{ node: treatment, part: 'the assignment' }]),
    ...primary.filter((name) => ![name, ...outcomeNodes(study, name)].some((n) => nodes.includes(n))).map((node) => ({ node, part: 'the primary outcome' })),
  ];
  const hidden = playedColumns(study).filter(({ column, part }) => graph.latent.includes(column) && !(part === 'outcome' && study.outcomes[column]?.measured));
  return [
    ...missing.map(({ node, part }) => problem(['dag'], 'graph-node-missing', { node, part, nodes })),
    ...hidden.map(({ column, part }) =>
      problem(['dag'], 'graph-node-latent', { node: column, part: `a column of the study: ${part}`, at: at.get(column) ?? 1 }),
    ),
  ];
}
