import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { analyze } from '../../src/study/analyze.ts';
import { readStudy } from '../../src/study/read/files/read-study.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import { folderWith, remove } from '../support/command-line.ts';
import { messageFrom } from '../support/message-from.ts';

// One letter is one sign in NFC, and a letter with an accent after it in NFD.
const composed = (text: string): string => text.normalize('NFC');
const apart = (text: string): string => text.normalize('NFD');

const text = (more = ''): string => `estimand: 1
study: names
question: Does it help?
data: {file: rows.csv}
unit: id
design: {kind: randomized, assignment: größe, control: före, trigger: land = 'Österreich'}
treatments: {après: {model: m@1}}
outcomes:
  mål: {role: primary, better: higher}
${more}`;
const rows = Array.from({ length: 400 }, (_, i) => ({
  id: `u${i}`,
  größe: i % 2 === 0 ? 'före' : 'après',
  land: i % 8 < 6 ? 'Österreich' : 'Perú',
  sprache: ['français', 'português', 'plain'][i % 3],
  mål: ((i * 7) % 13) + (i % 2),
}));
const written = (write: (text: string) => string) =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [write(name), typeof value === 'string' ? write(value) : value])));

const folders: string[] = [];
afterAll(() => Promise.all(folders.map(remove)));
function fromFile(study: string, data: string) {
  const folder = folderWith({ 'study.yaml': study, 'rows.csv': data });
  folders.push(folder);
  return readStudy(join(folder, 'study.yaml')).then((source) => analyze(source));
}
const csvOf = (those: readonly Readonly<Record<string, unknown>>[]): string => [Object.keys(those[0]), ...those.map((row) => Object.values(row))].join('\n');
const inMemory = (study: string, those: readonly Record<string, string | number>[]) => analyze(parseStudy(study, 'study.yaml'), { data: fromRows(those) });
const found = ({ estimates, findings }: Awaited<ReturnType<typeof fromFile>>) => ({
  values: estimates.map(({ value, sizes }) => [value.toFixed(10), sizes.units]),
  matched: findings.filter((f) => f.check === 'matched-names').map((f) => f.about.column),
});

const more = composed('segments: [sprache]\ndecide: {except: {sprache: [português]}}\n');

describe.each([
  ['a file', (study: string, those: ReturnType<typeof written>) => fromFile(study, csvOf(those))],
  ['rows in memory', inMemory],
])('names of %s', (_, analysed) => {
  it.each([
    [composed, apart],
    [apart, composed],
  ])('are those of the study where letters are composed otherwise', async (ofStudy, ofData) => {
    const [same, other] = [found(await analysed(composed(text(more)), written(composed))), found(await analysed(ofStudy(text(more)), written(ofData)))];
    expect(other.values).toEqual(same.values);
    expect(same.values.length).toBeGreaterThan(0);
    expect(same.matched).toEqual([]);
    expect(other.matched.map((name) => composed(name!))).toEqual(['größe', 'sprache', 'land']);
  });

  it('are told apart where the data hold both', async () => {
    const both = written(composed).map((row, i) => (i % 6 === 0 ? { ...row, größe: apart('före') } : row));
    const says = await messageFrom(() => analysed(composed(text()), both));
    expect(says).toMatch(
      /It is a name of the study with accents composed otherwise \(Unicode NFC and NFD\), and the data hold both: bring the column to NFC\.$/,
    );
  });
});

it('says which names were read as the same', async () => {
  const { findings } = await inMemory(composed(text()), written(apart));
  expect(findings.find((f) => f.check === 'matched-names')).toMatchObject({
    verdict: 'warn',
    says: `größe holds "${apart('före')}" and "${apart('après')}" with accents composed otherwise than in the study (Unicode NFC and NFD): read as the same.`,
  });
});
