import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze } from '../../src/study/analyze.ts';
import { readStudy } from '../../src/study/read/files/read-study.ts';
import { folderWith, remove } from '../support/command-line.ts';
import { messageFrom } from '../support/message-from.ts';

const segments = ['007', 'new'];
const actions = ['a', 'b', 'B'];
const chances: Readonly<Record<string, readonly number[]>> = { '007': [0.7, 0.3, 0], new: [0.1, 0.2, 0.7] };

const random = stream(77);
const requests = Array.from({ length: 300 }, (_, i) => {
  const [segment, action, x] = [segments[random.integer(2)], actions[random.integer(3)], random.normal()];
  return { id: `r${i}`, segment, action, p: 1 / 3, x, y: x + (action === 'a' ? 1 : 0) + random.normal(), own: 0, drawn: 'a' };
});
const csvOf = (rows: readonly object[]): string => [Object.keys(rows[0]), ...rows.map((row) => Object.values(row))].map((cells) => cells.join(',')).join('\n');

const table = segments.flatMap((segment) =>
  actions.flatMap((action, k) => (chances[segment][k] > 0 ? [{ segment, action, probability: chances[segment][k] }] : [])),
);
const study = (policy: string): string => `estimand: 1
study: routed
question: Would it pay?
data: {file: log.csv}
design:
  kind: routing
  action: action
  probability: p
  policies:
    new: ${policy}
covariates: [x]
outcomes:
  y: {role: primary, better: higher}
`;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) remove(folder);
});

async function read(files: Readonly<Record<string, string>>, policy = '{table: chances.csv, by: segment}') {
  const folder = folderWith({ 'log.csv': csvOf(requests), 'chances.csv': csvOf(table), ...files, 'study.yaml': study(policy) });
  folders.push(folder);
  return readStudy(join(folder, 'study.yaml'));
}
const gainIn = async (source: Parameters<typeof analyze>[0]) => {
  const { value, standardError, interval } = (await analyze(source)).estimates.find(({ id }) => id === 'policy-gain:y:new')!;
  return { value, standardError, interval };
};

describe('a policy whose chances stand in a file', () => {
  it('is valued as one with a column for each action', async () => {
    const wide = requests.map((row) => ({ ...row, ...Object.fromEntries(actions.map((_, k) => [`q${k}`, chances[row.segment][k]])) }));
    const byColumns = await read({ 'log.csv': csvOf(wide) }, '{probabilities: {a: q0, b: q1, B: q2}}');
    const [found, expected] = [await gainIn(await read({})), await gainIn(byColumns)];
    expect(found.value).toBeCloseTo(expected.value, 12);
    expect(found.standardError).toBeCloseTo(expected.standardError!, 12);
    expect(found.interval.reference).toEqual(expected.interval.reference);
  });

  it('is read from other formats and under other names, with the statement of a study before it', async () => {
    const lines = table.map(({ segment, action, probability }) => JSON.stringify({ segment, model: action, chance: probability })).join('\n');
    const source = await read({ 'chances.jsonl': lines }, '{table: chances.jsonl, by: segment, action: model, probability: chance}');
    const bySql = { ...source, study: { ...source.study, data: { sql: 'select * from log', from: { log: 'log.csv' } } } };
    expect((await gainIn(source)).value).toBeCloseTo((await gainIn(await read({}))).value, 12);
    expect((await gainIn(bySql)).value).toBeCloseTo((await gainIn(source)).value, 12);
  });

  const changed = (change: (row: (typeof table)[number], i: number) => object | undefined): string => csvOf(table.flatMap((row, i) => change(row, i) ?? []));
  it.each<[what: string, lines: string, says: string]>([
    [
      'no action on a line',
      changed((row, i) => ({ ...row, action: i === 1 ? '' : row.action })),
      'study.yaml:10:18  "action" is empty on 1 line of 5 in the table of policy "new" (chances.csv). Each line needs its value: what the chance is of, and where it holds.',
    ],
    [
      'an action that there is not',
      changed((row, i) => ({ ...row, action: i === 1 ? 'c' : row.action })),
      'study.yaml:10:18  Policy "new" takes action "c", which is none of "B", "a" and "b". Check the spelling; or name it under design.candidates, when it could have been taken and never was.',
    ],
    [
      'chances that do not add up',
      changed((row, i) => (i === 4 ? undefined : row)),
      'study.yaml:10:18  The chances in the table of policy "new" (chances.csv) add up to 0.3 where segment is "new"; they must add up to one within 0.001. Add the lines that are missing there, or correct their chances.',
    ],
    [
      'a line twice',
      `${csvOf(table)}\n007,a,0.7`,
      'study.yaml:10:18  The table of policy "new" (chances.csv) has 2 lines where segment is "007" and the action is "a". Keep one line for each pair: which of several chances holds cannot be told.',
    ],
    [
      'a chance above one',
      changed((row, i) => ({ ...row, probability: i === 0 ? 1.7 : row.probability })),
      'study.yaml:10:18  The table of policy "new" (chances.csv) has the chance "1.7" where segment is "007" and the action is "a". Give a number from 0 to 1; an action that is never taken may be left out.',
    ],
    [
      'no chance',
      changed((row, i) => ({ ...row, probability: i === 0 ? '' : row.probability })),
      'study.yaml:10:18  The table of policy "new" (chances.csv) has no chance where segment is "007" and the action is "a". Give a number from 0 to 1; an action that is never taken may be left out.',
    ],
    [
      'rows that it does not have',
      changed((row) => (row.segment === 'new' ? undefined : row)),
      `study.yaml:10:18  The table of policy "new" (chances.csv) has no lines for ${requests.filter(({ segment }) => segment === 'new').length} rows of 300, such as where segment is "new". Give chances for every value that the log holds, or leave those rows out of the data.`,
    ],
    [
      'other columns',
      changed(({ segment, action, probability }) => ({ segment, model: action, probability })),
      'study.yaml:10:18  The table of policy "new" (chances.csv) has no column "action"; its columns are "segment", "model" and "probability". Name the columns of the table: by for the one that the log has too, action and probability for the others.',
    ],
  ])('is refused with %s', async (_, lines, says) => {
    const source = await read({ 'chances.csv': lines });
    const folder = folders.at(-1)!;
    expect((await messageFrom(() => analyze(source))).replaceAll(`${folder}/`, '')).toBe(says);
  });

  it('is refused where the file is not there, lies elsewhere, or rows come without it', async () => {
    const says = async (policy: string, data?: ReturnType<typeof fromRows>) => {
      const source = await read({}, policy);
      const folder = folders.at(-1)!;
      return (await messageFrom(() => analyze(source, data ? { data } : {}))).replaceAll(`${folder}/`, '');
    };
    expect(await says('{table: chance.csv, by: segment}')).toContain('study.yaml:10:18  There is no file chance.csv');
    expect(await says('{table: ../chances.csv, by: segment}')).toContain('study.yaml:10:18');
    expect(await says('{table: chances.csv, by: segment}', fromRows(requests))).toBe(
      'study.yaml:10:18  The chances of policy "new" stand in chances.csv, and these rows were handed in without it. Let the study name the file of its rows under data; or join the chances to the rows, and name their columns under probabilities.',
    );
    expect(await says('{table: chances.csv, by: part}')).toContain('no column "part"');
  });
});
