import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { StudyResult } from '../../src/study/result.ts';
import { estimand, filesIn, folderWith, remove } from '../support/command-line.ts';

type Row = Readonly<Record<string, string | number>>;

const units = 12;
const periods = [1, 2, 3, 4, 5];
/** A third starts in period 3, a third in period 4, a third never. */
const startOf = (unit: number): string | number => [3, 4, ''][unit % 3];

/** Units by periods; what starts gains 1. */
const panel: readonly Row[] = Array.from({ length: units }, (_, unit) => unit).flatMap((unit) =>
  periods.map((week) => {
    const treated = startOf(unit) !== '' && week >= Number(startOf(unit)) ? 1 : 0;
    return { space: `s${unit}`, week, start: startOf(unit), treated, y: ((unit * 7 + week * week * 3) % 11) / 10 + treated };
  }),
);

function csv(rows: readonly Row[]): string {
  const names = Object.keys(rows[0]);
  return `${[names.join(','), ...rows.map((row) => names.map((name) => row[name]).join(','))].join('\n')}\n`;
}

const study = (design: string): string => `estimand: 1
study: waves
question: Does it help where it has come?
data: {file: rows.csv}
unit: space
time: week
design: {kind: staged-rollout, ${design}}
outcomes:
  y: {role: primary, better: higher}
`;

const folders: string[] = [];
afterAll(() => folders.forEach(remove));

async function said(rows: readonly Row[], design = 'start: start', change: (text: string) => string = (text) => text) {
  const folder = folderWith({ 'rows.csv': csv(rows), 'study.yaml': change(study(design)) });
  folders.push(folder);
  const { exitCode, stdout, stderr } = await estimand(folder, 'analyze', '@study.yaml', '--out', '@out');
  const results = `${folder}/out/results.json`;
  const estimates = existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as StudyResult).estimates : [];
  return { exitCode, estimates, stdout, stderr: stderr.replaceAll(/\s+/g, ' ').trim(), written: filesIn(`${folder}/out`) };
}

const changed = (change: (row: Row) => Row): readonly Row[] => panel.map(change);

