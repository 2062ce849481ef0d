import { join } from 'node:path';
import { expect, it } from 'vitest';
import { analyze } from '../../src/study/analyze.ts';
import { readStudy } from '../../src/study/read/files/read-study.ts';
import { folderWith, remove } from '../support/command-line.ts';
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
  ['rows.json', `[${line('1')},${line('36 %')}]`, 'text, where a number or a boolean is needed: "36 %". Write it as a number, without the percent sign.'],
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
