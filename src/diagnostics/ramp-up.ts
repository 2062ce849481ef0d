import type { Answer } from '../estimate/answer.ts';
import type { Exhibit } from '../estimate/exhibit.ts';
import { sayP, sayShare } from '../estimate/say.ts';
import { pValueLimits } from '../estimate/thresholds.ts';
import { column, times } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { type Calendar, calendarOf, daySeconds, daysIn, joined, type Spell, spellsText, spellText } from '../inference/over-time/calendar.ts';
import { chiSquareTail } from '../math/distributions/chi-square.ts';
import { question } from '../protocol/question.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { levels, quantiles } from '../relation/requests.ts';
import { countsInDays } from './counts-in-days.ts';

export interface RampUpOptions {
  readonly assignment: string;
  /** When a unit came in, in seconds since 1970. */
  readonly time: Expression;
  /** The column that says so, for readers. */
  readonly timeColumn: string;
  /** Column of what was randomized, when that is coarser than a row: then clusters are counted, at their first row. */
  readonly cluster?: string;
}

/** Fewer units of an arm than this on a day are joined with the next day. */
const leastUnits = 10;

/**
 * Did the shares of the arms change on the way, such as from 5 % to 50 %? Then arms differ in when their units came in, and a comparison of all days is biased where outcomes change over time.
 *
 * Model   chi-square test that arm and day are independent, days joined until each arm has ten units; it only warns.
 * Shapes  counts by arm and day, one row a randomization unit.
 * Errors  none of its own: nothing is said of a single day.
 * Source  Kohavi, Tang & Xu (2020), Trustworthy Online Controlled Experiments, ch. 15; Simpson (1951), JRSS B 13.
 */
export const rampUp = question<RampUpOptions>(
  {
    id: 'ramp-up',
    title: 'Shares of the arms over time',
    source: 'Kohavi, Tang & Xu (2020), Trustworthy Online Controlled Experiments, ch. 15',
    docs: 'docs/checks/ramp-up.md',
    rows: 'all',
    rounds: { usual: 2, most: 2 },
    plan: ({ time, assignment, blocks, cluster }) =>
      time && assignment && blocks === undefined
        ? [{ assignment: assignment.column, time: time.seconds, timeColumn: time.column, ...(cluster !== undefined && { cluster }) }]
        : [],
    example: { assignment: 'z', time: times(column('week'), daySeconds), timeColumn: 'week' },
  },
  function* ({ assignment, time, timeColumn, cluster }): Asking<Answer> {
    const [reply, { groups }] = yield* all([ask(quantiles({ of: time, at: [0, 1] })), ask(levels({ of: assignment }))]);
    const [first, last] = reply.groups[0]?.values ?? [];
    const calendar = first === undefined || Number.isNaN(first) ? undefined : calendarOf(first, last);
    const arms = groups.map((g) => g.key[0]);
    if (!calendar || arms.length < 2) return nothing;
    const counts = yield* countsInDays({ assignment, time, ...(cluster !== undefined && { cluster }) }, arms, calendar);
    const spells = joined(
      counts,
      arms.map(() => leastUnits),
    );
    if (spells.length < 2) return nothing;
    return told(
      arms,
      spells,
      spells.map((spell) => inSpell(counts, spell)),
      { assignment, timeColumn, calendar },
    );
  },
);

const nothing: Answer = { estimates: [], findings: [], exhibits: [] };

const inSpell = (counts: readonly (readonly number[])[], { from, to }: Spell): readonly number[] =>
  counts.slice(from, to).reduce((so, bin) => so.map((n, arm) => n + bin[arm]));

interface About extends Pick<RampUpOptions, 'assignment' | 'timeColumn'> {
  readonly calendar: Calendar;
}

function told(arms: readonly string[], spells: readonly Spell[], table: readonly (readonly number[])[], { assignment, timeColumn, calendar }: About): Answer {
  const { statistic, pValue } = independence(table);
  const limits = pValueLimits.rampUp;
  const shareOf = (arm: number, at: number): number => table[at][arm] / sum(table[at]);
  const most = arms.map((_, arm) => spread(table.map((__, at) => shareOf(arm, at))));
  // Of two arms, whose shares go as far, the one that is not first.
  const widest = most.findLastIndex((share) => share >= Math.max(...most) - 1e-9);
  const shares = table.map((_, at) => shareOf(widest, at));
  const [low, high] = [shares.indexOf(Math.min(...shares)), shares.lastIndexOf(Math.max(...shares))].sort((a, b) => a - b);
  const on = (at: number): string => `${sayShare(shares[at])} on ${spellText(spells[at], calendar)}`;
  const says = `The share of units in arm ${arms[widest]} goes from ${on(low)} to ${on(high)} (${spellsText(spells, calendar)}, ${sayP(pValue)})`;
  const shared = { check: 'ramp-up', about: { column: assignment }, statistic, pValue, threshold: limits.warnBelow };
  const exhibit: Exhibit = {
    id: 'ramp-up',
    title: `Share of units by arm and ${timeColumn}`,
    says: `${says}.`,
    alt: `${says}.`,
    kind: 'lines',
    columns: {
      x: arms.flatMap(() => spells.map((spell) => daysIn(spell, calendar).first)),
      y: arms.flatMap((_, arm) => table.map((__, at) => 100 * shareOf(arm, at))),
      series: arms.flatMap((arm) => spells.map(() => arm)),
    },
    axes: { x: timeColumn, y: 'share of units, %' },
  };
  if (pValue >= limits.warnBelow) return { ...nothing, findings: [{ ...shared, verdict: 'pass', says: `${says}: no more than chance.` }] };
  const finding = {
    ...shared,
    verdict: 'warn',
    says: `${says}: units of the arms came in at other times, and what changes over time is taken for an effect.`,
    mend: `Compare within days: make a column of the day in data.sql and name it under design.blocks, without design.shares; or cut the data to the days on which the shares did not change.`,
  } as const;
  return { estimates: [], findings: [finding], exhibits: [exhibit] };
}

/** Pearson's chi-square of a table, and its tail. */
function independence(table: readonly (readonly number[])[]): { readonly statistic: number; readonly pValue: number } {
  const arms = table[0].map((_, arm) => sum(table.map((row) => row[arm])));
  const n = sum(arms);
  const statistic = sum(
    table.map((row) =>
      sum(
        row.map((units, arm) => {
          const expected = (arms[arm] * sum(row)) / n;
          return (units - expected) ** 2 / expected;
        }),
      ),
    ),
  );
  return { statistic, pValue: chiSquareTail(statistic, (table.length - 1) * (arms.length - 1)) };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
