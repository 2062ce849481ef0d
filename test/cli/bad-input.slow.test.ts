import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { estimand, filesIn, folderWith, remove, tickets } from '../support/command-line.ts';

const study = `estimand: 1
study: bad-input
question: Does it say what is wrong?
data: {file: tickets.csv}
unit: ticket_id
design:
  kind: randomized
  assignment: assigned_ai
  control: 0
  shares: {0: 0.5, 1: 0.5}
  usage: used_ai
treatments:
  1: {model: large}
covariates: [agent_experience, case_complexity]
mediators: [retrieval_hit]
outcomes:
  resolved: {role: primary, better: higher}
  handle_minutes: {role: secondary, better: lower}
`;

const rows = 60;
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) remove(folder);
});

interface Bad {
  readonly name: string;
  readonly study?: (text: string) => string;
  readonly data?: string | Buffer | undefined;
  readonly says: string;
}

const setCell = (column: string, value: (i: number) => string | undefined) => tickets(rows, (row, i) => ({ ...row, [column]: value(i) ?? row[column] }));

const cases: readonly Bad[] = [
  {
    name: 'a data file that is not there',
    study: (s) => s.replace('tickets.csv', 'ticket.csv'),
    says: 'study.yaml:4:14  There is no file ticket.csv. Did you mean "tickets.csv"?',
  },
  {
    name: 'a folder as data',
    study: (s) => s.replace('tickets.csv', 'sub.csv'),
    says: 'study.yaml:4:14  sub.csv is a folder. Name the files in it, such as sub.csv/*.parquet.',
  },
  {
    name: 'a study that is not YAML',
    study: (s) => s.replace('data: {file: tickets.csv}', 'data: {file: tickets.csv'),
    says: 'study.yaml:4:7  This is not YAML: a group that opens here is never closed. Close it with }.',
  },
  {
    name: 'an unknown key',
    study: (s) => s.replace('covariates:', 'covariate:'),
    says: 'study.yaml:14:1  "covariate" is not a key of the study. Did you mean "covariates"?',
  },
  {
    name: 'a misspelt outcome',
    study: (s) => s.replace('  resolved:', '  resolvd:'),
    says: 'study.yaml:17:3  outcome "resolvd" is not a column of tickets.csv. Did you mean "resolved"?',
  },
  {
    name: 'a misspelt covariate',
    study: (s) => s.replace('case_complexity]', 'case_complexty]'),
    says: 'study.yaml:14:32  covariate "case_complexty" is not a column of tickets.csv. Did you mean "case_complexity"?',
  },
  {
    name: 'an outcome that is text',
    study: (s) => s.replace('  handle_minutes:', '  language:'),
    says: 'study.yaml:18:3  outcome "language" holds text, where a number or a boolean is needed: "ja" on line 2 of tickets.csv. Make it a number in the file or in data.sql, or leave the cell empty where it is missing.',
  },
  {
    name: 'an outcome made text by NA',
    data: setCell('handle_minutes', (i) => (i === 40 ? 'NA' : undefined)),
    says: 'study.yaml:18:3  outcome "handle_minutes" holds text, where a number or a boolean is needed: "NA" on line 42 of tickets.csv. Leave missing cells empty; one such cell makes text of the whole column.',
  },
  {
    name: 'a constant primary outcome',
    data: setCell('resolved', () => '1'),
    says: 'study.yaml:17:3  resolved is 1 for every unit, so no effect on it can be estimated. Check how the column is made: a primary outcome must vary.',
  },
  {
    name: 'an arm with no rows',
    data: setCell('assigned_ai', () => '0'),
    says: 'study.yaml:13:3  No rows have assigned_ai = "1"; the column holds "0". With one value there is nobody to compare: bring the other units too, or name another column; values are compared as text.',
  },
  {
    name: 'an arm in other letters',
    study: (s) => s.replace('control: 0', 'control: Off').replaceAll('0: 0.5', 'Off: 0.5'),
    data: setCell('assigned_ai', (i) => (i % 2 === 0 ? 'off' : '1')),
    says: 'study.yaml:9:12  No rows have assigned_ai = "Off"; the column holds "1" and "off". Did you mean "off"? Name one of those values; they are compared as text.',
  },
  {
    name: 'an arm with one row',
    data: setCell('assigned_ai', (i) => (i === 3 ? '1' : '0')),
    says: 'study.yaml:13:3  Arm "1" of assigned_ai has 1 unit with all values known. An arm needs at least two units; check the filter, or wait for more data.',
  },
  {
    name: 'an arm that the study does not know',
    data: setCell('assigned_ai', (i) => (i % 3 === 0 ? '2' : undefined)),
    says: 'study.yaml:12:1  assigned_ai holds "2" on 20 units, an arm that the study does not name (it names "0" and "1"). Describe it under treatments, or leave those rows out of the data.',
  },
  {
    name: 'a boolean assignment with arms 0 and 1',
    data: setCell('assigned_ai', (i) => (i % 2 === 0 ? 'true' : 'false')),
    says: 'study.yaml:9:12  No rows have assigned_ai = "0"; the column holds "false" and "true". The column is boolean: write true or false for its arms, never 0 or 1.',
  },
  {
    name: 'a unit that repeats',
    data: setCell('ticket_id', (i) => `T${Math.floor(i / 2)}`),
    says: 'study.yaml:5:7  30 of 30 values of ticket_id have more than one row (60 rows in all). Declare `rows: many-per-unit` to bring rows to their unit, or keep one row a unit.',
  },
  {
    name: 'an outcome without any value',
    data: setCell('resolved', () => ''),
    says: 'study.yaml:17:3  No unit has a value of "resolved". Check the join that brings this outcome in.',
  },
  {
    name: 'an outcome without values in one arm',
    data: tickets(rows, (row) => ({ ...row, resolved: row.assigned_ai === '1' ? '' : row.resolved })),
    says: 'study.yaml:17:3  No unit of arm "1" has a value of "resolved". Check the join that brings this outcome in.',
  },
  {
    name: 'infinite values',
    data: setCell('handle_minutes', (i) => (i < 2 ? 'inf' : undefined)),
    says: 'study.yaml:18:3  outcome "handle_minutes" holds text, where a number or a boolean is needed: "inf" on line 2 of tickets.csv. Leave the cell empty where a value is missing, and repair the division or overflow that made it.',
  },
  {
    name: 'not-a-number values',
    data: setCell('handle_minutes', (i) => (i === 9 ? 'nan' : undefined)),
    says: 'study.yaml:18:3  Column "handle_minutes" of tickets.csv holds 1 value that is NaN or infinite. Leave a missing value empty (null), and repair the division or overflow that made the others.',
  },
  {
    name: 'a constant covariate',
    data: setCell('case_complexity', () => '2'),
    says: 'study.yaml:14:32  Covariate "case_complexity" has the same value on every unit. Take it out of covariates: it cannot adjust anything.',
  },
  {
    name: 'a covariate equal to the assignment',
    data: tickets(rows, (row) => ({ ...row, case_complexity: row.assigned_ai })),
    says: 'study.yaml:14:32  Covariate "case_complexity" is determined by assigned_ai. Take it out of covariates: a covariate is measured before assignment.',
  },
  {
    name: 'usage that is a count',
    data: setCell('used_ai', (i) => String(i % 4)),
    says: 'study.yaml:11:10  Column "used_ai" says how much the feature was used, not whether: it holds more than 0 and 1. Make a column that is 1 where it was used and 0 where not; data.sql can.',
  },
  {
    name: 'a covariate made text by NA',
    data: setCell('case_complexity', (i) => (i === 7 ? 'NA' : String(i % 9))),
    says: 'study.yaml:14:32  Covariate "case_complexity" holds numbers, but also "NA", which makes it text. Leave missing cells empty, or map those words in data.sql.',
  },
  {
    name: 'a covariate that is an identifier',
    data: setCell('case_complexity', (i) => `case ${i}`),
    says: 'study.yaml:14:32  Covariate "case_complexity" is text with 60 levels; at most 50 can be adjusted for. Group its levels in data.sql, or take it out of covariates; an identifier is no covariate.',
  },
  {
    name: 'a covariate that is always missing',
    data: setCell('case_complexity', () => ''),
    says: 'study.yaml:14:32  Covariate "case_complexity" is missing for every unit. Take it out of covariates, or check the join that brings it in.',
  },
  {
    name: 'a covariate declared a mediator',
    study: (s) => s.replace('[agent_experience, case_complexity]', '[agent_experience, retrieval_hit]'),
    says: 'study.yaml:14:32  "retrieval_hit" is a covariate and a mediator. Take it out of covariates: a covariate is measured before assignment.',
  },
  {
    name: 'shares that do not sum to one',
    study: (s) => s.replace('{0: 0.5, 1: 0.5}', '{0: 0.5, 1: 0.6}'),
    says: 'study.yaml:10:3  The planned shares sum to 1.1, not to 1. Give shares that sum to one, such as 0.5 and 0.5, or whole weights, such as 2 and 1.',
  },
  { name: 'an empty data file', data: '', says: 'study.yaml:4:14  tickets.csv is empty. Export it again, with a header line and rows.' },
  {
    name: 'a data file with a header only',
    data: `${tickets(rows).split('\n')[0]}\n`,
    says: 'study.yaml:4:14  tickets.csv has columns but no rows. Check the export and its filters.',
  },
  {
    name: 'a file that is no table',
    study: (s) => s.replace('tickets.csv', 'notes.txt'),
    says: 'study.yaml:4:14  notes.txt is not a table that can be read here. Give a file that ends in .parquet, .csv, .csv.gz, .tsv, .tsv.gz, .jsonl, .ndjson, .jsonl.gz, .ndjson.gz, .json, .json.gz.',
  },
  {
    name: 'a path outside the folder',
    study: (s) => s.replace('tickets.csv', '/etc/passwd'),
    says: 'study.yaml:4:14  /etc/passwd lies outside the folder of the study (.). Move it into that folder, or allow it with --allow-path.',
  },
  {
    name: 'a path outside the folder by ..',
    study: (s) => s.replace('tickets.csv', '../../etc/passwd'),
    says: 'study.yaml:4:14  ../../etc/passwd lies outside the folder of the study (.). Move it into that folder, or allow it with --allow-path.',
  },
  {
    name: 'a cluster that spans arms',
    study: (s) => s.replace('  usage:', '  randomizedBy: language\n  usage:'),
    says: 'study.yaml:11:17  4 values of language, of 4, have rows in more than one arm of assigned_ai, so language is not what was randomized. Name the column whose values were assigned as a whole. If both arms were meant to be in each language, as where two models answer the same items, name it as blocks in place of randomizedBy.',
  },
  {
    name: 'a value of an arm that is no arm',
    study: (s) => s.replace('  resolved: {role: primary, better: higher', '  resolved: {role: primary, better: higher, value: {0: 14, 2: 12}'),
    says: 'study.yaml:17:60  outcomes.resolved.value names arm "2", which is neither the control nor under treatments. The arms are "0" and "1".',
  },
];

