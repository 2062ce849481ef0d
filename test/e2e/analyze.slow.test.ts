import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/index.ts';
import { resultsJson } from '../../src/report.ts';
import { supportRollout } from '../../src/scenarios.ts';
import { readStudy } from '../../src/study/read/files/read-study.ts';
import { analyze, parseStudy, type StudyResult } from '../../src/study.ts';
import { estimand, filesIn, folderWith, remove, tickets } from '../support/command-line.ts';

const n = 3_000;
const csv = tickets(n);
/** Its rows added up per unit. */
const addedUp = (text: string): string =>
  text.replace('rows: one-per-unit', 'rows: many-per-unit').replace(/(handle_minutes|cost_usd):(\s*)\{/g, '$1:$2{per: total, ');
const studyOf = (file: string): string => supportRollout.study(file).replace('plannedUnits: 12000', 'plannedUnits: 3000');
/** The study without what asks for more of the same rows. */
const shortOf = (file: string): string =>
  studyOf(file)
    .replace(/^(covariates|mediators| {2}usage):.*\n/gm, '')
    .replace('adjust: lin, ', '');
const folders: string[] = [];
afterAll(() => folders.forEach(remove));

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = folderWith(files);
  folders.push(folder);
  return folder;
}

/** The result of the study in a folder, as it is saved. */
const analyzed = async (folder: string): Promise<StudyResult> => JSON.parse(resultsJson(await analyze(await readStudy(join(folder, 'study.yaml')))));

const numbers = ({ estimates }: StudyResult) => estimates.map((e) => [e.id, e.value, e.standardError, e.interval.pieces, e.sizes]);

/** The same result but for the order of sums. */
function expectSame(found: StudyResult, wanted: StudyResult): void {
  const [a, b] = [found, wanted].map((result) => JSON.stringify(numbers(result)));
  const shape = (text: string): string => text.replaceAll(number, '#');
  expect(shape(a)).toBe(shape(b));
  const [as, bs] = [a, b].map((text) => (text.match(number) ?? []).map(Number));
  for (const [i, x] of as.entries()) expect(Math.abs(x - bs[i]), `${x} is not ${bs[i]}`).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(bs[i]), 1e-3));
}
const number = /-?\d+(\.\d+)?(e-?\d+)?(?=[,\]}])/g;

