import { adjustmentFault, adjustmentSets } from '../../dag/back-door.ts';
import type { Finding } from '../../estimate/finding.ts';
import { outcomeNodes } from './columns.ts';
import type { DrawnStudy } from './drawn.ts';

/** Back doors: paths from the treatment to an outcome through something else than its effect. */
export function backDoorFindings(drawn: DrawnStudy): readonly Finding[] {
  const { study, design, graph, treatment, played } = drawn;
  const blocks = played.filter(({ part }) => part === 'blocks').map(({ column }) => column);
  const causes = graph.edges.filter(([, effect]) => effect === treatment).map(([cause]) => cause);
  const others = [...causes, ...graph.common.filter((pair) => pair.includes(treatment)).map(([a, b]) => (a === treatment ? b : a))].filter(
    (node) => !blocks.includes(node),
  );
  const open = Object.keys(study.outcomes).flatMap((outcome) => openFinding(drawn, outcome));
  if (design.drawn(study) !== 'by-chance' || others.length === 0) return open;
  return [
    ...open,
    {
      check: 'graph',
      about: { column: treatment },
      verdict: 'warn',
      says: `By the graph ${others.join(', ')} ${others.length === 1 ? 'bears' : 'bear'} on ${treatment}, but in a randomized design chance alone decides it.`,
      mend: `Take the arrow out; or, if ${others[0]} did decide who got what, do not call the design randomized.`,
    },
  ];
}

function openFinding({ study, graph, treatment, played, after }: DrawnStudy, name: string): readonly Finding[] {
  const outcome = [name, ...outcomeNodes(study, name)].find((node) => graph.nodes.includes(node));
  if (outcome === undefined) return [];
  const adjusted = played
    .filter(({ part, column }) => (part === 'blocks' || (part === 'covariate' && study.analysis.adjust !== 'none')) && !after.has(column))
    .filter(({ column }) => !graph.latent.includes(column) && column !== outcome)
    .map(({ column }) => column);
  const fault = adjustmentFault(graph, { treatment, outcome, given: adjusted });
  if (fault?.kind !== 'open') return [];
  const set = adjusted.length > 0 ? ` with ${adjusted.join(', ')} adjusted for` : '';
  return [
    {
      check: 'graph',
      about: { column: name },
      verdict: 'fail',
      identification: true,
      says: `By the graph the way ${fault.way} is open${set}: the difference in ${name} is not the effect of ${treatment} alone.`,
      mend: mendOf({ graph, treatment, outcome, adjusted, known: new Set(played.map(({ column }) => column)) }),
    },
  ];
}

interface Open {
  readonly graph: DrawnStudy['graph'];
  readonly treatment: string;
  readonly outcome: string;
  readonly adjusted: readonly string[];
  readonly known: ReadonlySet<string>;
}

/** The smallest change of covariates that closes the path. */
function mendOf({ graph, treatment, outcome, adjusted }: Open): string {
  const [fewer] = adjustmentSets(graph, { treatment, outcome, among: adjusted }).sets;
  if (fewer) {
    const opens = adjusted.filter((c) => !fewer.includes(c));
    const one = opens.find((c) => !adjustmentFault(graph, { treatment, outcome, given: adjusted.filter((x) => x !== c) }));
    return `Take ${one ?? opens.join(', ')} out of covariates: adjusting for what two causes meet in opens the way between them.`;
  }
  const { sets } = adjustmentSets(graph, { treatment, outcome });
  if (sets.length === 0) return 'No set of measured columns closes every back door: measure what is latent, or randomize.';
  const lacking = (set: readonly string[]): readonly string[] => set.filter((c) => !adjusted.includes(c));
  const nearest = sets.reduce((best, set) => (lacking(set).length < lacking(best).length ? set : best));
  const closes = !adjustmentFault(graph, { treatment, outcome, given: [...adjusted, ...lacking(nearest)] });
  return closes ? `Add ${lacking(nearest).join(', ')} to covariates.` : `Adjust for ${nearest.join(', ')} and for nothing else.`;
}