describe('estimand analyze says in one line what is wrong, and writes nothing', () => {
  it.each(cases)('$name', async ({ study: change = (s) => s, data = tickets(rows), says }) => {
    const folder = folderWith({ 'study.yaml': change(study), 'tickets.csv': data, 'notes.txt': 'no table\n' });
    folders.push(folder);
    mkdirSync(join(folder, 'sub.csv'));
    writeFileSync(join(folder, 'sub.csv', 'keep'), '');
    const ran = await estimand(folder, 'analyze', '@study.yaml', '--out', '@out');
    expect(ran.stderr).toBe(`${says}\n`);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(filesIn(join(folder, 'out'))).toEqual([]);
  });
});

describe('and of what surrounds the study', () => {
  it('a study that is not there names its neighbour', async () => {
    const folder = folderWith({ 'study.yaml': study });
    folders.push(folder);
    expect(await estimand(folder, 'analyze', '@studdy.yaml')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('Did you mean "study.yaml"?'),
    });
  });

  it('an output folder that is a file', async () => {
    const folder = folderWith({ 'study.yaml': study, 'tickets.csv': tickets(rows), out: '' });
    folders.push(folder);
    const ran = await estimand(folder, 'analyze', '@study.yaml', '--out', '@out');
    expect(ran).toEqual({ exitCode: 2, stdout: '', stderr: 'out cannot be written: a file of that name is in the way. Choose another folder with --out.\n' });
    expect(filesIn(folder)).toEqual(['out', 'study.yaml', 'tickets.csv']);
  });

  it.skipIf(process.platform !== 'linux')('an output folder where nothing can be made (on Linux, which has /proc)', async () => {
    const folder = folderWith({ 'study.yaml': study, 'tickets.csv': tickets(rows) });
    folders.push(folder);
    const ran = await estimand(folder, 'analyze', '@study.yaml', '--out', '/proc/x/y');
    expect(ran).toEqual({ exitCode: 2, stdout: '', stderr: '/proc/x/y cannot be written: nothing can be made there. Choose another folder with --out.\n' });
  });

  it('a file that is no table, though its folder is allowed', async () => {
    const folder = folderWith({ 'study.yaml': study.replace('tickets.csv', '/etc/passwd') });
    folders.push(folder);
    const ran = await estimand(folder, 'analyze', '@study.yaml', '--out', '@out', '--allow-path', '/etc');
    expect(ran).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'study.yaml:4:14  /etc/passwd is not a table that can be read here. Give a file that ends in .parquet, .csv, .csv.gz, .tsv, .tsv.gz, .jsonl, .ndjson, .jsonl.gz, .ndjson.gz, .json, .json.gz.\n',
    });
    expect(filesIn(folder)).toEqual(['study.yaml']);
  });

  it('Parquet cut in half', async () => {
    const folder = folderWith({ 'study.yaml': study.replace('tickets.csv', 'half.parquet'), 'half.parquet': Buffer.from(`PAR1${'x'.repeat(500)}`) });
    folders.push(folder);
    const ran = await estimand(folder, 'analyze', '@study.yaml', '--out', '@out');
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toMatch(
      /^study\.yaml:4:14 {2}half\.parquet cannot be read: .*\. Check that the file is complete and that you may read it, or export it again\.\n$/,
    );
    expect(filesIn(join(folder, 'out'))).toEqual([]);
  });

  it('column names with quotes, spaces, unicode and SQL are only names', async () => {
    const hostile = ['re"solved', 'x; drop table rows --', "o'clock", 'größe in £', 'select'];
    const csv = tickets(400, ({ ticket_id, assigned_ai, resolved, agent_experience, case_complexity, handle_minutes }) => ({
      ticket_id,
      assigned_ai,
      '"re""solved"': resolved,
      '"x; drop table rows --"': agent_experience,
      "o'clock": case_complexity,
      'größe in £': handle_minutes,
      select: handle_minutes,
    }));
    const text = `estimand: 1\nstudy: names\nquestion: q\ndata: {file: tickets.csv}\nunit: ticket_id\ndesign: {kind: randomized, assignment: assigned_ai, control: 0}\ntreatments: {1: {model: m}}\ncovariates: ['x; drop table rows --', "o'clock"]\noutcomes:\n  're"solved': {role: primary, better: higher}\n  'größe in £': {role: secondary, better: lower}\n  select: {role: secondary, better: lower}\n`;
    const folder = folderWith({ 'study.yaml': text, 'tickets.csv': csv });
    folders.push(folder);
    const ran = await estimand(folder, 'analyze', '@study.yaml', '--out', '@out', '--json');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const outcomes = JSON.parse(ran.stdout).estimates.map((e: { estimand: { outcome: string } }) => e.estimand.outcome);
    expect(new Set(outcomes)).toEqual(new Set([hostile[0], hostile[3], hostile[4]]));
  });

  it('Ctrl-C in mid-run stops cleanly and writes nothing', async () => {
    const folder = folderWith({ 'study.yaml': study, 'tickets.csv': tickets(20_000) });
    folders.push(folder);
    const running = estimand(folder, 'analyze', '@study.yaml', '--out', '@out');
    const pressed = setInterval(() => process.listenerCount('SIGINT') > 0 && process.emit('SIGINT'), 5);
    const ran = await running;
    clearInterval(pressed);
    expect(ran).toEqual({ exitCode: 130, stdout: '', stderr: 'Stopped during the analysis; nothing was written. Run it again to start over.\n' });
    expect(filesIn(join(folder, 'out'))).toEqual([]);
  });
});
