import type { Graph } from '../../dag/graph.ts';
import { instruments } from '../../dag/instruments.ts';
import { openPath } from '../../dag/separation.ts';
import type { Finding } from '../../estimate/finding.ts';
import { outcomeNodes } from './columns.ts';
import type { DrawnStudy } from './drawn.ts';

/** The complier effect takes assignment for an instrument: checks that the graph agrees. */
export function usageFindings({ study, graph, treatment, played }: DrawnStudy): readonly Finding[] {
  const usage = played.find(({ part }) => part === 'usage')?.column;
  if (usage === undefined) return [];
  const past = withoutArrowsFrom(graph, usage);
  const broken = Object.keys(study.outcomes).flatMap((name) => {
    const outcome = [name, ...outcomeNodes(study, name)].find((node) => graph.nodes.includes(node));
    if (outcome === undefined || instruments(graph, { treatment: usage, outcome, among: [treatment] }).length > 0) return [];
    const way = openPath(past, treatment, outcome);
    return way === undefined ? [] : [{ name, way }];
  });
  if (broken.length === 0) return [];
  return [
    {
      check: 'graph',
      about: { column: usage },
      verdict: 'warn',
      says: `By the graph ${treatment} is joined to ${broken.map(({ name }) => name).join(', ')} past ${usage} (${broken[0].way}), so there it is no instrument and the complier effect is not identified.`,
      mend: 'Read the effect of assignment, and leave the complier effect of these outcomes aside.',
    },
  ];
}

const withoutArrowsFrom = (graph: Graph, node: string): Graph => ({ ...graph, edges: graph.edges.filter(([cause]) => cause !== node) });
