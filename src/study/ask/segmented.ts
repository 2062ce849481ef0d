import { segments } from '../../across/segments/segments.ts';
import type { Design } from '../../protocol/design.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import type { Across, Plans } from './across.ts';
import { namesIn, withinParts } from './within-parts.ts';

/** Effects by segment on the outcomes that the decision reads, by the method that gives the headline of each. */
export const segmented: Across =
  (plans, { design, speaking }) =>
  (protocol) => [...plans(protocol), ...bySegment(protocol, design, speaking)];

function bySegment(protocol: Protocol, design: Design, plans: Plans): readonly PlannedQuestion[] {
  // The arms of another experiment are compared as such.
  const columns = protocol.segments.filter((name) => !protocol.alongside?.includes(name));
  const { candidates } = design.contrasts(protocol);
  if (columns.length === 0 || candidates.length === 0) return [];
  const { outcomes, held, methods, rounds, ask } = withinParts(protocol, design, plans, columns);
  const options = { outcome: outcomes.map((o) => o.name).join(', '), columns, methods };
  return [
    {
      id: 'segments',
      of: 'analysed',
      title: `Effects by ${columns.join(' and ')}, held together by max-t`,
      rounds,
      options,
      ask: () => segments({ columns, contrasts: candidates.length, called: namesIn(protocol), ...held }, ask),
    },
  ];
}
