import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readStudy } from '../../src/read.ts';
import { analyze } from '../../src/study.ts';
import { folderWith, remove } from '../support/command-line.ts';
import { messageFrom } from '../support/message-from.ts';

const n = 600;
type Row = Readonly<Record<string, string | number>>;
const rows = (row: (i: number) => Row): readonly Row[] => Array.from({ length: n }, (_, i) => row(i));
const csvOf = (all: readonly Row[]): string => [Object.keys(all[0]).join(','), ...all.map((row) => Object.values(row).join(','))].join('\n');
const y = (i: number): number => ((i * 7) % 13) + (i % 2);

const study = (o: { data?: string; arms?: readonly [string, string]; more?: string; unit?: string }) => `estimand: 1
study: keys
question: Does it help?
data: ${o.data ?? '{file: rows.csv}'}
unit: ${o.unit ?? 'id'}
design: {kind: randomized, assignment: z, control: ${o.arms?.[0] ?? '0'}}
treatments: {${o.arms?.[1] ?? '1'}: {model: m@1}}
outcomes:
  y: {role: primary, better: higher}
${o.more ?? ''}`;

const folders: string[] = [];
afterAll(() => Promise.all(folders.map(remove)));
function analysed(text: string, files: Readonly<Record<string, string>>) {
  const folder = folderWith({ 'study.yaml': text, ...files });
  folders.push(folder);
  return readStudy(join(folder, 'study.yaml')).then((source) => analyze(source));
}
const unitsOf = ({ estimates }: Awaited<ReturnType<typeof analysed>>) => estimates[0].sizes.units;
const segmentsOf = ({ estimates }: Awaited<ReturnType<typeof analysed>>) => [...new Set(estimates.flatMap((e) => e.estimand.segment?.level ?? []))];

describe('keys are the text that stands in the file', () => {
  it('of twenty digits: with and without a letter before them the units are the same', async () => {
    const [plain, prefixed] = await Promise.all(
      ['silent', 'silent-prefixed'].map(async (name) => analyze(await readStudy(resolve(`goldens/cases/long-ids/${name}.yaml`)))),
    );
    expect([unitsOf(plain), unitsOf(prefixed)]).toEqual([1000, 1000]);
    expect(plain.estimates[0].value).toBeCloseTo(prefixed.estimates[0].value, 10);
    expect(plain.estimates[0].value).toBeCloseTo(0.82, 2);
  });

  it('of versions: 1.1 and 1.10 are two segments, 007 stays 007', async () => {
    const data = csvOf(rows((i) => ({ id: i, z: i % 2, version: ['1.1', '1.10', '007'][i % 3], y: y(i) })));
    expect(segmentsOf(await analysed(study({ more: 'segments: [version]\n' }), { 'rows.csv': data })).sort()).toEqual(['007', '1.1', '1.10']);
  });

  it('of 24 digits in JSON lines, where numbers keep their digits', async () => {
    const lines = rows((i) => ({ id: i, z: i % 2, y: y(i) })).map(({ id, z, y: value }) => `{"user":9${String(id).padStart(23, '0')},"z":${z},"y":${value}}`);
    const result = await analysed(study({ data: '{file: rows.jsonl}', unit: 'user', more: 'rows: many-per-unit\n' }), { 'rows.jsonl': lines.join('\n') });
    expect(unitsOf(result)).toBe(n);
  });

  it('of JSON lines that are fractions are told: how they were written is lost', async () => {
    const lines = rows((i) => ({ id: i, z: i % 2, y: y(i) })).map(
      ({ id, z, y: value }) => `{"id":${id},"z":${z},"v":${Number(id) % 4 < 2 ? '1.10' : '1.1'},"y":${value}}`,
    );
    const { findings } = await analysed(study({ data: '{file: rows.jsonl}', more: 'segments: [v]\n' }), { 'rows.jsonl': lines.join('\n') });
    expect(findings.find((f) => f.check === 'fractional-key')).toMatchObject({ verdict: 'warn', about: { column: 'v' } });
  });

  it.each(['jsonl', 'json'])('within columns too, where fractions are told: %s', async (ending) => {
    const nested = rows((i) => ({ id: i, z: i % 2, y: y(i) })).map(({ id, z, y: value }) => {
      const [user, version] = [`9${String(id).padStart(23, '0')}`, Number(id) % 4 < 2 ? '1.10' : '1.1'];
      return `{"m": {"user": ${user}, "arm": "0${z}", "version": ${version}}, "y": ${value}}`;
    });
    const text = study({ data: `{file: rows.${ending}}`, unit: 'm.user', arms: ['00', '01'], more: 'rows: many-per-unit\nsegments: [m.version]\n' });
    const result = await analysed(text.replace('assignment: z', 'assignment: m.arm'), {
      [`rows.${ending}`]: ending === 'json' ? `[${nested.join(',\n')}]` : nested.join('\n'),
    });
    expect(unitsOf(result)).toBe(n);
    expect(result.findings.find((f) => f.check === 'fractional-key')).toMatchObject({ verdict: 'warn', about: { column: 'm.version' } });
    expect(result.findings.map((f) => f.check)).not.toContain('matched-names');
  });

  it('whole numbers and true and false keep their type, since it says the same', async () => {
    const data = csvOf(rows((i) => ({ id: i, z: i % 2, tier: (i >> 1) % 12, ok: i % 5 < 2 ? 'true' : 'false', y: y(i) })));
    const result = await analysed(study({ more: 'segments: [tier, ok]\n' }), { 'rows.csv': data });
    // Numbers in the order of numbers.
    expect(segmentsOf(result)).toEqual([...Array.from({ length: 12 }, (_, i) => String(i)), 'false', 'true']);
    expect(result.findings.map((f) => f.check)).not.toContain('matched-names');
  });
});

