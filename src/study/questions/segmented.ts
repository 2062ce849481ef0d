import { segments } from '../../across/segments/segments.ts';
import { joinAnswers } from '../../estimate/answer.ts';
import type { Levels } from '../../inference/wald.ts';
import { columnOfCovariate, type Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import { all } from '../../relation/asking.ts';
import { headlineOf } from '../headlines.ts';
import { netValue } from '../protocol-of.ts';

/** Effects by segment on what the decision reads: by the method that speaks for the outcome, whichever that is. */
export function segmented(protocol: Protocol, plans: (protocol: Protocol) => readonly PlannedQuestion[]): readonly PlannedQuestion[] {
  const { segments: columns, assignment, analysis } = protocol;
  if (columns.length === 0 || !assignment) return [];
  const outcomes = protocol.outcomes.filter((o) => o.role === 'primary' || o.role === 'guardrail' || o.name === netValue);
  const within = (column: string, { level, boundsLevel }: Levels): Protocol => ({
    ...protocol,
    outcomes,
    // Within a value of the column it is the same for everybody, and a block is drawn as a whole.
    ...(protocol.blocks === column && { blocks: undefined }),
    covariates: protocol.covariates.filter((x) => columnOfCovariate(x) !== column),
    analysis: { ...analysis, level, guardrailLevel: boundsLevel },
  });
  const levels = { level: analysis.level, boundsLevel: analysis.guardrailLevel };
  const asked = plans(within(columns[0], levels));
  return [
    {
      id: 'segments',
      title: `Effects by ${columns.join(' and ')}, held together by max-t`,
      rounds: {
        usual: 1 + Math.max(0, ...asked.map(({ rounds }) => rounds.usual)),
        most: 1 + Math.max(0, ...asked.map(({ rounds }) => rounds.most)),
      },
      options: { outcome: outcomes.map((o) => o.name).join(', '), columns, methods: [...new Set(asked.map(({ id }) => id))] },
      ask: () =>
        segments({ columns, contrasts: assignment.treatments.length, ...levels }, function* (column, at) {
          const there = within(column, at);
          const answer = joinAnswers(yield* all(plans(there).map((question) => question.ask())));
          const spoken = outcomes.flatMap((o) => assignment.treatments.flatMap((arm) => headlineOf(o.name, answer.estimates, there, arm) ?? []));
          return { ...answer, estimates: spoken };
        }),
    },
  ];
}
