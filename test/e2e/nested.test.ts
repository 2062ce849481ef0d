import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { analyze } from '../../src/study/analyze.ts';
import { readStudy } from '../../src/study/read/files/read-study.ts';
import { folderWith, remove } from '../support/command-line.ts';
import { messageFrom } from '../support/message-from.ts';

const study = (data: string, change: (text: string) => string = (text) => text): string =>
  change(`estimand: 1
study: nested
question: Does the other model answer better?
data: ${data}
unit: id
design:
  kind: randomized
  assignment: metadata.arm
  control: control
  trigger: metadata.eligible = 1 and probs[1] < 2
treatments: {rag: {model: m-2}}
covariates: [metadata.complexity, "probs[1]"]
outcomes:
  scores.grounded: {role: primary, better: higher}
`);

const row = (i: number) => ({
  id: `u-${i}`,
  metadata: { arm: i % 2 === 0 ? 'control' : 'rag', complexity: (i * 7) % 5, eligible: i % 10 < 2 ? 0 : 1 },
  probs: [((i * 13) % 11) / 10, 0.5],
  scores: { grounded: ((i * 29) % 17) / 17 + (i % 2) * 0.2 },
});
const rows = Array.from({ length: 400 }, (_, i) => row(i));
const flat = rows.map(({ id, metadata, probs, scores }) => [id, metadata.arm, metadata.complexity, metadata.eligible, probs[0], scores.grounded].join(','));
const renamed = (text: string): string =>
  text.replaceAll('metadata.', 'm_').replaceAll('"probs[1]"', 'p_1').replaceAll('probs[1]', 'p_1').replaceAll('scores.grounded', 's_g');

const folder = folderWith({
  'rows.jsonl': rows.map((one) => JSON.stringify(one)).join('\n'),
  'rows.json': JSON.stringify({ run: 1, results: { rows } }, null, 1),
  'flat.csv': `id,m_arm,m_complexity,m_eligible,p_1,s_g\n${flat.join('\n')}\n`,
  'both.jsonl': rows.map((one) => JSON.stringify({ ...one, 'metadata.arm': 'x' })).join('\n'),
  'lines.yaml': study('{file: rows.jsonl}'),
  'json.yaml': study('{file: rows.json, at: results.rows}'),
  'no-at.yaml': study('{file: rows.json}'),
  'other-at.yaml': study('{file: rows.json, at: results.row}'),
  'query.yaml': study('{sql: select * from t where id is not null, from: {t: rows.jsonl}}'),
  'flat.yaml': study('{file: flat.csv}', renamed),
  'both.yaml': study('{file: both.jsonl}'),
  'slip.yaml': study('{file: rows.jsonl}', (text) => text.replace('metadata.complexity', 'metadata.complexty')),
  'struct.yaml': study('{file: rows.jsonl}', (text) => text.replace('metadata.complexity', 'metadata')),
  'idle.yaml': study('{sql: select 1, from: {t: rows.jsonl}, at: results.rows}'),
});
afterAll(() => remove(folder));

const result = async (name: string) => analyze(await readStudy(join(folder, name)));
const failure = (name: string): Promise<string> => messageFrom(() => result(name)).then((says) => says.replaceAll(`${folder}/`, ''));

it.each(['lines.yaml', 'json.yaml', 'query.yaml'])('a study of nested columns is that of the same columns side by side: %s', async (name) => {
  const [nested, plain] = [await result(name), await result('flat.yaml')];
  const numbers = ({ estimates }: typeof nested): readonly number[] => estimates.map(({ value }) => value);
  expect(nested.decision.verdict).toBe(plain.decision.verdict);
  expect(nested.estimates.length).toBeGreaterThan(0);
  expect(numbers(nested).map((value) => value.toFixed(9))).toEqual(numbers(plain).map((value) => value.toFixed(9)));
});

it.each([
  ['no-at.yaml', 'no-at.yaml:4:14  rows.json holds one object, not a list of rows. Say in which of its lists the rows lie, with data.at: "results.rows".'],
  ['other-at.yaml', 'other-at.yaml:4:29  data.at is "results.row", where rows.json has no list of objects. Did you mean "results.rows"?'],
  ['idle.yaml', 'idle.yaml:4:50  data.at goes with data.file, which is not there. Add file, or take at out.'],
  ['slip.yaml', 'slip.yaml:12:14  covariate "metadata.complexty" is not a column of rows.jsonl. Did you mean "metadata.complexity"?'],
  [
    'struct.yaml',
    'struct.yaml:12:14  covariate "metadata" holds several values, where a number, a boolean or text is needed. Name one of them by its path: "metadata.arm", "metadata.complexity" and "metadata.eligible".',
  ],
  [
    'both.yaml',
    'both.yaml:8:15  "metadata.arm" names two things in both.jsonl: a column, and what lies at that path. Write the name of a column or field in backquotes, such as `metadata.arm` for a column of that name, or rename one of them in data.sql.',
  ],
])('%s says where and what to do', async (name, says) => {
  expect(await failure(name)).toBe(says);
});