describe('names of a study', () => {
  const armed = (zero: string, one: string, arms?: readonly [string, string]) =>
    analysed(study(arms ? { arms } : {}), { 'rows.csv': csvOf(rows((i) => ({ id: i, z: i % 2 === 0 ? zero : one, y: y(i) }))) });
  const matched = ({ findings }: Awaited<ReturnType<typeof armed>>) => findings.find((f) => f.check === 'matched-names')?.says;

  it('match by their exact text first', async () => {
    const exact = await armed('1.1', '1.10', ['1.1', '1.10']);
    expect([exact.estimates[0].estimand.contrast, matched(exact)]).toEqual([{ treatment: '1.10', control: '1.1' }, undefined]);
  });

  it.each([
    ['0.0', '1.0', undefined, 'z holds "0.0" and "1.0" where the study says "0" and "1": read as the same.'],
    ['False', 'True', ['false', 'true'], 'z holds "False" and "True" where the study says "false" and "true": read as the same.'],
    ['false', 'true', ['False', 'True'], 'z holds "false" and "true" where the study says "False" and "True": read as the same.'],
    ['0', '1', ['0.0', '1.0'], 'z holds "0" and "1" where the study says "0.0" and "1.0": read as the same.'],
    ['00', '1', undefined, 'z holds "00" where the study says "0": read as the same.'],
  ] as const)('match %s and %s by number or as true and false, and say so', async (zero, one, arms, says) => {
    const result = await armed(zero, one, arms);
    expect(matched(result)).toBe(says);
    expect(unitsOf(result)).toBe(n);
    expect(result.estimates[0].value).toBeCloseTo((await armed('0', '1')).estimates[0].value, 12);
  });

  it('match nothing where that would not be one to one', async () => {
    const data = csvOf(rows((i) => ({ id: i, z: ['0.0', '0.00', '1'][i % 3], y: y(i) })));
    await expect(analysed(study({}), { 'rows.csv': data })).rejects.toThrow('No rows have z = "0"');
  });
});

