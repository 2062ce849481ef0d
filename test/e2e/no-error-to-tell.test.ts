import { describe, expect, it } from 'vitest';
import { type ColumnData, fromColumns } from '../../src/engines/memory/from-rows.ts';
import { quantileOf } from '../../src/inference/wald.ts';
import { resultsJson } from '../../src/report/json.ts';
import { analyze } from '../../src/study/analyze.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../src/study/result.ts';

// Rows that fuzzers found, in which an error is nothing, or cannot be told: refused where it was NaN.

const each = <T>(value: (i: number) => T): T[] => Array.from({ length: 48 }, (_, i) => value(i));
const columns: Readonly<Record<string, ColumnData>> = {
  id: each((i) => i),
  z: each((i) => (i % 2 === 0 ? 'off' : 'on')),
  y: each((i) => ((i * 7) % 11) + (i % 2)),
  a: each((i) => 1 + ((i * 5) % 13)),
  block: each((i) => `b${(i >> 1) % 4}`),
};
const study = (design: string, outcomes = 'y: {role: primary, better: higher}', unit = 'id') => `estimand: 1
study: s
question: q
data: {file: rows.csv}
unit: ${unit}
${design}
outcomes:
  ${outcomes}
`;
const randomized = (more: string) => `design: {kind: randomized, assignment: z, control: off${more}}\ntreatments: {on: {m: v}}`;
const analysed = (text: string, changes: Readonly<Record<string, ColumnData>> = {}): Promise<StudyResult> =>
  analyze(parseStudy(text, 'study.yaml'), { data: fromColumns({ ...columns, ...changes }, 'rows.csv') });

describe('without degrees of freedom', () => {
  it.each([0, 1e-3, 0.4, Number.NaN])('%d of them, no quantile is told', (df) => {
    expect(() => quantileOf({ kind: 't', df }, 0.975)).toThrow('No error can be told');
  });

  it('half of one, as rounding can leave of one, still is told', () => {
    expect(quantileOf({ kind: 't', df: 0.5 }, 0.975)).toBeGreaterThan(100);
  });

  it('blocks that all lie in one cluster are refused', async () => {
    const one = { site: each(() => 's') };
    await expect(analysed(study(randomized(', blocks: block, cluster: site')), one)).rejects.toThrow('There is 1 cluster of site with all values known');
  });

  it('a change of which each side is one unit is refused', async () => {
    const design = 'design: {kind: before-after, period: z, before: off, after: on}';
    const two = { user: each((i) => `u${i % 2}`) };
    await expect(analysed(study(design, undefined, 'user'), two)).rejects.toThrow('No error can be told: 0 degrees of freedom are left to tell it by.');
    const second = 'y: {role: primary, better: higher}\n  a: {role: secondary, better: higher}';
    const partly = { user: each((i) => `u${i % 6}`), a: each((i) => (i % 6 < 2 ? 1 + ((i * 5) % 13) : null)) };
    const { findings } = await analysed(study(design, second, 'user'), partly);
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'outcome', about: { column: 'a' }, verdict: 'refuse', says: expect.stringContaining('No error can be told') }),
    );
  });
});

it('a judge that is never wrong leaves nothing to audit for', async () => {
  const judged = { judge: each((i) => 0.1 * ((i * 7) % 11) + 0.3), human: each((i) => (i % 5 < 2 ? 2 * (0.1 * ((i * 7) % 11) + 0.3) - 1 : null)) };
  const result = await analysed(study(randomized(''), 'q: {role: primary, better: higher, measured: {judge: judge, human: human}}'), judged);
  expect(result.findings.find(({ check }) => check === 'audit-plan')?.statistic).toBeGreaterThanOrEqual(0);
  expect(resultsJson(result)).toContain('audit-plan');
});

it('an infinite outcome is named, not the means that clusters make of it', async () => {
  const infinite = {
    user: each((i) => `u${i >> 2}`),
    z: each((i) => ((i >> 2) % 2 === 0 ? 'off' : 'on')),
    a: each((i) => (i === 7 ? Number.POSITIVE_INFINITY : 1)),
  };
  const second = 'y: {role: primary, better: higher}\n  a: {role: secondary, better: higher, transform: log}';
  await expect(analysed(study(randomized(', randomizedBy: user'), second), infinite)).rejects.toThrow('Column "a" of rows.csv holds 1 value');
});
