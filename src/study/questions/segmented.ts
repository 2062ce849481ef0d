import { segments } from '../../across/segments/segments.ts';
import { joinAnswers } from '../../estimate/answer.ts';
import type { Levels } from '../../inference/wald.ts';
import { columnOfCovariate, type Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import { all } from '../../relation/asking.ts';
import { headlineOf } from '../headlines.ts';
import { settleMeasured, withoutRefused } from '../measured/settle-measured.ts';
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
  // The values of the columns; and the audits, whose errors are those of each segment.
  const before = outcomes.some((o) => o.measured) ? 2 : 1;
  const asked = plans(within(columns[0], levels));
  return [
    {
      id: 'segments',
      title: `Effects by ${columns.join(' and ')}, held together by max-t`,
      rounds: {
        usual: before + Math.max(0, ...asked.map(({ rounds }) => rounds.usual)),
        most: before + Math.max(0, ...asked.map(({ rounds }) => rounds.most)),
      },
      options: { outcome: outcomes.map((o) => o.name).join(', '), columns, methods: [...new Set(asked.map(({ id }) => id))] },
      ask: () =>
        segments({ columns, contrasts: assignment.treatments.length, ...levels }, function* (column, at) {
          const { protocol: there, findings, refused } = yield* settleMeasured(within(column, at));
          const asked = plans(withoutRefused(there, refused)).map((question) => question.ask());
          const answer = joinAnswers([{ estimates: [], findings, exhibits: [] }, ...(yield* all(asked))]);
          const spoken = outcomes.flatMap((o) => assignment.treatments.flatMap((arm) => headlineOf(o.name, answer.estimates, there, arm) ?? []));
          return { ...answer, estimates: spoken };
        }),
    },
  ];
}
