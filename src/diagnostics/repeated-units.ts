import type { Answer } from '../estimate/answer.ts';
import { sayCount } from '../estimate/say.ts';
import { column, greater, indicator } from '../expressions/build.ts';
import { question } from '../protocol/question.ts';
import { type Asking, ask } from '../relation/asking.ts';
import { moments } from '../relation/requests.ts';
import { rollup } from '../relation/steps.ts';

export interface RepeatedUnitsOptions {
  readonly unit: string;
  /** The rows are a log of routed requests, which are not added up. */
  readonly routed?: boolean;
}

const addUp = 'Declare `rows: many-per-unit` to bring rows to their unit, or keep one row a unit.';
const drawOne = (unit: string): string =>
  `Name what tells requests apart as unit, and \`cluster: ${unit}\` under design: errors are then added up by ${unit}, since requests of one are alike.`;

/**
 * Does a unit have more than one row? Rows of one unit are not independent, and heavy users would count many times.
 *
 * Shapes  a rollup to one row a unit, counted.
 */
export const repeatedUnits = question<RepeatedUnitsOptions>(
  {
    id: 'repeated-units',
    title: 'Units with more than one row',
    source: 'Deng, Lu & Litz (2017), WSDM',
    docs: 'docs/checks/repeated-units.md',
    rows: 'all',
    rounds: { usual: 1, most: 1 },
    plan: ({ unit, rows, grain }) =>
      unit !== undefined && rows === 'one-per-unit' && (grain === 'unit' || grain === 'request')
        ? [{ unit, ...(grain === 'request' && { routed: true }) }]
        : [],
    example: { unit: 'unit' },
  },
  function* ({ unit, routed = false }): Asking<Answer> {
    const over = [rollup([unit], { rows: { kind: 'count' } })];
    const reply = yield* ask(moments({ columns: { rows: column('rows'), repeated: indicator(greater(column('rows'), 1)) }, over }));
    const { n, mean } = reply.groups[0].moments;
    const rows = Math.round(n * mean[0]);
    const repeated = Math.round(n * mean[1]);
    const shared = { check: 'repeated-units', about: { column: unit }, statistic: repeated };
    if (repeated === 0)
      return {
        estimates: [],
        findings: [{ ...shared, verdict: 'pass', says: `Each of ${sayCount(n)} values of ${unit} has one row.` }],
        exhibits: [],
      };
    return {
      estimates: [],
      findings: [
        {
          ...shared,
          verdict: 'fail',
          identification: true,
          says: `${sayCount(repeated)} of ${sayCount(n)} values of ${unit} have more than one row (${sayCount(rows)} rows in all).`,
          mend: routed ? drawOne(unit) : addUp,
        },
      ],
      exhibits: [],
    };
  },
);
