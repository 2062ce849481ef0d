import type { Answer } from '../estimate/answer.ts';
import { ofArm } from '../estimate/exhibit.ts';
import { sayCount } from '../estimate/say.ts';
import { add, and, column, isKnown } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { expressionText } from '../expressions/parse/expression-text.ts';
import type { Outcome } from '../protocol/protocol.ts';
import { question } from '../protocol/question.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { moments } from '../relation/requests.ts';

export interface UnitFlowOptions {
  readonly assignment: string;
  readonly outcome: string;
  readonly measure?: Expression;
  /** Which units could notice their arm, when only those are compared. */
  readonly trigger?: Expression;
  /** Units chose their arm. */
  readonly chosen?: true;
  /** Columns without which a unit is in no estimate, such as its cluster and its block. */
  readonly needed?: readonly string[];
  /** Which units are old enough for the outcome, and what the others are called. */
  readonly mature?: Outcome['mature'];
}

/** What the flow to an outcome is called. */
export const flowId = (outcome: string): string => `unit-flow:${outcome}`;

/** What a flow shows, as one sentence. */
export const sayFlow = (kept: number, all: number, outcome: string): string => `${sayCount(kept)} of ${sayCount(all)} units are in the estimate of ${outcome}.`;

/** The first step: what is analysed, a row a unit. */
export const rowsOfStudy = 'in the data';

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
    plan: ({ assignment, drawn, outcomes, trigger, cluster, errorsBy, blocks, blocksWithin, complete = [] }) =>
      assignment
        ? outcomes
            .filter((o) => o.role === 'primary')
            // A unit is in a ratio when both parts are known, zeros below included.
            .map(({ name, measure, ratio, mature }) => ({
              assignment: assignment.column,
              outcome: name,
              measure: ratio ? add(ratio.numerator, ratio.denominator) : measure,
              ...(trigger && { trigger: trigger.met }),
              ...(mature && { mature }),
              ...(drawn === 'by-choice' && { chosen: true as const }),
              needed: [...new Set([cluster, errorsBy, blocks, blocksWithin, ...complete].flatMap((name) => name ?? []))],
            }))
        : [],
    example: { assignment: 'z', outcome: 'y' },
  },
  function* ({ assignment, outcome, measure, trigger, needed = [], mature, chosen }): Asking<Answer> {
    const by = (...conditions: readonly Expression[]) => {
      const met = [...(trigger ? [trigger] : []), ...conditions];
      return { by: [assignment], ...(met.length > 0 && { where: met.reduce(and) }) };
    };
    const has = needed.map((name) => isKnown(column(name)));
    const old = mature ? [...has, mature.met] : has;
    const steps = [
      { step: rowsOfStudy, reason: '', asked: moments({ columns: {} }) },
      {
        step: chosen ? `of whom it is known what they chose (${assignment})` : `assigned to an arm (${assignment})`,
        reason: `${assignment} missing`,
        asked: moments({ columns: {}, by: [assignment] }),
      },
      ...(trigger
        ? [{ step: `could notice their arm (${expressionText(trigger)})`, reason: 'trigger not met', asked: moments({ columns: {}, ...by() }) }]
        : []),
      ...needed.map((name, i) => ({ step: `with ${name}`, reason: `${name} missing`, asked: moments({ columns: {}, ...by(...has.slice(0, i + 1)) }) })),
      ...(mature ? [{ step: `old enough for ${outcome}`, reason: mature.called, asked: moments({ columns: {}, ...by(...old) }) }] : []),
      { step: `with ${outcome}`, reason: `${outcome} missing`, asked: moments({ columns: { [outcome]: measure ?? column(outcome) }, ...by(...old) }) },
    ];
    const replies = yield* all(steps.map(({ asked }) => ask(asked)));
    const units = replies.map(({ groups }) => groups.reduce((sum, g) => sum + g.moments.n, 0));
    const arms = replies[1].groups.map(({ key: [arm] }) => arm);
    const inArm = (arm: string) => replies.map(({ groups }, i) => (i === 0 ? '' : (groups.find(({ key: [own] }) => own === arm)?.moments.n ?? 0)));
    const says = sayFlow(units[units.length - 1], units[0], outcome);
    return {
      estimates: [],
      findings: [],
      exhibits: [
        {
          id: flowId(outcome),
          title: `Flow of units to ${outcome}`,
          kind: 'flow',
          says,
          alt: says,
          columns: {
            step: steps.map(({ step }) => step),
            units,
            lost: units.map((n, i) => (i === 0 ? 0 : units[i - 1] - n)),
            reason: steps.map(({ reason }) => reason),
            ...Object.fromEntries(arms.map((arm) => [`${ofArm}${arm}`, inArm(arm)])),
          },
        },
      ],
    };
  },
);
