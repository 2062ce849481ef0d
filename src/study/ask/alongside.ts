import { effectsAlongside } from '../../across/alongside/effects-alongside.ts';
import type { Design } from '../../protocol/design.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import type { Across, Plans } from './across.ts';
import { namesIn, withinParts } from './within-parts.ts';

/** Effects in each arm of other experiments on the same units, on the outcomes that the decision reads, by the method that gives the headline of each. */
export const besideOthers: Across =
  (plans, { design, speaking }) =>
  (protocol) => [...plans(protocol), ...byOther(protocol, design, speaking)];

function byOther(protocol: Protocol, design: Design, plans: Plans): readonly PlannedQuestion[] {
  const { alongside: columns = [], assignment, cluster, analysis } = protocol;
  const { candidates } = design.contrasts(protocol);
  if (columns.length === 0 || candidates.length === 0 || !assignment) return [];
  const { outcomes, held, methods, rounds, ask, askWhole } = withinParts(protocol, design, plans, columns);
  const options = {
    columns,
    assignment: assignment.column,
    base: assignment.control,
    contrasts: candidates.length,
    means: outcomes.filter(isMean).map(({ name, measure }) => ({ name, measure })),
    ...(cluster !== undefined && { cluster }),
    seed: analysis.seed,
    called: namesIn(protocol),
    ...held,
  };
  const planned = { outcome: outcomes.map((o) => o.name).join(', '), columns, methods };
  return [
    {
      id: 'alongside',
      of: 'analysed',
      title: `Effects by arm of ${columns.join(' and ')}, which ran alongside${columns.length > 1 ? ': each by itself, no terms of three' : ''}`,
      rounds,
      options: planned,
      ask: () => effectsAlongside(options, { within: ask, whole: askWhole }),
    },
  ];
}

/** A mean whose values stand in the data. */
const isMean = ({ ratio, quantile, measured }: Outcome): boolean => !ratio && quantile === undefined && !measured;