it('names that are read as the same are so in the tables of a statement: what it leaves out is counted', async () => {
  const left = async (zero: string, one: string) => {
    const data = csvOf(rows((i) => ({ id: i, z: i % 2 === 0 ? zero : one, y: y(i) })));
    const source = '{sql: "select * from t where not (id < 200 and id % 2 = 0)", from: {t: rows.csv}}';
    const { findings } = await analysed(study({ data: source, arms: ['före', 'après'] }), { 'rows.csv': data });
    return findings.find((f) => f.check === 'left-out-by-sql')?.says;
  };
  const exact = await left('före', 'après');
  expect(exact).toMatch(/^data\.sql leaves out 100 of the 600 units in t/);
  expect(await left('före'.normalize('NFD'), 'après'.normalize('NFD'))).toBe(exact);
});

describe('data.types', () => {
  const data = csvOf(rows((i) => ({ id: i, z: i % 2, level: `${i % 3}.${i % 4 < 2 ? '5' : '50'}`, y: y(i) })));

  it('declares what is not to be guessed', async () => {
    const more = 'covariates: [level]\n';
    const [number, text] = await Promise.all(
      ['{file: rows.csv}', '{file: rows.csv, types: {level: text}}'].map((source) => analysed(study({ data: source, more }), { 'rows.csv': data })),
    );
    const options = ({ estimates }: typeof number) => JSON.stringify(estimates.find((e) => e.id === 'adjusted-itt:y')?.method.options);
    expect([options(number).includes('factor'), options(text).includes('factor')]).toEqual([false, true]);
  });

  it('reaches keys that a statement renames', async () => {
    const ids = csvOf(rows((i) => ({ ref: `0${1000 + Math.floor(i / 2)}.10`, z: Math.floor(i / 2) % 2, y: y(i) })));
    const source = (types: string) => `{sql: "select ref as id, z, y from t", from: {t: rows.csv}${types}}`;
    const typed = await analysed(study({ data: source(', types: {t.ref: text}'), more: 'rows: many-per-unit\n' }), { 'rows.csv': ids });
    expect(unitsOf(typed)).toBe(n / 2);
  });

  it.each([
    ['number', 'study.yaml:4:26  data.types says that "m.v" is a number, and it holds "two" on line 6 of rows.jsonl.'],
    ['date', 'study.yaml:4:26  data.types says that "m.v" is a date, and it holds "1" on line 1 of rows.jsonl.'],
  ])('says which value is none of its type: %s', async (type, says) => {
    const nested = rows((i) => ({ id: i, z: i % 2, y: y(i) })).map((row) => JSON.stringify({ ...row, m: { v: row.id === 5 ? 'two' : '1' } }));
    const asked = analysed(study({ data: `{file: rows.jsonl, types: {m.v: ${type}}}`, more: 'covariates: [m.v]\n' }), { 'rows.jsonl': nested.join('\n') });
    expect(await messageFrom(() => asked)).toContain(says);
  });

  it.each([
    ['{file: rows.csv, types: {lvel: text}}', 'data.types gives a type to "lvel", which is no column. Did you mean "level"?'],
    ['{sql: "select * from t", from: {t: rows.csv}, types: {u.level: text}}', 'data.types gives a type to "u.level", which is no column.'],
    ['{sql: "select * from t", from: {t: rows.csv}, types: {t.lvel: text}}', 'data.types gives a type to "lvel", which is no column of t.'],
  ])('names a column that is not there: %s', async (source, says) => {
    await expect(analysed(study({ data: source }), { 'rows.csv': data })).rejects.toThrow(says);
  });
});

describe('in data.sql', () => {
  it('cells that would not survive a number stay text', async () => {
    const data = csvOf(rows((i) => ({ ref: `00${i % 7}`, long: `12345678901234567${100 + i}`, z: i % 2, y: y(i) })));
    const sql = 'select long as id, ref as shop, z, y from t where y >= 0';
    const result = await analysed(study({ data: `{sql: "${sql}", from: {t: rows.csv}}`, more: 'rows: many-per-unit\nsegments: [shop]\n' }), {
      'rows.csv': data,
    });
    expect(unitsOf(result)).toBe(n);
    expect(segmentsOf(result)[3]).toBe('003');
  });
});
