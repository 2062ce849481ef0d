import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/study/analyze.ts';
import { readStudy } from '../../src/study/read/files/read-study.ts';
import { folderWith, remove } from '../support/command-line.ts';
import { temporaryFiles } from '../support/duckdb-files.ts';
import { messageFrom } from '../support/message-from.ts';
import { smallStudyWith } from '../support/small-study.ts';

const csv = (cell: string): string => `ticket_id,ai,experience,complexity,handoff,resolved,harm\n"a\nb",0,1,2,0,1,0\nc,1,1,2,0,${cell},0\nd,1,1,2,0,0,0\n`;
const line = (resolved: unknown, nested?: object): string =>
  JSON.stringify({ ticket_id: 'a', ai: 0, experience: 1, complexity: 2, handoff: 0, resolved, harm: 0, ...nested });

async function failure(name: string, content: string): Promise<string> {
  const folder = folderWith({ [name]: content, 'study.yaml': smallStudyWith('support.parquet', name) });
  const says = await messageFrom(async () => analyze(await readStudy(join(folder, 'study.yaml'))));
  remove(folder);
  return says.replaceAll(`${folder}/`, '');
}

const needed = 'study.yaml:16:3  outcome "resolved" holds';
it.each([
  [
    'rows.csv',
    csv('"10,42"'),
    'text, where a number or a boolean is needed: "10,42" on line 4 of rows.csv. Write it with a decimal point and without signs between thousands.',
  ],
  [
    'rows.csv',
    csv('N/A'),
    'text, where a number or a boolean is needed: "N/A" on line 4 of rows.csv. Leave missing cells empty; one such cell makes text of the whole column.',
  ],
  ['rows.csv', csv('4/5'), 'text, where a number or a boolean is needed: "4/5" on line 4 of rows.csv. Write it as one number, such as 0.8 for four of five.'],
  ['rows.csv', csv('36%'), 'text, where a number or a boolean is needed: "36%" on line 4 of rows.csv. Write it as a number, without the percent sign.'],
  [
    'rows.tsv',
    csv('good').replaceAll(',', '\t'),
    'text, where a number or a boolean is needed: "good" on line 4 of rows.tsv. Make it a number in the file or in data.sql, or leave the cell empty where it is missing.',
  ],
  [
    'rows.jsonl',
    [line(1), line('n.a.')].join('\n'),
    'JSON, where a number or a boolean is needed: "n.a." on line 2 of rows.jsonl. Leave missing cells empty; one such cell makes text of the whole column.',
  ],
  [
    'rows.json',
    `[${line('1')},${line('36 %')}]`,
    'text, where a number or a boolean is needed: "36 %" in row 2 of rows.json. Write it as a number, without the percent sign.',
  ],
  [
    'rows.csv',
    csv('2026-01-02').replace(',0,1,0\n', ',0,2026-01-03,0\n').replace('0,0,0\n', '0,2026-01-03,0\n'),
    `DATE, where a number or a boolean is needed. Make a column of the time since another in data.sql, such as the hours between them: date_diff('second', started, "resolved") / 3600.0.`,
  ],
  [
    'rows.csv',
    csv('9007199254740993'),
    'integers beyond 2^53, where a number or a boolean is needed. It looks like an identifier. If it is a measure, rescale it in data.sql: "resolved" / 1e9.',
  ],
])('%s: the cell that is no number is shown, with what to do (%#)', async (name, content, says) => {
  expect(await failure(name, content)).toBe(`${needed} ${says}`);
});

describe('within a column', () => {
  const nested = (data: string): string =>
    `estimand: 1\nstudy: odd\nquestion: Does it help?\ndata: ${data}\nunit: id\ndesign: {kind: randomized, assignment: z, control: 0}\ntreatments: {1: {model: m}}\noutcomes:\n  scores.y: {role: primary, better: higher}\n`;
  const rows = [1, 2, 'n/a', 4, 'n/a'].map((y, i) => ({ id: `u${i}`, z: i % 2, scores: { y } }));
  const lines = (those: readonly object[]): string => those.map((row) => `${JSON.stringify(row)}\n`).join('');
  const csv = (those: typeof rows): string =>
    ['id,z,scores', ...those.map(({ id, z, scores }) => `${id},${z},"${JSON.stringify(scores).replaceAll('"', '""')}"`)].join('\n');
  const [first, rest] = [rows.slice(0, 2), rows.slice(2)];

  it.each([
    ['rows.csv', '{file: rows.csv}', { 'rows.csv': csv(rows) }, ': "n/a" on line 4 of rows.csv.'],
    ['rows.jsonl', '{file: rows.jsonl}', { 'rows.jsonl': `\n${lines(rows)}` }, ': "n/a" on line 4 of rows.jsonl.'],
    ['rows.json', '{file: rows.json}', { 'rows.json': JSON.stringify(rows, null, 2) }, ': "n/a" in row 3 of rows.json.'],
    ['at a path', '{file: run.json, at: results.rows}', { 'run.json': JSON.stringify({ results: { rows } }) }, ': "n/a" in row 3 of run.json.'],
    ['lists of lines', '{file: runs.jsonl, at: rows}', { 'runs.jsonl': lines([{ rows: first }, { rows: rest }]) }, ': "n/a" in row 3 of runs.jsonl.'],
    ['two files of lines', '{files: "part-*.jsonl"}', { 'part-1.jsonl': lines(first), 'part-2.jsonl': lines(rest) }, ': "n/a" on line 1 of part-2.jsonl.'],
    ['two files of JSON', '{files: "part-*.json"}', { 'part-1.json': JSON.stringify(first), 'part-2.json': JSON.stringify(rest) }, ': "n/a". Leave'],
  ])('the cell is shown with its place: %s', async (_, data, files, says) => {
    const folder = folderWith({ 'study.yaml': nested(data), ...files });
    const message = await messageFrom(async () => analyze(await readStudy(join(folder, 'study.yaml'))));
    remove(folder);
    expect(message.replaceAll(`${folder}/`, '')).toContain(`outcome "scores.y" holds text, where a number or a boolean is needed${says}`);
  });

  it.each([
    ['a struct', `select 'u' || i as id, i % 2 as z, {'y': if(i = 7, '4/5', i::varchar)} as scores from range(20) t(i)`],
    ['JSON text', `select 'u' || i as id, i % 2 as z, json_object('y', if(i = 7, '4/5', i::varchar))::varchar as scores from range(20) t(i)`],
  ])('of a Parquet file by its row: %s', async (_, sql) => {
    const files = await temporaryFiles();
    try {
      await files.run(`copy (${sql.replace('range(20)', 'range(5)')}) to '${files.at('a.parquet')}'`);
      await files.run(`copy (${sql}) to '${files.at('b.parquet')}'`);
      await files.put('study.yaml', nested('{files: "*.parquet"}'));
      const message = await messageFrom(async () => analyze(await readStudy(files.at('study.yaml'))));
      expect(message.replaceAll(`${files.folder}/`, '')).toContain(': "4/5" in row 8 of b.parquet. Write it as one number');
    } finally {
      await files.close();
    }
  });
});