describe('a staged rollout that cannot be read', () => {
  it.each<[what: string, rows: readonly Row[], design: string, says: string]>([
    [
      'a treatment that switches off',
      changed((row) => (row.space === 's0' && row.week === 5 ? { ...row, treated: 0 } : row)),
      'treated: treated',
      'study.yaml:7:41 1 unit (space: "s0") goes back from treated to untreated ("treated" from 1 to 0): what starts and stops is no staged rollout. Ask about the first start, by a column of it under start, or leave those units out; effects of switching on and off are those of de Chaisemartin and D\'Haultfoeuille (2024), which are not built here.',
    ],
    [
      'no period before the start for anybody',
      changed((row) => ({ ...row, start: row.start === '' ? '' : 1 })),
      'start: start',
      'study.yaml:7:39 Every treated unit (8) started in 1, the first period, or before it: nobody was seen before ("start"). Bring rows from before the first start; without them nothing tells the effect from what units are like anyway.',
    ],
    [
      'a start before all data',
      changed((row) => ({ ...row, start: row.start === '' ? '' : -7 })),
      'start: start',
      'study.yaml:7:39 Every treated unit (8) started in 1, the first period, or before it: nobody was seen before ("start"). Bring rows from before the first start; without them nothing tells the effect from what units are like anyway.',
    ],
    [
      'nobody untreated, and those never treated asked for',
      panel.filter(({ start }) => start !== ''),
      'start: start, comparison: never',
      'study.yaml:7:58 comparison is never, but no unit stays untreated through the last period ("start" has 2 cohorts, all of them treated). Write `comparison: not-yet`: those who start later are compared with until they start.',
    ],
    [
      'one cohort and nobody else',
      panel.filter(({ start }) => start === 3),
      'start: start',
      'study.yaml:7:39 All units start together, in 3 ("start"): nobody is untreated at the same time. Bring units that started later or never. Without any, a change that came to everybody at once is a design of its own.',
    ],
    [
      'a unit with two rows in a period',
      [...panel, panel[0]],
      'start: start',
      'study.yaml:5:7 1 unit (space: "s0") has several rows in one period. Write `rows: many-per-unit` and what a unit gets of them (`per: total`, `mean`, `any` or `last`), or keep one row in data.sql.',
    ],
    [
      'a time that is text and no date',
      changed((row) => ({ ...row, week: `W${row.week}` })),
      'start: start',
      'study.yaml:6:7 time "week" holds text, where a whole number, a date or a time is needed. Convert the column; in a CSV one cell such as "NA" makes a whole column text: leave missing cells empty.',
    ],
    [
      'a start that varies within a unit',
      changed((row) => (row.space === 's1' && row.week === 5 ? { ...row, start: 3 } : row)),
      'start: start',
      'study.yaml:7:39 "start" has several values within 1 unit (space: "s1"): a unit starts once. Keep the first start of each unit, in every row of it.',
    ],
    [
      'a zero for those who never started',
      changed((row) => ({ ...row, start: row.start === '' ? 0 : row.start })),
      'start: start',
      'study.yaml:7:39 "start" is 0 for 4 units, and the first period is 1: 0 would say that they were treated before anything was seen. Leave the cell empty for units that never started, such as by nullif(start, 0) in data.sql.',
    ],
    [
      'nobody treated',
      changed((row) => ({ ...row, start: row.start === '' ? '' : 9 })),
      'start: start',
      'study.yaml:7:39 No unit started by 5, the last period ("start"). Check the column, or wait until the first wave is in the data.',
    ],
    [
      'one period',
      panel.filter(({ week }) => week === 4),
      'start: start',
      'study.yaml:6:7 All rows are of one period ("week"). Bring the periods before the start, or take shorter ones: a change is what is compared.',
    ],
    [
      'fractions of a period',
      changed((row) => ({ ...row, week: Number(row.week) + 0.5 })),
      'start: start',
      'study.yaml:6:7 60 rows of "week" hold fractions, and a period is a whole number. Number the periods, such as weeks since the first, in data.sql; or name a column of dates and write period.',
    ],
    [
      'numbers with a length of period',
      panel,
      'start: start, period: week',
      'study.yaml:7:54 Column "week" holds numbers, with which `period: week` does not go. Take period out: whole numbers are periods as they are. Or name a column of dates.',
    ],
    [
      'dates without a length of period',
      changed((row) => ({ ...row, week: `2026-01-0${row.week}`, start: row.start === '' ? '' : `2026-01-0${row.start}` })),
      'start: start',
      'study.yaml:7:1 Column "week" holds dates or times, and the design does not say how long a period is. Write `period: day`, `period: week` or `period: month` under design.',
    ],
    [
      'starts that are dates beside weeks that are numbers',
      changed((row) => ({ ...row, start: row.start === '' ? '' : `2026-01-0${row.start}` })),
      'start: start',
      'study.yaml:7:39 "start" holds dates or times, but "week" says when rows were made: the two cannot be compared. Bring them to one type in data.sql: whole numbers, or dates and timestamps.',
    ],
    [
      'a treatment that is neither 0 nor 1',
      changed((row) => (row.space === 's0' && row.week === 5 ? { ...row, treated: 2 } : row)),
      'treated: treated',
      'study.yaml:7:41 1 row of "treated" holds neither 0 nor 1. Write 1 in rows with the treatment and 0 in the others.',
    ],
    [
      'no word on who started when',
      panel,
      'comparison: never',
      'study.yaml:7:1 The design does not say when units started. Write `start`, the column of the first treated period (empty where it never came), or `treated`, the column that is 1 in rows with the treatment and 0 before.',
    ],
    [
      'two words on who started when',
      panel,
      'start: start, treated: treated',
      'study.yaml:7:55 The design says twice when units started: by start and by treated. Write `start`, the column of the first treated period (empty where it never came), or `treated`, the column that is 1 in rows with the treatment and 0 before.',
    ],
  ])('says what is wrong and what to do, and writes nothing: %s', async (_, rows, design, says) => {
    const { exitCode, stderr, written } = await said(rows, design);
    expect(stderr).toBe(says);
    expect({ exitCode, written }).toEqual({ exitCode: 2, written: [] });
  });

  it('needs segments that units keep', async () => {
    const rows = panel.map((row) => ({ ...row, plan: row.space === 's2' && row.week === 5 ? 'team' : 'free' }));
    const { exitCode, stderr } = await said(rows, 'start: start', (text) => text.replace('outcomes:', 'segments: [plan]\noutcomes:'));
    expect(stderr).toBe(
      'study.yaml:8:12 "plan" has several values within 1 unit (space: "s2"), and a segment of a staged rollout is kept over all periods. Take its value before the first wave, in every row of a unit, such as by a window in data.sql.',
    );
    expect(exitCode).toBe(2);
  });

  it('needs to know the period of a row', async () => {
    const { exitCode, stderr } = await said(panel, 'start: start', (text) => text.replace('time: week\n', ''));
    expect(stderr).toBe('study.yaml:1:1 A staged rollout needs to know the period of each row. Name its column under time, such as `time: week`.');
    expect(exitCode).toBe(2);
  });
});