describe('analyze', () => {
  let reference: StudyResult;
  let short: StudyResult;
  beforeAll(async () => {
    short = await analyzed(folderOf({ 'study.yaml': shortOf('tickets.csv'), 'tickets.csv': csv }));
    reference = await analyzed(folderOf({ 'study.yaml': studyOf('tickets.csv'), 'tickets.csv': csv }));
  });

  it('writes memo, report and results, whose shape is the contract', async () => {
    const folder = folderOf({ 'study.yaml': studyOf('tickets.csv'), 'tickets.csv': csv });
    const ran = await estimand(folder, 'analyze', '@study.yaml', '--out', '@out', '--json');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const result: StudyResult = JSON.parse(ran.stdout);
    expect(numbers(result)).toEqual(numbers(reference));
    expect(filesIn(join(folder, 'out'))).toEqual(['memo-appendix.md', 'memo.md', 'report.html', 'results.json']);
    const { provenance, ...written } = JSON.parse(readFileSync(join(folder, 'out', 'results.json'), 'utf8'));
    expect(result).toMatchObject(written);
    expect(provenance).toMatchObject({ engine: 'duckdb', command: expect.stringMatching(/^estimand analyze /) });
    expect(Object.keys(result)).toEqual(expect.arrayContaining(['schemaVersion', 'study', 'decision', 'estimates', 'findings', 'exhibits']));
    expect(result.decision).toMatchObject({ verdict: expect.stringMatching(/^(launch|hold|do-not-launch)$/), reasons: expect.any(Array) });
  });

  it('answers the whole study in four rounds', async () => {
    expect(reference.provenance.rounds).toBe(4);
  });

  it('gives the same numbers for rows in memory', async () => {
    const { columns } = supportRollout.simulate({ n, seed: 7 });
    const inMemory = await analyze(parseStudy(studyOf('tickets.csv')), { data: fromColumns(columns) });
    expectSame(JSON.parse(resultsJson(inMemory)), reference);
    expect(inMemory.decision.verdict).toBe(reference.decision.verdict);
  });

  it.each<[string, () => Promise<Record<string, Buffer>> | Record<string, Buffer>, string]>([
    ['CSV.gz', () => ({ 'tickets.csv.gz': gzipSync(csv) }), 'tickets.csv.gz'],
    ['JSONL', () => ({ 'tickets.jsonl': Buffer.from(jsonLines(csv)) }), 'tickets.jsonl'],
    ['Parquet', async () => ({ 'tickets.parquet': await parquet('select * from rows') }), 'tickets.parquet'],
  ])('reads %s to the same numbers', async (_, files, name) => {
    const folder = folderOf({ ...(await files()), 'study.yaml': shortOf(name) });
    expectSame(await analyzed(folder), short);
  });

  it('reads a glob of Parquet, and SQL over named files, to the same numbers', async () => {
    const parts = { 'part-1.parquet': await parquet('select * from rows limit 1000'), 'part-2.parquet': await parquet('select * from rows offset 1000') };
    const glob = folderOf({ ...parts, 'study.yaml': shortOf('x').replace('{file: "x"}', "{files: 'part-*.parquet'}") });
    expectSame(await analyzed(glob), short);
    const sql = folderOf({ 'tickets.csv': csv, 'study.yaml': shortOf('x').replace('{file: "x"}', "{sql: 'select * from logs', from: {logs: tickets.csv}}") });
    expectSame(await analyzed(sql), short);
  });

  it('adds many rows per unit up: half the outcome on each of two rows is the same study', async () => {
    const halves = tickets(n, (row) => ({ ...row, handle_minutes: String(Number(row.handle_minutes) / 2), cost_usd: String(Number(row.cost_usd) / 2) }));
    const [header, ...rows] = halves.trim().split('\n');
    const names = header.split(',');
    const second = rows.map((row) =>
      row
        .split(',')
        .map((cell, k) => (names[k] === 'resolved' || names[k] === 'unsupported_claim' ? '0' : cell))
        .join(','),
    );
    const text = addedUp(shortOf('tickets.csv'));
    const result = await analyzed(folderOf({ 'study.yaml': text, 'tickets.csv': `${[header, ...rows, ...second].join('\n')}\n` }));
    expectSame(result, short);
  });

  it('knows no total of a unit of which a row lacks the value', async () => {
    const [header, ...rows] = csv.trim().split('\n');
    const minutes = header.split(',').indexOf('handle_minutes');
    const second = rows.map((row, i) =>
      row
        .split(',')
        .map((cell, k) => (k === minutes && i < 100 ? '' : cell))
        .join(','),
    );
    const text = addedUp(shortOf('tickets.csv'));
    const result = await analyzed(folderOf({ 'study.yaml': text, 'tickets.csv': `${[header, ...rows, ...second].join('\n')}\n` }));
    expect(result.estimates.find((e) => e.id === 'itt:handle_minutes')?.sizes.units).toBe(n - 100);
    expect(result.estimates.find((e) => e.id === 'itt:resolved')?.sizes.units).toBe(n);
    // Rows without a unit are counted in the same round in which rows are added up.
    expect(result.provenance.rounds).toBe(short.provenance.rounds);
  });

  it('bounds a guardrail on which nothing has happened', async () => {
    const result = await analyzed(folderOf({ 'study.yaml': shortOf('tickets.csv'), 'tickets.csv': tickets(n, (row) => ({ ...row, unsupported_claim: '0' })) }));
    expect(result.decision.guardrails).toMatchObject([{ outcome: 'unsupported_claim', verdict: 'pass' }]);
    expect(result.findings.filter((f) => f.verdict === 'refuse')).toEqual([]);
  });

  it('stands on the unadjusted effect where a covariate determines the outcome', async () => {
    const text = studyOf('tickets.csv').replace('pre_period_resolution]', 'copy]');
    const result = await analyzed(folderOf({ 'study.yaml': text, 'tickets.csv': tickets(n, (row) => ({ ...row, copy: row.handle_minutes })) }));
    expect(result.study.outcomes.find((o) => o.name === 'handle_minutes')?.headline).toBe('itt:handle_minutes');
    expect(result.findings.find((f) => f.verdict === 'refuse')).toMatchObject({ check: 'determined-outcome', about: { column: 'handle_minutes' } });
  });

  it('holds, with intervals for every look, before the planned size', async () => {
    const early = await analyzed(folderOf({ 'study.yaml': supportRollout.study('tickets.csv'), 'tickets.csv': csv }));
    expect(early.decision).toMatchObject({ verdict: 'hold', says: 'Only 3,000 of 12,000 planned units are in.' });
    const [wide, usual] = [early, reference].map((r) => r.estimates.find((e) => e.id === 'adjusted-itt:resolved')!.interval);
    expect(wide.kind).toBe('anytime');
    expect(wide.pieces[0].high! - wide.pieces[0].low!).toBeGreaterThan(1.2 * (usual.pieces[0].high! - usual.pieces[0].low!));
  });

  it('holds when the arms did not fill as planned, whatever the numbers say', async () => {
    const text = shortOf('tickets.csv').replace('{0: 0.5, 1: 0.5}', '{0: 0.6, 1: 0.4}');
    const result = await analyzed(folderOf({ 'study.yaml': text, 'tickets.csv': csv }));
    expect(result.decision.verdict).toBe('hold');
    expect(result.findings.find((f) => f.check === 'sample-ratio')).toMatchObject({ verdict: 'fail', identification: true });
  });

  it('refuses a constant secondary outcome and goes on', async () => {
    const result = await analyzed(folderOf({ 'study.yaml': shortOf('tickets.csv'), 'tickets.csv': tickets(n, (row) => ({ ...row, cost_usd: '0.05' })) }));
    expect(result.findings.filter((f) => f.verdict === 'refuse').map((f) => f.about.column)).toContain('cost_usd');
    expect(result.study.outcomes.find((o) => o.name === 'cost_usd')).not.toHaveProperty('headline');
  });

  it('gives the decision as an exit code with --gate', async () => {
    const folder = folderOf({ 'study.yaml': supportRollout.study('tickets.csv'), 'tickets.csv': csv });
    expect(await estimand(folder, 'analyze', '@study.yaml', '--out', '@out', '--gate')).toMatchObject({ exitCode: 10 });
  });

  it('runs the demo', async () => {
    const folder = folderOf({});
    const ran = await estimand(folder, 'demo', '--out', '@demo');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^LAUNCH {3}rag-support-assistant/);
    expect(filesIn(join(folder, 'demo'))).toEqual(['data.csv', 'memo-appendix.md', 'memo.md', 'report.html', 'results.json', 'study.yaml', 'truth.json']);
  });
});

function jsonLines(text: string): string {
  const [header, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return rows.map((row) => JSON.stringify(Object.fromEntries(row.map((cell, k) => [header[k], Number.isNaN(Number(cell)) ? cell : Number(cell)])))).join('\n');
}

async function parquet(select: string): Promise<Buffer> {
  const folder = folderOf({ 'tickets.csv': csv });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`create table rows as select * from read_csv('${folder}/tickets.csv')`);
  await connection.run(`copy (${select}) to '${folder}/out.parquet' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
  return readFileSync(join(folder, 'out.parquet'));
}
