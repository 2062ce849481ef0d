import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { type ColumnData, fromColumns } from '../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { call, column, greater, indicator, number, times } from '../../src/expressions/build.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { moments, quantiles, type RowsRequest } from '../../src/relation/requests.ts';
import { analyze } from '../../src/study/analyze.ts';
import { withFiles } from '../../src/study/read/files/with-files.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

const n = 80;
const each = (value: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => value(i));
const sound: Readonly<Record<string, ColumnData>> = {
  id: each((i) => i),
  arm: each((i) => i % 2),
  y: each((i) => ((i * 7) % 11) + (i % 2)),
  a: each((i) => ((i * 5) % 13) - 6),
  harm: each((i) => (i * 3) % 7),
  x: each((i) => (i * 11) % 17),
  g: each((i) => (i >> 1) % 4),
};
const study = (more: string, secondary = 'role: secondary, better: higher') => `estimand: 1
study: s
question: q
data: {file: rows.csv}
unit: id
design: {kind: randomized, assignment: arm, control: 0}
treatments: {1: {m: v}}
outcomes:
  y: {role: primary, better: higher, value: 2}
  a: {${secondary}}
  harm: {role: guardrail, better: lower, tolerance: 3}
${more}`;

/** Rows with one value of a column another. */
const spoiled = (name: string, value: number, at = 3): Readonly<Record<string, ColumnData>> => ({
  ...sound,
  [name]: Array.from(sound[name] as number[], (x, i) => (i === at ? value : x)),
});

const csv = (columns: Readonly<Record<string, ColumnData>>): string =>
  `${[
    Object.keys(columns).join(','),
    ...each((i) => i).map((i) =>
      Object.values(columns)
        .map((values) => values[i])
        .join(','),
    ),
  ].join('\n')}\n`;

const inMemory = (text: string, columns: Readonly<Record<string, ColumnData>>): Promise<StudyResult> =>
  analyze(parseStudy(text, 'study.yaml'), { data: fromColumns(columns, 'rows.csv') });

async function inDuckdb(text: string, columns: Readonly<Record<string, ColumnData>>): Promise<StudyResult> {
  await files.put('rows.csv', csv(columns));
  return analyze(withFiles(parseStudy(text, 'study.yaml'), files.folder));
}

describe.each([
  ['in memory', inMemory],
  ['in DuckDB', inDuckdb],
])('a study of rows %s', (_, analysed) => {
  it.each([
    ['a primary outcome', 'y', '', 'study.yaml:9:3'],
    ['a covariate', 'x', 'covariates: [x]\n', 'study.yaml:12:14'],
    ['a mediator', 'x', 'mediators: [x]\n', 'study.yaml:12:13'],
  ])('refuses %s that holds numbers out of reach, at its line', async (_role, name, more, place) => {
    await expect(analysed(study(more), spoiled(name, 1e80))).rejects.toThrow(
      `${place}  Column "${name}" of rows.csv holds 1e+80, which is too large to compute with: numbers go from 1e-75 to 1e+75 in size, and zero. Correct it where it is an error, or rescale`,
    );
    await expect(analysed(study(more), spoiled(name, -1e-80))).rejects.toThrow(
      `${place}  Column "${name}" of rows.csv holds -1e-80, which is too small to compute with: numbers go from 1e-75 to 1e+75 in size, and zero. Rescale the column`,
    );
  });

  it('refuses another outcome by itself', async () => {
    const { findings, estimates, decision } = await analysed(study(''), spoiled('a', 1e150));
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'outcome', about: { column: 'a' }, verdict: 'refuse', says: expect.stringContaining('holds 1e+150') }),
    );
    expect(new Set(estimates.map((e) => e.estimand.outcome))).toEqual(new Set(['y', 'harm', 'net value']));
    expect(decision.guardrails).toMatchObject([{ outcome: 'harm', verdict: 'pass' }]);
  });

  it('holds where a guardrail is refused', async () => {
    const { decision } = await analysed(study(''), spoiled('harm', 1e-300));
    expect(decision.verdict).toBe('hold');
    expect(decision.guardrails).toMatchObject([{ outcome: 'harm', verdict: 'inconclusive' }]);
  });

  it('has no net value without an outcome that it is made of', async () => {
    const { estimates } = await analysed(study('', 'role: cost, better: lower, value: -1'), spoiled('a', 1e150));
    expect(estimates.map((e) => e.estimand.outcome)).not.toContain('net value');
  });

  it('computes with the largest and smallest numbers that are let through, and lets names be', async () => {
    const extreme = { ...spoiled('y', 1e75), a: Array.from(sound.a as number[], (x) => x * 1e-75), g: Array.from(sound.g as number[], (x) => x * 1e100) };
    const { estimates } = await analysed(study('segments: [g]\n'), extreme);
    expect(estimates.length).toBeGreaterThan(5);
    expect(estimates.every((e) => Number.isFinite(e.value))).toBe(true);
  });
});

describe('rows that are asked without a study', () => {
  const y = column('y');
  const ask = async (relation: Relation, request: RowsRequest) => {
    try {
      await relation.answer([request]);
    } catch (error) {
      if (error instanceof EstimandError) return error.code;
      throw error;
    }
  };

  it.each<[string, RowsRequest, string | undefined]>([
    ['moments', moments({ columns: { y } }), 'magnitude-outside'],
    ['moments of what is made of it', moments({ columns: { y: times(call('log', y), number(2)) } }), 'magnitude-outside'],
    ['a weight', moments({ columns: { x: column('x') }, weight: { column: y, kind: 'sampling' } }), 'magnitude-outside'],
    ['quantiles', quantiles({ of: y, at: [0.5] }), 'magnitude-outside'],
    ['a comparison', moments({ columns: { high: indicator(greater(y, 3)) } }), undefined],
    ['groups', moments({ columns: {}, by: ['y'] }), undefined],
  ])('answer %s alike in both engines', async (_, request, code) => {
    await files.put('odd.csv', csv(spoiled('y', 1e80)));
    const rows = await openFiles(files.at('odd.csv'));
    expect([await ask(fromColumns(spoiled('y', 1e80)), request), await ask(rows, request)]).toEqual([code, code]);
    rows.close();
  });

  it('know from the statistics in Parquet what is too large, or too small in all; for what is small among others nothing is scanned', async () => {
    const cases: readonly [sql: string, outside: number | undefined][] = [
      ['1e80', 1e80],
      ['-1e80', -1e80],
      ['1e-80', 1e-80],
      ['case when i < 5 then 1e-80 else i end', 1e-80],
      ['case when i < 5 then -1e-80 else i - 50 end', undefined],
      ['i', undefined],
    ];
    for (const [sql, outside] of cases) {
      await files.run(`copy (select cast(${sql} as double) as y from range(100) as t(i)) to '${files.at('y.parquet')}'`);
      const rows = await openFiles(files.at('y.parquet'));
      expect(rows.schema[0].outside, sql).toBe(outside);
      rows.close();
    }
  });

  it('tell infinite numbers as such, with their count', async () => {
    const infinite = fromColumns(spoiled('y', Number.POSITIVE_INFINITY));
    expect(await ask(infinite, moments({ columns: { y } }))).toBe('not-finite');
  });
});
