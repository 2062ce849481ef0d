import type { Answer } from '../estimate/answer.ts';
import { sayCount } from '../estimate/say.ts';
import { add, column } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { expressionText } from '../expressions/parse/expression-text.ts';
import { question } from '../protocol/question.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { moments } from '../relation/requests.ts';

export interface UnitFlowOptions {
  readonly assignment: string;
  readonly outcome: string;
  readonly measure?: Expression;
  /** Which units could notice their arm, when only those are compared. */
  readonly trigger?: Expression;
}

/** From the rows of the data to the units in the primary estimate, with every loss counted. */
export const unitFlow = question<UnitFlowOptions>(
  {
    id: 'unit-flow',
    title: 'Flow of units',
    source: 'CONSORT 2010 statement, Schulz et al. (2010), BMJ 340',
    docs: 'docs/checks/unit-flow.md',
    asks: 'presence',
    rows: 'all',
    rounds: { usual: 1, most: 1 },
    plan: ({ assignment, outcomes, trigger }) =>
      assignment
        ? outcomes
            .filter((o) => o.role === 'primary')
            // A unit is in a ratio when both parts are known, zeros below included.
            .map(({ name, measure, ratio }) => ({
              assignment: assignment.column,
              outcome: name,
              measure: ratio ? add(ratio.numerator, ratio.denominator) : measure,
              ...(trigger && { trigger: trigger.met }),
            }))
        : [],
    example: { assignment: 'z', outcome: 'y' },
  },
  function* ({ assignment, outcome, measure, trigger }): Asking<Answer> {
    const by = { by: [assignment], ...(trigger && { where: trigger }) };
    const steps = [
      { step: 'in the data', reason: '', asked: moments({ columns: {} }) },
      { step: `assigned to an arm (${assignment})`, reason: `${assignment} missing`, asked: moments({ columns: {}, by: [assignment] }) },
      ...(trigger ? [{ step: `could notice their arm (${expressionText(trigger)})`, reason: 'trigger not met', asked: moments({ columns: {}, ...by }) }] : []),
      { step: `with ${outcome}`, reason: `${outcome} missing`, asked: moments({ columns: { y: measure ?? column(outcome) }, ...by }) },
    ];
    const replies = yield* all(steps.map(({ asked }) => ask(asked)));
    const units = replies.map(({ groups }) => groups.reduce((sum, g) => sum + g.moments.n, 0));
    const says = `${sayCount(units[units.length - 1])} of ${sayCount(units[0])} units are in the estimate of ${outcome}.`;
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
            step: steps.map(({ step }) => step),
            units,
            lost: units.map((n, i) => (i === 0 ? 0 : units[i - 1] - n)),
            reason: steps.map(({ reason }) => reason),
          },
        },
      ],
    };
  },
);
