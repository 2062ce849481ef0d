import { adjustmentFault } from '../../dag/back-door.ts';
import { ancestors, descendants } from '../../dag/kin.ts';
import { counted } from '../../errors/words.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import type { Part } from '../../protocol/named.ts';
import { backDoorFindings } from './back-door-findings.ts';
import { outcomeNodes, type Played, playedColumns } from './columns.ts';
import { type DrawnStudy, drawnOf } from './drawn.ts';
import { usageFindings } from './usage-findings.ts';

/** Parts whose columns must be known before treatment. */
const before: readonly Part[] = ['covariate', 'segment', 'blocks', 'trigger'];

const harm: Readonly<Partial<Record<Part, string>>> = {
  covariate: 'adjusting for it takes away what the treatment does through it, and may open a way that was closed',
  segment: 'who is in which segment is then itself an effect',
  blocks: 'blocks are drawn before arms are',
  trigger: 'who is analysed is then itself an effect',
};

const mends: Readonly<Partial<Record<Part, string>>> = {
  covariate: 'Take it out of covariates, and name it under mediators.',
  segment: 'Take it out of segments, and segment by something known before.',
  blocks: 'Name the column of the blocks within which arms were drawn.',
  trigger: 'Trigger on something that is logged alike in all arms before they can differ.',
};

/** Checks covariates, mediators, back doors and usage against the causal graph: `warn` and `fail` where it contradicts them, else one `pass`. */
export function graphFindings(designed: DesignedStudy): readonly Finding[] {
  const drawn = drawnOf(designed);
  if (!drawn) return [];
  const doubts = [...misplacedFindings(drawn), ...mediatorFindings(drawn), ...backDoorFindings(drawn), ...usageFindings(drawn), ...absentFindings(drawn)];
  return doubts.length > 0 ? doubts : [passed(drawn)];
}

/** A covariate, segment, block or trigger that the treatment causes. */
export function misplaced({ played, after }: DrawnStudy): readonly Played[] {
  return played.filter(({ column, part }) => before.includes(part) && after.has(column));
}

export function misplacedFindings(drawn: DrawnStudy): readonly Finding[] {
  const { graph, treatment, study, design } = drawn;
  return misplaced(drawn).map(({ column, part }): Finding => {
    const fault = adjustmentFault(graph, { treatment, outcome: column, given: [column] });
    const way = fault?.kind === 'after-treatment' ? fault.way : column;
    const unused = part === 'covariate' && study.analysis.adjust === 'none';
    return {
      check: 'graph',
      about: { column },
      verdict: unused ? 'warn' : 'fail',
      // The effect among all units stands whatever the segments are.
      ...(part !== 'segment' && !unused && { identification: true as const }),
      says: `By the graph ${column} lies after ${treatment} (${way}), but the study names it ${part === 'covariate' ? 'a' : 'under'} ${part}: ${harm[part]}.`,
      mend: part === 'covariate' && !design.takes.includes('mediators') ? 'Take it out of covariates.' : (mends[part] ?? ''),
    };
  });
}

/** Columns that the graph does not contain: it can say nothing about them. */
function absentFindings({ graph, study, design }: DrawnStudy): readonly Finding[] {
  const absent = playedColumns({ study, design }).filter(({ column, part }) => (part === 'covariate' || part === 'usage') && !graph.nodes.includes(column));
  if (absent.length === 0) return [];
  const names = absent.map(({ column }) => column).join(', ');
  return [
    {
      check: 'graph',
      about: { column: absent[0].column },
      verdict: 'warn',
      says: `The study names ${names}, which the graph does not contain: it says nothing about ${absent.length === 1 ? 'it' : 'them'}.`,
      mend: `Draw the arrows of ${names} in dag.`,
    },
  ];
}

function mediatorFindings({ graph, treatment, played, after, study }: DrawnStudy): readonly Finding[] {
  const outcomes = Object.keys(study.outcomes).flatMap((name) => outcomeNodes(study, name));
  return played
    .filter(({ part }) => part === 'mediator')
    .flatMap(({ column }): readonly Finding[] => {
      const lacks = !after.has(column) ? `${treatment} does not act on ${column}` : '';
      const idle = descendants(graph, column).some((node) => outcomes.includes(node) || node in study.outcomes) ? '' : `${column} acts on no outcome`;
      const says = [lacks, idle].filter((text) => text !== '').join(', and ');
      if (says === '') return [];
      return [
        {
          check: 'graph',
          about: { column },
          verdict: 'warn',
          says: `By the graph ${says}, but the study names it a mediator.`,
          mend: 'Draw the arrows that lead through it, or take it out of mediators.',
        },
      ];
    });
}

function passed({ graph, treatment, played, study, design }: DrawnStudy): Finding {
  const covariates = played.filter(({ part }) => part === 'covariate').length;
  const lie = covariates === 1 ? 'lies' : 'lie';
  const known = covariates > 0 ? `${counted(covariates, 'covariate')} ${lie} before ${treatment}, and ` : '';
  const drawnAs = design.drawn(study) === 'by-chance' && ancestors(graph, treatment).length === 0 ? 'nothing causes' : 'every back door is closed to';
  return { check: 'graph', about: { column: treatment }, verdict: 'pass', says: `By the graph ${known}${drawnAs} ${treatment}.` };
}
