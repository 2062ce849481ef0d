import type { Answer } from '../estimate/answer.ts';
import { sayCount } from '../estimate/say.ts';
import { add, column } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { question } from '../protocol/question.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { moments } from '../relation/requests.ts';

export interface UnitFlowOptions {
  readonly assignment: string;
  readonly outcome: string;
  readonly measure?: Expression;
}

/** From the rows of the data to the units in the primary estimate, with every loss counted. */
export const unitFlow = question<UnitFlowOptions>(
  {
    id: 'unit-flow',
    title: 'Flow of units',
    source: 'CONSORT 2010 statement, Schulz et al. (2010), BMJ 340',
    docs: 'docs/checks/unit-flow.md',
    rounds: { usual: 1, most: 1 },
    plan: ({ assignment, outcomes }) =>
      assignment
        ? outcomes
            .filter((o) => o.role === 'primary')
            // A unit is in a ratio when both parts are known, zeros below included.
            .map(({ name, measure, ratio }) => ({
              assignment: assignment.column,
              outcome: name,
              measure: ratio ? add(ratio.numerator, ratio.denominator) : measure,
            }))
        : [],
    example: { assignment: 'z', outcome: 'y' },
  },
  function* ({ assignment, outcome, measure }): Asking<Answer> {
    const [rows, assigned, analysed] = yield* all([
      ask(moments({ columns: {} })),
      ask(moments({ columns: {}, by: [assignment] })),
      ask(moments({ columns: { y: measure ?? column(outcome) }, by: [assignment] })),
    ]);
    const count = (reply: typeof rows): number => reply.groups.reduce((sum, g) => sum + g.moments.n, 0);
    const units = [count(rows), count(assigned), count(analysed)];
    const says = `${sayCount(units[2])} of ${sayCount(units[0])} units are in the estimate of ${outcome}.`;
    return {
      estimates: [],
      findings: [],
      exhibits: [
        {
          id: `unit-flow:${outcome}`,
          title: `Flow of units to ${outcome}`,
          kind: 'flow',
          says,
          alt: says,
          columns: {
            step: ['in the data', `assigned to an arm (${assignment})`, `with ${outcome}`],
            units,
            lost: [0, units[0] - units[1], units[1] - units[2]],
            reason: ['', `${assignment} missing`, `${outcome} missing`],
          },
        },
      ],
    };
  },
);
