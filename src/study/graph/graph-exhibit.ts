import { counted } from '../../errors/words.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { drawnOf } from './drawn.ts';
import { misplaced } from './graph-findings.ts';
import { isDefault } from './graph-of-study.ts';

/** The causal graph as a figure: an arrow a row, then the nodes without arrows. */
export function graphExhibit(designed: DesignedStudy, findings: readonly Finding[]): readonly Exhibit[] {
  const drawn = drawnOf(designed);
  if (!drawn) return [];
  const { graph, played, treatment, study } = drawn;
  const wrong = new Set(misplaced(drawn).map(({ column }) => column));
  const parts = new Map(played.map(({ column, part }) => [column, part]));
  const roleOf = (node: string): string => {
    const part = parts.get(node) ?? (node in study.outcomes ? 'outcome' : graph.latent.includes(node) ? 'unobserved' : 'column');
    return wrong.has(node) ? `misplaced ${part}` : part;
  };
  const joined = new Set([...graph.edges.flat(), ...graph.common.flat()]);
  const rows: readonly (readonly [string, string?, string?])[] = [
    ...graph.edges.map(([from, to]) => [from, '→', to] as const),
    ...graph.common.map(([from, to]) => [from, '↔', to] as const),
    ...graph.nodes.filter((node) => !joined.has(node)).map((node) => [node] as const),
  ];
  const worst = findings.find((f) => f.verdict === 'fail') ?? findings.find((f) => f.verdict === 'warn') ?? findings[0];
  const size = `${counted(graph.nodes.length, 'node')} and ${counted(graph.edges.length + graph.common.length, 'arrow')}`;
  return [
    {
      id: 'graph',
      kind: 'graph',
      title: isDefault(study.dag ?? '') ? 'What causes what: the default graph of an AI deployment' : 'What causes what, as the study draws it',
      says: worst?.says ?? `The graph has ${size}.`,
      alt: `Causal graph of ${size} around ${treatment}. ${worst?.says ?? ''}`.trim(),
      columns: {
        from: rows.map(([from]) => from),
        'from is': rows.map(([from]) => roleOf(from)),
        arrow: rows.map(([, arrow]) => arrow),
        to: rows.map(([, , to]) => to),
        'to is': rows.map(([, , to]) => (to === undefined ? undefined : roleOf(to))),
      },
    },
  ];
}
