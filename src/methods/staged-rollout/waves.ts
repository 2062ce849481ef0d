import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayShare } from '../../estimate/say.ts';
import { periodInWords, periodNoun, periodText } from '../../protocol/periods.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { source } from './estimates.ts';
import { example, type StagedOptions, stagedOf, stagedOptionsOf } from './options.ts';
import type { StagedRollout } from './own.ts';

/**
 * Who was reached when, and what of the data can say nothing: a check of the waves, and the assumption that no data can show.
 *
 * Shapes  no round: the look before the plan has seen it.
 * Source  Roth, Sant'Anna, Bilinski & Poe (2023), Journal of Econometrics 235.
 */
export const waves = question<StagedOptions>(
  {
    id: 'waves',
    title: 'Waves of the rollout',
    source,
    docs: 'docs/checks/waves.md',
    rounds: { usual: 0, most: 0 },
    plan: (protocol) => stagedOptionsOf(protocol, ({ role }) => role === 'primary'),
    example,
  },
  // biome-ignore lint/correctness/useYield: it answers from what was seen before the plan.
  function* (options): Asking<Answer> {
    const { rollout, outcome } = stagedOf(options);
    return { estimates: [], findings: [assumption(rollout, outcome), ...lost(rollout), ...shapeFindings(rollout)], exhibits: [timing(rollout)] };
  },
);

/** What no data can show, in every result. */
function assumption({ comparison, anticipation, period }: StagedRollout, outcome: string): Finding {
  const noun = period ?? 'period';
  return {
    check: 'parallel-trends',
    about: { column: outcome },
    verdict: 'warn',
    says: `The effect assumes that without the change ${outcome} would have gone on alike in those reached and those ${comparison === 'never' ? 'never reached' : 'not reached yet'}, that it did nothing ${anticipation === 0 ? 'before it came' : `more than ${anticipation} ${noun}${anticipation === 1 ? '' : 's'} before it came`}, and that those who wait were not touched by it; the data cannot show that.`,
    mend: 'Say why the waves came in this order, and what else changed with them; name users, content or limits that both share.',
  };
}

/** Units and rows that are in no estimate. */
function lost({ always, timeless, clusterless, cluster, time, startedBy, unit, cohorts }: StagedRollout): readonly Finding[] {
  const all = cohorts.reduce((sum, { units }) => sum + units, always.units);
  const what = unit === undefined ? 'rows' : 'units';
  return [
    ...(always.units === 0
      ? []
      : [
          {
            check: 'always-treated',
            about: { column: startedBy },
            verdict: 'warn',
            statistic: always.units / all,
            says: `${sayCount(always.units)} of ${sayCount(all)} ${what} were reached in the first period or before it (${sayShare(always.units / all)}) and are in no estimate: nobody saw them without the change.`,
            mend: 'Bring earlier periods, or read the result as one on those reached later.',
          } as const,
        ]),
    ...(clusterless === 0
      ? []
      : [
          {
            check: 'lost-units',
            about: { column: cluster! },
            verdict: 'warn',
            statistic: clusterless / all,
            says: `${sayCount(clusterless)} of ${sayCount(all)} ${what} have no ${cluster}, or several (${sayShare(clusterless / all)}), and are in no estimate.`,
            mend: `Give each unit one ${cluster} in every row.`,
          } as const,
        ]),
    ...(timeless === 0
      ? []
      : [
          {
            check: 'lost-rows',
            about: { column: time },
            verdict: 'warn',
            statistic: timeless,
            says: `${sayCount(timeless)} rows have no ${time} and are in no estimate.`,
            mend: `Find out why ${time} is missing there.`,
          } as const,
        ]),
  ];
}

/** What the rows are: units followed, or other ones in each period. */
function shapeFindings({ shape, seenOnce, unit, time, cohorts, period, periods }: StagedRollout): readonly Finding[] {
  if (shape === 'panel') {
    const [units, whole] = [cohorts.reduce((sum, c) => sum + c.units, 0), cohorts.reduce((sum, c) => sum + c.whole, 0)];
    const says =
      whole === units
        ? `${sayCount(units)} units (${unit}) were seen in each of ${periods.length} ${periodNoun(period)}s: a balanced panel.`
        : `${sayCount(whole)} of ${sayCount(units)} units (${unit}) have a row in each of ${periods.length} ${periodNoun(period)}s: an unbalanced panel.`;
    return [{ check: 'panel-shape', about: { column: unit! }, verdict: 'pass', says }];
  }
  if (!seenOnce)
    return [
      {
        check: 'panel-shape',
        about: { column: time },
        verdict: 'warn',
        says: `Rows belong to no unit: other rows are seen in each period (a repeated cross-section), and who comes to be seen must not change with the rollout.`,
        mend: 'Name the unit that is followed, if there is one; else name under covariates what is known of rows from before the change, so that who is seen can be compared.',
      },
    ];
  return [
    {
      check: 'panel-shape',
      about: { column: unit! },
      verdict: 'warn',
      says: `Each unit (${unit}) is seen in one period alone: ${time} is when it came in, such as a signup week, not how it went on. Different units are compared before and after (a repeated cross-section), and who comes in must not change with the rollout.`,
      mend: 'Bring a row for each unit and period, from before its start on, where units can be followed.',
    },
  ];
}

/** Cohorts by start, with their units and how long each was seen before and after. */
function timing({ cohorts, always, periods, period, unit }: StagedRollout): Exhibit {
  const treated = cohorts.flatMap((cohort) => (cohort.start === undefined ? [] : [{ ...cohort, start: cohort.start }]));
  const others = cohorts.filter(({ start }) => start === undefined);
  const named = (place: number): string => periodText(periods[place], period);
  const [first, last] = [treated[0]?.start ?? 0, treated[treated.length - 1]?.start ?? 0];
  const said = (place: number): string => periodInWords(periods[place], period);
  const between = first === last ? `in ${said(first)}` : `between ${said(first)} and ${said(last)}`;
  const says = `${treated.length === 1 ? 'One cohort was' : `${treated.length} cohorts were`} reached ${between}${others.length > 0 ? `; the others were not by the last ${periodNoun(period)}` : ''}.`;
  const told = [
    ...treated.map(({ start, units }) => ({ row: named(start), units, from: start })),
    ...others.map(({ units }) => ({ row: 'not reached', units, from: '' })),
    ...(always.units > 0 ? [{ row: 'before the data', units: always.units, from: 0 }] : []),
  ];
  return {
    id: 'waves',
    title: 'Who was reached when',
    kind: 'timing',
    part: 'time',
    says,
    alt: says,
    columns: {
      row: told.map(({ row }) => row),
      [unit === undefined ? 'rows' : 'units']: told.map(({ units }) => units),
      from: told.map(({ from }) => from),
      'periods with it': told.map(({ from }) => (from === '' ? 0 : periods.length - Number(from))),
    },
    marks: periods.map((code, at) => ({ at, label: periodText(code, period) })),
    axes: { x: periodNoun(period), y: 'reached' },
  };
}