describe('a staged rollout that can', () => {
  it('reads the start from rows that say who is treated, as it does from a column of it', async () => {
    const [byStart, byTreated] = [await said(panel), await said(panel, 'treated: treated')];
    expect([byStart.exitCode, byTreated.exitCode]).toEqual([0, 0]);
    const numbers = ({ estimates }: typeof byStart) => estimates.map(({ id, value, standardError }) => ({ id, value, standardError }));
    expect(numbers(byStart).map(({ id }) => id)).toContain('staged-effect:y');
    expect(numbers(byTreated)).toEqual(numbers(byStart));
  });

  it('is held where those who were reached leave more than the others', async () => {
    const many: readonly Row[] = Array.from({ length: 8 }, (_, k) =>
      panel.map((row) => ({ ...row, space: `${row.space}-${k}`, y: Number(row.y) + ((k * 5) % 7) / 10 })),
    ).flat();
    const gone = many.map((row, i) => (row.treated === 1 && i % 2 === 0 ? { ...row, y: '' } : row));
    const { stdout } = await said(gone);
    expect(stdout).toMatch(/^HOLD/);
    expect(stdout).toContain('y is known of units that were reached 50.0 pp less often');
  });

  it('compares exposed rows with the others of the same unit and period', async () => {
    const split = panel.flatMap((row) => [
      { ...row, lang: 'en', y: Number(row.y) + 0.3 * Number(row.week) },
      { ...row, lang: 'de', y: Number(row.y) * 0.2 + 0.3 * Number(row.week) },
    ]);
    const inside = await said(split, 'start: start, within: {column: lang, exposed: en}');
    const difference = await said(panel.map((row) => ({ ...row, y: 0.8 * Number(row.y) })));
    const headline = ({ estimates }: typeof inside) => estimates.find(({ id }) => id === 'staged-effect:y')!;
    expect(headline(inside).value).toBeCloseTo(headline(difference).value, 12);
    expect(headline(inside).standardError).toBeCloseTo(headline(difference).standardError!, 12);
    const unknown = await said(split, 'start: start, within: {column: lang, exposed: fr}');
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('fr');
  });

  it('brings events to one row for each unit and period', async () => {
    const events = panel.flatMap((row) => [
      { ...row, y: Number(row.y) - 1 },
      { ...row, y: Number(row.y) + 1 },
    ]);
    const perRow = (text: string): string =>
      text.replace('time: week', 'time: week\nrows: many-per-unit').replace('better: higher', 'better: higher, per: mean');
    const [one, many] = [await said(panel), await said(events, 'start: start', perRow)];
    expect(many.exitCode).toBe(0);
    const headline = ({ estimates }: typeof one) => estimates.find(({ id }) => id === 'staged-effect:y')!;
    expect(headline(many).value).toBeCloseTo(headline(one).value, 12);
    expect(headline(many).standardError).toBeCloseTo(headline(one).standardError!, 12);
  });
});
