import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { globalUpgrade } from '../../src/scenarios.ts';
import { estimand, filesIn, folderWith, remove } from '../support/command-line.ts';

type Row = Readonly<Record<string, string | number | null>>;

const text = globalUpgrade.study('data.csv');
/** Of acme, which got the launch, and 25 donors, over 60 weeks. */
const n = 26 * 60;
const { columns } = globalUpgrade.simulate({ n, seed: 1 });
const panel: readonly Row[] = Array.from({ length: n }, (_, i) =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i] ?? null])),
);
const names = [...new Set(panel.map(({ workspace }) => String(workspace)))];
const weeks = [...new Set(panel.map(({ week }) => String(week)))];

const folders: string[] = [];
afterEach(() => folders.splice(0).map(remove));

const cell = (value: string | number | null): string => (/[",]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? ''));

/** What the command says of a study and rows that are spoiled, and what it writes. */
async function said(study: (text: string) => string, change: (rows: readonly Row[]) => readonly Row[] = (rows) => rows) {
  const rows = change(panel);
  const csv = [Object.keys(rows[0]), ...rows.map((one) => Object.values(one))].map((cells) => cells.map(cell).join(',')).join('\n');
  const folder = folderWith({ 'study.yaml': study(text), 'data.csv': csv });
  folders.push(folder);
  const { exitCode, stdout, stderr } = await estimand(folder, 'analyze', '@study.yaml', '--out', '@out');
  return { exitCode, stdout, stderr: stderr.trim().replaceAll(/\s+/g, ' '), folder, written: filesIn(`${folder}/out`) };
}

const same = (study: string): string => study;
const launched = (at: string) => (study: string) => study.replace(/launched: 2026-03-02 .*/, `launched: ${at}`);
const treated = (names: string) => (study: string) => study.replace(/treatedUnits: .*/, `treatedUnits: ${names}`);
/** Keys of the design, beside those of the scenario. */
const keys =
  (...lines: readonly string[]) =>
  (study: string) =>
    study.replace(/ {2}treatedUnits:.*\n/, (line) => `${line}${lines.map((one) => `  ${one}\n`).join('')}`);
/** Keys of the study, before the analysis. */
const key = (line: string) => (study: string) => study.replace('analysis:', `${line}\nanalysis:`);
const primary = (more: string) => (study: string) => study.replace('worthwhile: 0.01}', `worthwhile: 0.01, ${more}}`);

const each = (row: (row: Row, i: number) => Row) => (rows: readonly Row[]) => rows.map(row);
const without = (gone: (row: Row) => boolean) => (rows: readonly Row[]) => rows.filter((row) => !gone(row));
const number = ({ week }: Row): number => weeks.indexOf(String(week));
const place = ({ workspace }: Row): number => names.indexOf(String(workspace));
const donorsUpTo = (count: number) => without((row) => place(row) > count);

/** A study of numbered periods, and its rows. */
const numbered =
  (at: string | number = 48) =>
  (study: string) =>
    launched(String(at))(study).replace('  period: week\n', '');
const inNumbers = each((row) => ({ ...row, week: number(row) }));

/** Events: two rows a workspace and day. */
const events = (rows: readonly Row[]) =>
  rows.flatMap((row) => [3, 15].map((hour) => ({ ...row, week: new Date(Date.UTC(2026, 0, 1 + number(row), hour)).toISOString().slice(0, 19) })));
const byDay = (study: string) => launched('2026-02-18')(study).replace('period: week', 'period: day');
const ofEvents = (per: string) => (study: string) =>
  byDay(study)
    .replace('time: week', 'rows: many-per-unit\ntime: week')
    .replace(/(worthwhile: 0.01|tolerance: 0.5|unit: USD)\}/g, (_, last) => `${last}, per: ${per}}`);

describe('a global launch that cannot be analysed says what is wrong and what to do, and nothing is written', () => {
  const cases: readonly (readonly [what: string, study: (text: string) => string, says: string, change?: (rows: readonly Row[]) => readonly Row[]])[] = [
    [
      'a treated unit among the donors',
      keys('donors: [acme, borealis, cobalt]'),
      'study.yaml:13:3 "acme" is named under treatedUnits and under donors: a unit that got the launch cannot stand for what would have been without it. Take it out of one of the two.',
    ],
    [
      'a treated unit that is named twice',
      treated('[acme, acme]'),
      'study.yaml:12:24 treatedUnits names "acme" more than once. Write each unit once: a unit that is there twice would count twice.',
    ],
    [
      'a donor that is named twice',
      keys('donors: [borealis, cobalt, borealis]'),
      'study.yaml:13:30 donors names "borealis" more than once. Write each unit once: a unit that is there twice would count twice.',
    ],
    [
      'users for units',
      same,
      'study.yaml:6:7 "workspace" has 2,006 values, more than the 2,000 whose paths can be weighed. Name something larger under unit, such as the workspace, the team or the market, with `rows: many-per-unit`; or keep in data.sql those that got it and those most like them.',
      (rows) => [...rows, ...Array.from({ length: 1_980 }, (_, i) => ({ ...rows[0], workspace: `user-${i}` }))],
    ],
    [
      'more units than a matrix is completed of',
      keys('estimator: matrix-completion'),
      'study.yaml:6:7 "workspace" has 206 values, more than the 200 whose paths can be weighed. Name something larger under unit, such as the workspace, the team or the market, with `rows: many-per-unit`; or keep in data.sql those that got it and those most like them.',
      (rows) => [...rows, ...Array.from({ length: 180 }, (_, i) => ({ ...rows[0], workspace: `user-${i}` }))],
    ],
    [
      'a week that no row has',
      same,
      'study.yaml:7:7 No row at all lies in the week of 2025-08-18 ("week"). Bring the rows of that week, or take longer periods: what came between is part of every path.',
      without(({ week }) => week === weeks[20]),
    ],
    [
      'weeks that no row has',
      same,
      'study.yaml:7:7 No row at all lies in the week of 2025-09-15, the week of 2025-10-13, the week of 2025-11-10, the week of 2025-12-08, the week of 2026-01-05, the week of 2026-02-02 and 3 more ("week"). Bring the rows of these weeks, or take longer periods: what came between is part of every path.',
      without((row) => number(row) > 20 && number(row) % 4 === 0),
    ],
    [
      'a treated unit without a row in a week',
      same,
      'study.yaml:12:3 "acme" (workspace), which got the launch, lacks rows in the week of 2025-08-18. Bring the rows, write zeros where nothing happened, or begin after the gap by data.sql.',
      without((row) => row.workspace === 'acme' && row.week === weeks[20]),
    ],
    [
      'a treated unit without rows in many weeks',
      same,
      'study.yaml:12:3 "acme" (workspace), which got the launch, lacks rows in the week of 2025-06-16, the week of 2025-06-23, the week of 2025-06-30, the week of 2025-07-07, the week of 2025-07-14, the week of 2025-07-21 and 5 more. Bring the rows, write zeros where nothing happened, or begin after the gap by data.sql.',
      without((row) => row.workspace === 'acme' && number(row) > 10 && number(row) < 22),
    ],
    [
      'treated units without rows in weeks of their own',
      treated('[acme, borealis]'),
      'study.yaml:12:3 "acme" and "borealis" (workspace), which got the launch, lack rows in the week of 2025-06-16 and the week of 2025-06-23. Bring the rows, write zeros where nothing happened, or begin after the gap by data.sql.',
      without((row) => number(row) === 12 - place(row) && place(row) < 2),
    ],
    [
      'donors that all lack a week',
      same,
      'study.yaml:12:3 1 unit got the launch, and none is there to compare with ("workspace"; 25 lack rows in some week): what chance does is seen where donors stand in for the treated, and there must be more donors than treated units. Bring the rows that are lacking, or more units that did not get it.',
      without((row) => place(row) > 0 && number(row) === 5 + place(row)),
    ],
    [
      'a launch after the last row',
      launched('2027-03-02'),
      'study.yaml:11:13 The launch (2027-03-02) lies after the last row: "week" ends with the week of 2026-05-18. Wait until rows from after the launch are in the data, or check launched.',
    ],
    [
      'a launch before the first row',
      launched('2020-03-02'),
      'study.yaml:11:13 Nothing was seen before the launch (2020-03-02): "week" begins with the week of 2025-03-31. Bring rows from before the launch, or check launched.',
    ],
    [
      'a launch in the first week',
      launched(weeks[0]),
      'study.yaml:11:13 Nothing was seen before the launch (2025-03-31): "week" begins with the week of 2025-03-31. Bring rows from before the launch, or check launched.',
    ],
    [
      'a launch in the second week',
      launched(weeks[1]),
      'study.yaml:11:13 1 week lies before the launch (2025-04-07): too few to learn how the treated units go on without it. Bring at least 5 from before it; or take shorter periods.',
    ],
    [
      'a launch in the fifth week',
      launched(weeks[4]),
      'study.yaml:11:13 4 weeks lie before the launch (2025-04-28): too few to learn how the treated units go on without it. Bring at least 5 from before it; or take shorter periods.',
    ],
    [
      'few weeks before what anticipation takes',
      keys('anticipation: 45'),
      'study.yaml:11:13 48 weeks lie before the launch (2026-03-02), and anticipation takes all but 3 of them: too few to learn how the treated units go on without it. Bring at least 5 from before it and before anticipation, or write a smaller anticipation; or take shorter periods.',
    ],
    [
      'one week before what anticipation takes',
      keys('anticipation: 47'),
      'study.yaml:11:13 48 weeks lie before the launch (2026-03-02), and anticipation takes all but one of them: too few to learn how the treated units go on without it. Bring at least 5 from before it and before anticipation, or write a smaller anticipation; or take shorter periods.',
    ],
    [
      'no week before what anticipation takes',
      keys('anticipation: 100'),
      'study.yaml:11:13 48 weeks lie before the launch (2026-03-02), and anticipation takes them all: too few to learn how the treated units go on without it. Bring at least 5 from before it and before anticipation, or write a smaller anticipation; or take shorter periods.',
    ],
    [
      'few days before the launch',
      (s) => launched('2025-04-03')(s).replace('period: week', 'period: day'),
      'study.yaml:11:13 3 days lie before the launch (2025-04-03): too few to learn how the treated units go on without it. Bring at least 5 from before it.',
      each((row) => ({ ...row, week: new Date(Date.UTC(2025, 2, 31 + number(row))).toISOString().slice(0, 10) })),
    ],
    ['anticipation below zero', keys('anticipation: -1'), 'study.yaml:13:17 design.anticipation is -1. It must be a whole number of periods, such as 0 or 1.'],
    ['a part of a period', keys('anticipation: 1.5'), 'study.yaml:13:17 design.anticipation is 1.5. It must be a whole number of periods, such as 0 or 1.'],
    [
      'donors that do not go as the treated',
      same,
      'study.yaml:16:3 The primary outcome "resolved" cannot be estimated: Donors do not go as resolved of those that got the launch went before it: their path is off by 13.4, 613.1 times as much as for the donor in the middle. Bring donors that are more alike (the same market, plan or season), shorten the time before to what is comparable, or roll out in waves.',
      each((row, i) => (row.workspace === 'acme' ? { ...row, resolved: 0.01 * i * i } : row)),
    ],
    [
      'donors that are all lower',
      keys('estimator: synthetic-control'),
      'study.yaml:17:3 The primary outcome "resolved" cannot be estimated: No mix of donors reaches the level of resolved before the launch: the path is off by 2.99, most of it below what was seen, and the difference after it would be read as an effect. Write `estimator: sdid`, which lets levels differ, instead of synthetic-control; or bring donors as high as those that got it.',
      each((row) => (row.workspace === 'acme' ? { ...row, resolved: Number(row.resolved) + 3 } : row)),
    ],
    [
      'donors in which nothing goes on',
      same,
      'study.yaml:16:3 The primary outcome "resolved" cannot be estimated: resolved stays at one value before the launch in each of the 25 donors: their paths tell neither how the treated would have gone on nor what chance does. Take an outcome that varied before the launch, or bring donors in which it did.',
      each((row) => (row.workspace === 'acme' ? row : { ...row, resolved: place(row) / 40 })),
    ],
    [
      'a feature that nobody had before',
      same,
      'study.yaml:16:3 The primary outcome "resolved" cannot be estimated: resolved stays at one value before the launch in each of the 25 donors: their paths tell neither how the treated would have gone on nor what chance does. Take an outcome that varied before the launch, or bring donors in which it did.',
      each((row) => ({ ...row, resolved: row.workspace === 'acme' && number(row) >= 48 ? 5 : 0 })),
    ],
    [
      'a treated unit of one value',
      same,
      'study.yaml:16:3 resolved is 0.5 in every week of those that got the launch, so no effect on it can be estimated. Check how the column is made: a primary outcome must vary.',
      each((row) => (row.workspace === 'acme' ? { ...row, resolved: 0.5 } : row)),
    ],
    [
      'one value everywhere',
      same,
      'study.yaml:16:3 resolved is 0.5 in every week of those that got the launch, so no effect on it can be estimated. Check how the column is made: a primary outcome must vary.',
      each((row) => ({ ...row, resolved: 0.5 })),
    ],
    [
      'as many donors as treated units',
      (s) => keys('donors: [dunmore, everline]')(treated('[acme, borealis]')(s)),
      'study.yaml:13:3 2 units got the launch, and 2 are there to compare with ("workspace"): what chance does is seen where donors stand in for the treated, and there must be more donors than treated units. Bring more units that did not get it; or compare the treated on average, as one unit, in data.sql.',
    ],
    [
      'fewer donors than treated units',
      treated(`[${names.slice(0, 20).join(', ')}]`),
      'study.yaml:12:3 20 units got the launch, and 6 are there to compare with ("workspace"): what chance does is seen where donors stand in for the treated, and there must be more donors than treated units. Bring more units that did not get it; or compare the treated on average, as one unit, in data.sql.',
    ],
    [
      'one donor',
      same,
      'study.yaml:12:3 1 unit got the launch, and one is there to compare with ("workspace"): what chance does is seen where donors stand in for the treated, and there must be more donors than treated units. Bring more units that did not get it.',
      donorsUpTo(1),
    ],
    [
      'a treated unit of another case',
      treated('[Acme]'),
      'study.yaml:12:18 treatedUnits names "Acme", and no row has it in "workspace". Did you mean "acme"? Names are compared as text, case and spaces too; there are "acme", "alder", "borealis", "cobalt", "dunmore", "everline", "fairwind", "glasshouse" and 18 more.',
    ],
    [
      'a treated unit with a space',
      treated('["acme "]'),
      'study.yaml:12:18 treatedUnits names "acme ", and no row has it in "workspace". Did you mean "acme"? Names are compared as text, case and spaces too; there are "acme", "alder", "borealis", "cobalt", "dunmore", "everline", "fairwind", "glasshouse" and 18 more.',
    ],
    [
      'treated units that are not there',
      treated('[acme, globex, initech]'),
      'study.yaml:12:24 treatedUnits names "globex" and "initech", and no row has them in "workspace". Names are compared as text, case and spaces too; there are "acme", "alder", "borealis", "cobalt", "dunmore", "everline", "fairwind", "glasshouse" and 18 more.',
    ],
    [
      'a donor that is not there',
      keys('donors: [borealis, globex]'),
      'study.yaml:13:22 donors names "globex", and no row has it in "workspace". Names are compared as text, case and spaces too; there are "acme", "alder", "borealis", "cobalt", "dunmore", "everline", "fairwind", "glasshouse" and 18 more.',
    ],
    [
      'nobody that is said to be treated',
      (s) => s.replace(/ {2}treatedUnits:.*\n/, ''),
      'study.yaml:8:1 The design does not say which units got the launch, and `estimator: sdid` compares them with units that did not. Name them, such as `treatedUnits: [acme]`; or, where everybody got it, write `estimator: state-space`, which goes by the time before alone and never launches by itself.',
    ],
    ['an empty list', treated('[]'), 'study.yaml:12:3 design.treatedUnits is an empty list. It must be a list of units, such as [acme, globex].'],
    ['a text for a list', treated('acme'), 'study.yaml:12:17 design.treatedUnits is "acme". It must be a list of units, such as [acme, globex].'],
    ['a unit without a name', treated('[""]'), 'study.yaml:12:18 design.treatedUnits[0] is empty. It must be a value of the unit column.'],
    [
      'everybody treated',
      treated(`[${names.join(', ')}]`),
      'study.yaml:12:3 Every unit in "workspace" got the launch: nobody is left for `estimator: sdid` to compare with. Bring units that did not get it; or write `estimator: state-space`, which goes by the time before alone and never launches by itself.',
    ],
    [
      'no unit',
      (s) => s.replace('unit: workspace\n', ''),
      'study.yaml:2:1 `estimator: sdid` compares units that got the launch with units that did not, and the study names no unit. Name the column of workspaces, teams or markets under unit; or write `estimator: state-space` for one series.',
    ],
    [
      'many rows of no unit',
      (s) => s.replace('unit: workspace\n', 'rows: many-per-unit\n'),
      'study.yaml:2:1 `estimator: sdid` compares units that got the launch with units that did not, and the study names no unit. Name the column of workspaces, teams or markets under unit; or write `estimator: state-space` for one series.',
    ],
    [
      'no time',
      (s) => s.replace('time: week\n', ''),
      'study.yaml:2:1 A global launch needs to know the period of each row. Name its column under time, such as `time: week`.',
    ],
    [
      'dates without a period',
      (s) => s.replace('  period: week\n', ''),
      'study.yaml:8:1 Column "week" holds dates or times, and the design does not say how long a period is. Write `period: day`, `period: week` or `period: month` under design.',
    ],
    [
      'numbers with a period',
      same,
      'study.yaml:10:11 Column "week" holds numbers, with which `period: week` does not go. Take period out: whole numbers are periods as they are. Or name a column of dates.',
      inNumbers,
    ],
    [
      'a period that is none',
      (s) => s.replace('period: week', 'period: hour'),
      'study.yaml:10:11 design.period is "hour". It must be one of "day", "week" and "month".',
    ],
    [
      'a launch soon',
      launched('soon'),
      'study.yaml:11:13 "week" holds dates or times, and launched is "soon". Write the day of the launch, such as `launched: 2026-03-02`.',
    ],
    [
      'a launch at a number among dates',
      launched('48'),
      'study.yaml:11:13 "week" holds dates or times, and launched is "48". Write the day of the launch, such as `launched: 2026-03-02`.',
    ],
    [
      'a launch on no day',
      launched('2026-02-30'),
      'study.yaml:11:13 "week" holds dates or times, and launched is "2026-02-30". Write the day of the launch, such as `launched: 2026-03-02`.',
    ],
    [
      'a launch on a day that is written otherwise',
      launched('02.03.2026'),
      'study.yaml:11:13 "week" holds dates or times, and launched is "02.03.2026". Write the day of the launch, such as `launched: 2026-03-02`.',
    ],
    [
      'no launch',
      (s) => s.replace(/ {2}launched: 2026.*\n/, ''),
      'study.yaml:8:1 design has no "launched". Add it: the day of the launch, such as 2026-03-02, or the number of the first period with it.',
    ],
    [
      'a day among numbers',
      (s) => s.replace('  period: week\n', ''),
      'study.yaml:10:13 "week" holds numbers, and launched is "2026-03-02". Write the number of the first period with the change, such as `launched: 31`.',
      inNumbers,
    ],
    [
      'half a period',
      numbered(),
      'study.yaml:7:7 26 rows of "week" hold fractions, and a period is a whole number. Number the periods, such as weeks since the first, in data.sql; or name a column of dates and write period.',
      each((row) => ({ ...row, week: number(row) + (number(row) === 30 ? 0.5 : 0) })),
    ],
    [
      'a launch in half a period',
      numbered(48.5),
      'study.yaml:10:13 "week" holds numbers, and launched is "48.5". Write the number of the first period with the change, such as `launched: 31`.',
      inNumbers,
    ],
    [
      'a number that no row has',
      numbered(),
      'study.yaml:7:7 No row at all lies in period 12 ("week"). Bring the rows of that period, or take longer periods: what came between is part of every path.',
      (rows) => inNumbers(rows).filter(({ week }) => week !== 12),
    ],
    [
      'a number far from the others',
      numbered(),
      'study.yaml:7:7 No row at all lies in period 59, period 60, period 61, period 62, period 63, period 64 and 999,999,999,935 more ("week"). Bring the rows of these periods, or take longer periods: what came between is part of every path.',
      each((row) => ({ ...row, week: number(row) === 59 ? 1e12 : number(row) })),
    ],
    [
      'times of text',
      same,
      'study.yaml:7:7 time "week" holds text, where a whole number, a date or a time is needed. Convert the column; in a CSV one cell such as "NA" makes a whole column text: leave missing cells empty.',
      each((row) => ({ ...row, week: `week ${number(row)}` })),
    ],
    [
      'times that nobody has',
      numbered(),
      'study.yaml:7:7 No row has a value of "week", which says when a row was. Name the column of the day, week or period of each row under time.',
      each((row) => ({ ...row, week: null })),
    ],
    [
      'several rows of a unit in a week',
      same,
      'study.yaml:6:7 "acme" and "borealis" (workspace) have several rows in one period. Write `rows: many-per-unit` and what a unit gets of them (`per: total`, `mean`, `any` or `last`), or keep one row in data.sql.',
      (rows) => [...rows, rows[5], rows[77]],
    ],
    [
      'several rows of many units',
      byDay,
      'study.yaml:6:7 "acme", "borealis", "cobalt" and 23 more (workspace) have several rows in one period. Write `rows: many-per-unit` and what a unit gets of them (`per: total`, `mean`, `any` or `last`), or keep one row in data.sql.',
      events,
    ],
    [
      'events that do not say what a unit gets',
      (s) => byDay(s).replace('time: week', 'rows: many-per-unit\ntime: week'),
      'study.yaml:17:3 Rows of "resolved" hold fractions from 0 to 1, and "resolved" does not say what a unit (workspace) gets of its rows. Answer scores are averaged, not added up, or units with more rows score higher: write `per: mean`; of an amount that adds up, such as time, write `per: total`.',
      events,
    ],
    [
      'what a unit gets where it has one row',
      primary('per: mean'),
      'study.yaml:16:63 "resolved" says `per: mean`, what a unit gets of its rows, but a unit has one row in this study. Write `rows: many-per-unit` where a unit has several, or take per out.',
    ],
    [
      'an outcome that a treated unit lacks in a week',
      same,
      'study.yaml:16:3 The primary outcome "resolved" cannot be estimated: resolved is missing in some week for acme (workspace), which got the launch. Bring the values, or begin after the gap by data.sql.',
      each((row, i) => (i === 30 ? { ...row, resolved: null } : row)),
    ],
    [
      'an outcome that nobody has',
      same,
      'study.yaml:16:3 The primary outcome "resolved" cannot be estimated: resolved is missing in some week for acme (workspace), which got the launch. Bring the values, or begin after the gap by data.sql.',
      each((row) => ({ ...row, resolved: null })),
    ],
    [
      'an outcome that each donor lacks in a week',
      same,
      'study.yaml:16:3 The primary outcome "resolved" cannot be estimated: No donor has resolved in every week (25 lack it in some), for 1 treated unit: more donors than treated units are needed. Bring the values of more donors, or write zeros where nothing happened.',
      each((row) => (place(row) > 0 && number(row) === place(row) ? { ...row, resolved: null } : row)),
    ],
    [
      'an outcome of text',
      same,
      'study.yaml:16:3 outcome "resolved" holds text, where a number or a boolean is needed: "good" on line 2 of data.csv. Make it a number in the file or in data.sql, or leave the cell empty where it is missing.',
      each((row, i) => ({ ...row, resolved: i % 2 === 0 ? 'good' : 'bad' })),
    ],
    [
      'an infinite value',
      same,
      'study.yaml:16:3 Column "resolved" of data.csv holds 1 value that is NaN or infinite. Leave a missing value empty (null), and repair the division or overflow that made the others.',
      each((row, i) => (i === 100 ? { ...row, resolved: 'inf' } : row)),
    ],
    [
      'a value that is too large',
      same,
      'study.yaml:16:3 Column "resolved" of data.csv holds 1e+76, which is too large to compute with: numbers go from 1e-75 to 1e+75 in size, and zero. Correct it where it is an error, or rescale the column, such as to millions of its unit; leave the cell empty where the value is missing.',
      each((row, i) => (i === 100 ? { ...row, resolved: 1e76 } : row)),
    ],
    [
      'a predictor that a treated unit lacks',
      keys('estimator: synthetic-control', 'predictors: [tickets]'),
      'study.yaml:18:3 The primary outcome "resolved" cannot be estimated: tickets is missing in some week for acme (workspace), which got the launch, and resolved is estimated with it. Bring the values, or take the column out of the study.',
      each((row, i) => (i === 5 ? { ...row, tickets: null } : row)),
    ],
    [
      'a predictor of text',
      keys('estimator: synthetic-control', 'predictors: [word]'),
      'study.yaml:14:16 predictor "word" holds text, where a number or a boolean is needed: "w0" on line 2 of data.csv. Make it a number in the file or in data.sql, or leave the cell empty where it is missing.',
      each((row, i) => ({ ...row, word: `w${i}` })),
    ],
    [
      'a predictor that is not there',
      keys('estimator: synthetic-control', 'predictors: [ticketz]'),
      'study.yaml:14:16 predictor "ticketz" is not a column of data.csv. Did you mean "tickets"?',
    ],
    [
      'predictors that the estimator does not read',
      keys('predictors: [tickets]'),
      'study.yaml:13:3 predictors does not go with estimator: sdid: it matches the outcome alone; a synthetic control matches predictors too. Take it out.',
    ],
    ['a season without a state space', keys('season: 52'), 'study.yaml:13:3 season does not go with estimator: sdid: it is of a state space. Take it out.'],
    ['a trend without a state space', keys('trend: trend'), 'study.yaml:13:3 trend does not go with estimator: sdid: it is of a state space. Take it out.'],
    [
      'regressors without a state space',
      keys('regressors: [tickets]'),
      'study.yaml:13:3 regressors does not go with estimator: sdid: it is of a state space. Take it out.',
    ],
    [
      'an estimator that is none',
      keys('estimator: synthetic'),
      'study.yaml:13:14 design.estimator is "synthetic". It must be one of "sdid", "synthetic-control", "demeaned", "augmented", "penalized", "matrix-completion" and "state-space".',
    ],
    [
      'a key that is none',
      keys('donorPool: [borealis]'),
      'study.yaml:13:3 "donorPool" is not a key of design. The keys here are "kind", "period", "launched", "treatedUnits", "donors", "predictors", "anticipation", "estimator", "trend", "season" and "regressors".',
    ],
    [
      'segments',
      key('segments: [workspace]'),
      'study.yaml:19:1 segments does not go with a global launch: few units got it, and paths of whole units are compared; ask a study of each segment. Take it out.',
    ],
    [
      'covariates',
      key('covariates: [tickets]'),
      'study.yaml:19:1 covariates does not go with a global launch: write predictors under design, which a synthetic control matches, or regressors of a state space. Take it out.',
    ],
    [
      'mediators',
      key('mediators: [tickets]'),
      'study.yaml:19:1 mediators does not go with a global launch: what the change does on the way is not modelled. Take it out.',
    ],
    [
      'a graph',
      key('dag: "tickets -> resolved"'),
      'study.yaml:19:1 dag does not go with a global launch: what decides is that donors go on as the treated would have, which no graph of columns says. Take it out.',
    ],
    [
      'a day until which rows are read',
      key('asOf: 2026-03-02'),
      'study.yaml:19:1 asOf does not go with a global launch: all periods in the data are read; leave later ones out in data.sql. Take it out.',
    ],
    [
      'an outcome that is a ratio',
      (s) => s.replace('resolved: {role', 'resolved: {ratio: [resolved, tickets], role'),
      'study.yaml:16:14 outcomes.resolved.ratio does not go with a global launch: what is compared are paths of the mean of a column as it is. Take it out.',
    ],
    [
      'an outcome on another scale',
      primary('transform: log'),
      'study.yaml:16:63 outcomes.resolved.transform does not go with a global launch: what is compared are paths of the mean of a column as it is. Take it out.',
    ],
    [
      'an adjusted comparison',
      (s) => s.replace('analysis: {', 'analysis: {adjust: lin, '),
      'study.yaml:19:12 analysis.adjust does not go with a global launch: paths of whole units are compared. Take it out.',
    ],
    [
      'a treatment that the design does not know',
      (s) => s.replace('  launched: {model', '  upgraded: {model'),
      'study.yaml:14:3 treatments names "upgraded", which is no treatment of the design. The treatments are "launched".',
    ],
    [
      'an outcome that is the unit',
      (s) => s.replace('cost_usd: {', 'workspace: {'),
      'study.yaml:18:3 "workspace" is an outcome and the unit. Take it out of outcomes: an outcome is measured after assignment.',
    ],
    [
      'more units than paths can be weighed of',
      (s) => treated('[u1]')(numbered(6)(s)),
      'study.yaml:6:7 "workspace" has 10,001 values, more than the 2,000 whose paths can be weighed. Name something larger under unit, such as the workspace, the team or the market, with `rows: many-per-unit`; or keep in data.sql those that got it and those most like them.',
      () =>
        Array.from({ length: 10_001 * 7 }, (_, i) => ({
          workspace: `u${Math.floor(i / 7)}`,
          week: i % 7,
          resolved: (i * 7919) % 1000,
          minutes: (i * 7907) % 1000,
          cost_usd: (i * 7901) % 1000,
        })),
    ],
    [
      'more periods than can be told apart',
      numbered(1900),
      'study.yaml:7:7 "week" has 2,001 periods, more than the 2,000 that can be told apart. Take longer periods, such as `period: week` or `period: month`.',
      () =>
        Array.from({ length: 2_001 * 4 }, (_, i) => ({
          workspace: names[i % 4],
          week: Math.floor(i / 4),
          resolved: (i * 7919) % 1000,
          minutes: (i * 7907) % 1000,
          cost_usd: (i * 7901) % 1000,
        })),
    ],
  ];

  it.each(cases.map(([what, study, says, change]) => ({ what, study, says, change })))('$what', async ({ study, says, change }) => {
    const { exitCode, stderr, written } = await said(study, change);
    expect(stderr).toBe(says);
    expect({ exitCode, written }).toEqual({ exitCode: 2, written: [] });
  });
});

interface Result {
  readonly decision: { readonly verdict: string; readonly says: string; readonly guardrails: readonly { readonly verdict: string; readonly says: string }[] };
  readonly estimates: readonly {
    readonly id: string;
    readonly value: number;
    readonly interval: { readonly pieces: readonly object[] };
    readonly bounds?: object;
  }[];
  readonly findings: readonly { readonly check: string; readonly verdict: string; readonly says: string; readonly mend?: string }[];
}

/** What no reader should see of a number that is none. */
const noNumber = /\b(NaN|Infinity|undefined)\b|\[object/;

/** A study of odd data that can be analysed, all of whose words a reader can bear. */
async function analysed(study: (text: string) => string, change?: (rows: readonly Row[]) => readonly Row[]) {
  const { exitCode, stdout, stderr, folder, written } = await said(study, change);
  expect({ exitCode, stderr, written }).toEqual({ exitCode: 0, stderr: '', written: ['memo-appendix.md', 'memo.md', 'report.html', 'results.json'] });
  const [appendix, memo, report, results] = written.map((name) => readFileSync(`${folder}/out/${name}`, 'utf8'));
  const html = report.replaceAll(/<script.*?<\/script>/gs, '');
  for (const shown of [stdout, memo, appendix, html, results]) expect(noNumber.exec(shown)).toBeNull();
  const result = JSON.parse(results) as Result;
  const found = (check: string) => result.findings.filter((finding) => finding.check === check).map(({ verdict, says, mend }) => ({ verdict, says, mend }));
  const effect = (outcome: string) => result.estimates.find(({ id }) => id === `launch-effect:${outcome}`);
  return { result, found, effect, terminal: stdout.replaceAll(/\s+/g, ' '), memo, appendix, html };
}

/** The effect of the panel as it is. */
let asItIs: Promise<{ readonly value: number }> | undefined;
function plain() {
  asItIs ??= analysed(same).then(({ effect }) => ({ value: effect('resolved')?.value ?? Number.NaN }));
  return asItIs;
}

const span = '48 weeks before the launch and 12 weeks since it (week of 2025-03-31 to week of 2026-05-18)';
const bringRows = 'Bring their rows, or write zeros where nothing happened: donors that come and go may be others than those that stay.';

describe('a global launch of odd data', () => {
  it('leaves out donors that lack rows in a week, counts them and warns', async () => {
    const { found, appendix } = await analysed(
      same,
      without((row) => [3, 8, 14, 20].includes(place(row)) && number(row) === 20),
    );
    const says = `1 unit got the launch, 21 donors did not: ${span}. Left out: 4 donors without rows in some week ("dunmore", "inkwell", "oakridge" and 1 more).`;
    expect(found('launch-units')).toEqual([{ verdict: 'warn', says, mend: bringRows }]);
    expect(appendix).toContain('| with rows in every week | 22 | 21 | 1 | 4 | no row in some week |');
  });

  it('counts one donor of many that lacks rows without a warning', async () => {
    const { found, appendix } = await analysed(
      same,
      without((row) => place(row) === 3 && number(row) === 20),
    );
    const says = `1 unit got the launch, 24 donors did not: ${span}. Left out: 1 donor without rows in some week ("dunmore").`;
    expect(found('launch-units')).toEqual([{ verdict: 'pass', says, mend: undefined }]);
    expect(appendix).toContain('| with rows in every week | 25 | 24 | 1 | 1 | no row in some week |');
  });

  it('leaves out donors that lack the outcome in a week, and those that the study does not name', async () => {
    const { found, appendix } = await analysed(
      keys(`donors: [${names.slice(1, 24).join(', ')}]`),
      each((row) => ([3, 8].includes(place(row)) && number(row) === 20 ? { ...row, resolved: null } : row)),
    );
    const says = `1 unit got the launch, 21 donors did not: ${span}. Left out: 2 donors without resolved in some week ("dunmore" and "inkwell"), 2 that the study does not name.`;
    expect(found('launch-units')).toEqual([{ verdict: 'warn', says, mend: bringRows }]);
    expect(appendix).toContain('| that got the launch, or may stand for those | 24 | 23 | 1 | 2 | not named as donors |');
    expect(appendix).toContain('| with resolved in every week | 22 | 21 | 1 | 2 | resolved is not known in some week |');
  });

  it('counts rows whose week is not known', async () => {
    const { found, appendix } = await analysed(same, (rows) => [...rows, { ...rows[0], week: null }, { ...rows[70], week: null }]);
    expect(found('launch-rows')).toEqual([
      { verdict: 'warn', says: '2 rows without week are in no estimate.', mend: 'Find out where week gets lost, and join it again.' },
    ]);
    expect(appendix).toContain('| with week | 1,560 | – | – | 2 | week missing |');
  });

  it('holds with 12 donors: no p-value can be small enough, and no interval has ends', async () => {
    const { result, found, effect, terminal, memo, appendix, html } = await analysed(same, donorsUpTo(12));
    const says =
      'Where 12 donors stand in for the treated, an effect on resolved as large has p = 0.077, and gaps that grow as much p = 0.077; none can be below 0.077.';
    const mend = 'With 12 donors no effect can be told from chance at 95 %: bring at least 19.';
    expect(found('placebo-units')).toEqual([{ verdict: 'fail', says, mend }]);
    expect({ verdict: result.decision.verdict, says: result.decision.says }).toEqual({ verdict: 'hold', says });
    expect(['resolved', 'minutes', 'cost_usd'].map((outcome) => effect(outcome)?.interval.pieces)).toEqual([[{}], [{}], [{}]]);
    expect(effect('minutes')?.bounds).toBeUndefined();
    expect(result.decision.guardrails.map(({ verdict, says }) => ({ verdict, says }))).toEqual([
      { verdict: 'inconclusive', says: 'minutes has no bound to compare with its tolerance.' },
    ]);
    expect(terminal).toContain('the whole line not to be read');
    expect(memo).toContain('- `minutes`: minutes has no bound to compare with its tolerance.');
    for (const shown of [terminal, memo, appendix, html]) expect(shown).toContain('none can be below 0.077');
  });

  it('holds with two donors', async () => {
    const { result, found } = await analysed(same, donorsUpTo(2));
    expect(result.decision.verdict).toBe('hold');
    expect(found('placebo-units').map(({ verdict, mend }) => ({ verdict, mend }))).toEqual([
      { verdict: 'fail', mend: 'With 2 donors no effect can be told from chance at 95 %: bring at least 19.' },
    ]);
  });

  it('holds where too few donors have a guardrail to bound it, and says so', async () => {
    const { result, effect, terminal, appendix } = await analysed(
      same,
      each((row) => (place(row) > 10 && number(row) === place(row) ? { ...row, minutes: null } : row)),
    );
    expect(result.decision.verdict).toBe('hold');
    expect(effect('minutes')?.interval.pieces).toEqual([{}]);
    expect(terminal).toContain('the whole line inconclusive (tolerance 0.5 min)');
    expect(appendix).toContain('- `launch-effect:minutes` leaves out, for missing values, 15 of arm `without`; 11 units remain.');
  });

  it('holds where a treated unit lacks a guardrail, and says why it has no estimate', async () => {
    const { result, effect, memo } = await analysed(
      same,
      each((row, i) => (i === 30 ? { ...row, minutes: null } : row)),
    );
    expect(result.decision.verdict).toBe('hold');
    expect(effect('minutes')).toBeUndefined();
    expect(memo).toContain('- `minutes`: minutes is missing in some week for acme (workspace), which got the launch.');
  });

  it('warns of donors in which nothing goes on', async () => {
    const { found } = await analysed(
      keys('estimator: demeaned'),
      each((row) => ([2, 3].includes(place(row)) ? { ...row, resolved: 0.5 } : row)),
    );
    expect(found('still-donors')).toEqual([
      {
        verdict: 'warn',
        says: '2 donors stay at one value of resolved before the launch ("cobalt" and "dunmore"), and tell nothing of what chance does: the interval is wider for it, or has no ends.',
        mend: 'Name `donors` without them, if the value is no error.',
      },
    ]);
  });

  it('bears donors that are copies of the treated', async () => {
    const own = panel.filter(({ workspace }) => workspace === 'acme');
    const copied = (some: readonly number[]) => each((row) => (some.includes(place(row)) ? { ...own[number(row)], workspace: row.workspace } : row));
    const { effect } = await analysed(keys('estimator: synthetic-control'), copied([4, 5]));
    expect(Math.abs(effect('resolved')?.value ?? 1)).toBeLessThan(1e-12);
    const all = await analysed(same, copied(names.map((_, i) => i)));
    expect(all.result.decision.verdict).toBe('hold');
  });

  it('does not mind what units are called', async () => {
    const odd = ['__proto__', 'constructor', 'toString', '12', '1e3', 'a, "b" <i>|c*', ' spaced ', 'x'.repeat(300)];
    const { value } = await plain();
    for (const name of ['__proto__', 'a, "b" <i>|c*', ' spaced ']) {
      const called = [name, ...names.slice(1).map((one, i) => odd.filter((other) => other !== name)[i] ?? one)];
      const list = (some: readonly string[]): string => `[${some.map((one) => JSON.stringify(one)).join(', ')}]`;
      const { effect, html } = await analysed(
        (s) => keys(`donors: ${list(called.slice(1))}`)(treated(list([name]))(s)),
        each((row) => ({ ...row, workspace: called[place(row)] })),
      );
      expect(effect('resolved')?.value).toBeCloseTo(value, 10);
      expect(html).not.toContain('<i>|');
    }
  });

  it('takes numbers as names of units, and numbers as periods, below zero and two apart', async () => {
    const { value } = await plain();
    const inUnits = await analysed(
      treated('[0]'),
      each((row) => ({ ...row, workspace: place(row) })),
    );
    const inPeriods = await analysed(
      numbered(-24),
      each((row) => ({ ...row, week: 2 * number(row) - 120 })),
    );
    for (const one of [inUnits, inPeriods]) expect(one.effect('resolved')?.value).toBeCloseTo(value, 10);
  });

  it('brings events to what a unit has in a day', async () => {
    const { value } = await plain();
    const mean = await analysed(ofEvents('mean'), events);
    const total = await analysed(ofEvents('total'), events);
    expect([mean.effect('resolved')?.value, total.effect('resolved')?.value].map((one) => (one ?? Number.NaN) / value)).toEqual([
      expect.closeTo(1, 9),
      expect.closeTo(2, 9),
    ]);
    expect(mean.found('launch-units')[0].says).toBe(
      '1 unit got the launch, 25 donors did not: 48 days before the launch and 12 days since it (2026-01-01 to 2026-03-01).',
    );
  });

  it('takes the hour of a launch and of rows into the day in which they lie', async () => {
    const hours = each((row, i) => ({ ...row, week: new Date(Date.UTC(2026, 0, 1 + number(row), (i * 7) % 24)).toISOString().slice(0, 19) }));
    const early = await analysed(byDay, hours);
    const late = await analysed((s) => byDay(s).replace('2026-02-18', '2026-02-18T23:00:00'), hours);
    expect(late.effect('resolved')?.value).toBe(early.effect('resolved')?.value);
  });

  it('bears values up to the largest that can be computed with', async () => {
    const { value } = await plain();
    const huge = await analysed(
      same,
      each((row) => ({ ...row, resolved: Number(row.resolved) * 1e75 })),
    );
    expect((huge.effect('resolved')?.value ?? Number.NaN) / value / 1e75).toBeCloseTo(1, 6);
  });
});
