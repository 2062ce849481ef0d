import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { holm } from '../../src/inference/multiplicity/step-wise.ts';
import { type DensityTest, densityTest } from '../../src/inference/threshold/density/density-test.ts';
import { scoredRows } from '../../src/inference/threshold/scored-rows.ts';
import { type ThresholdEffect, thresholdDefaults, thresholdEffect } from '../../src/inference/threshold/threshold-effect.ts';
import { upperTail } from '../../src/inference/wald.ts';
import { quantile } from '../../src/math/quantile.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze } from '../../src/study/analyze.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../src/study/result.ts';

interface Row {
  readonly score: number | null;
  readonly y: number | null;
  readonly x: number | null;
  readonly tier: string;
  readonly routed: number;
  readonly team: number;
}

/** Scores between -1 and 1; from 0 on the outcome is higher by a half. */
function rowsOf(n: number, change: (row: Row, i: number) => Row = (row) => row): readonly Row[] {
  const random = stream(20);
  return Array.from({ length: n }, (_, i) => {
    const score = 2 * random.uniform() - 1;
    const x = random.normal();
    const tier = 'abc'[random.integer(3)];
    const y = 1 + score + 0.3 * x + (score >= 0 ? 0.5 : 0) + 0.5 * random.normal();
    return change({ score, y, x, tier, routed: score >= 0 ? 1 : 0, team: i % 50 }, i);
  });
}

const text = `estimand: 1
study: routed
question: Does it help?
data: {file: rows.csv}
covariates: [x, tier]
design: {kind: threshold, running: score, cutoff: 0}
treatments:
  big: {model: m-1}
outcomes:
  y: {role: primary, better: higher}
`;
const design = (keys: string): string => text.replace('cutoff: 0}', `cutoff: 0, ${keys}}`);
const logged = (keys = ''): string => design(`treatment: routed, control: 0${keys}`).replace('  big: {', '  "1": {').replace('covariates: [x, tier]\n', '');

const columnsOf = (rows: readonly Row[]) =>
  Object.fromEntries((['score', 'y', 'x', 'tier', 'routed', 'team'] as const).map((name) => [name, rows.map((row) => row[name])]));
const analyzed = (rows: readonly Row[], study = text): Promise<StudyResult> => analyze(parseStudy(study, 'study.yaml'), { data: fromColumns(columnsOf(rows)) });
const finding = ({ findings }: StudyResult, check: string) => findings.find((f) => f.check === check)!;
const cells = ({ exhibits }: StudyResult, id: string) => exhibits.find((e) => e.id === id)!.columns;

const n = 2_400;

describe('a sound study of a threshold', async () => {
  const rows = rowsOf(n);
  const result = await analyzed(rows);
  const score = Float64Array.from(rows, (row) => row.score!);
  const y = Float64Array.from(rows, (row) => row.y!);

  it('passes every check but for what no data can show, and may launch', () => {
    const verdicts = [
      'density',
      'covariate-jumps',
      'placebo-cutoffs',
      'bandwidth-sensitivity',
      'donut-sensitivity',
      'rows-near',
      'rows-lost',
      'missing-outcome',
    ];
    expect(verdicts.map((check) => [check, finding(result, check).verdict])).toEqual(verdicts.map((check) => [check, 'pass']));
    expect(finding(result, 'threshold-assumptions')).toMatchObject({ verdict: 'warn', about: { estimate: 'threshold-effect:y' } });
    for (const check of ['first-stage', 'decision-by-score']) expect(finding(result, check)).toBeUndefined();
    expect(result.decision.verdict).toBe('launch');
  });

  it('tests the density as the core does', () => {
    const usual = { model: 'unrestricted', kernel: 'triangular', variance: 'jackknife', degree: 2, width: 'combined', massPoints: true } as const;
    const { pValue, statistic } = densityTest(scoredRows(score, 0, []), usual) as DensityTest;
    expect(finding(result, 'density')).toMatchObject({ pValue, statistic, canHold: true, threshold: 0.001 });
    const counts = cells(result, 'density:score');
    expect(counts['rows below']).toHaveLength(10);
    expect(finding(result, 'density').says).toContain(`${counts['rows below'][0]} rows lie just below and ${counts['rows from there on'][0]} from there on`);
  });

  const errors = { kind: 'nearest-neighbours', matches: 3 } as const;
  const fitted = (at: Float64Array, outcome: Float64Array) => thresholdEffect({ score: at, outcome }, { ...thresholdDefaults, errors }) as ThresholdEffect;
  /** By t, with rows within the wider bandwidths less six coefficients. */
  const pValueOf = (at: Float64Array, outcome: Float64Array): number => {
    const { effect, sides } = fitted(at, outcome);
    const rows = Math.max(sides.below.within.b + sides.above.within.b, sides.below.within.h + sides.above.within.h);
    return 2 * upperTail({ kind: 't', df: rows - 6 }, Math.abs(effect.robust.value / effect.robust.standardError));
  };

  it('tests covariates and all their levels one by one, in standard deviations, and holds them together', () => {
    const { label, value } = cells(result, 'covariate-jumps:score');
    expect(label).toEqual(['x', 'tier=b', 'tier=c', 'tier=a']);
    const columns = [(r: Row) => r.x!, ...['b', 'c', 'a'].map((level) => (r: Row) => Number(r.tier === level))].map((of) => Float64Array.from(rows, of));
    for (const [i, column] of columns.entries()) {
      const mean = column.reduce((a, b) => a + b, 0) / n;
      const deviation = Math.sqrt(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1));
      expect(value[i]).toBeCloseTo(fitted(score, column).effect.robust.value / deviation, 10);
    }
    expect(finding(result, 'covariate-jumps').pValue).toBeCloseTo(Math.min(...holm(columns.map((column) => pValueOf(score, column)))), 8);
  });

  it('looks for placebos at quartiles of each side, among rows of that side alone', () => {
    const { label, value } = cells(result, 'placebo-cutoffs:y');
    expect(label).toHaveLength(7);
    expect(label[0]).toBe('at 0');
    expect(value[0]).toBeCloseTo(fitted(score, y).effect.robust.value, 10);
    const below = rows.filter((row) => row.score! < 0);
    const median = quantile(
      Float64Array.from(below, (row) => row.score!),
      0.5,
    );
    const own = fitted(
      Float64Array.from(below, (row) => row.score! - median),
      Float64Array.from(below, (row) => row.y!),
    );
    expect(value[2]).toBeCloseTo(own.effect.robust.value, 8);
  });

  it('shows the estimate itself first among other bandwidths and donuts', () => {
    const { value, interval } = result.estimates.find(({ id }) => id === 'threshold-effect:y')!;
    for (const check of ['bandwidth-sensitivity', 'donut-sensitivity']) {
      const shown = cells(result, `${check}:y`);
      expect([shown.value[0], shown.low[0], shown.high[0]]).toEqual([value, interval.pieces[0].low, interval.pieces[0].high]);
    }
    expect(cells(result, 'bandwidth-sensitivity:y').label).toHaveLength(6);
    expect(cells(result, 'donut-sensitivity:y').label).toHaveLength(3);
  });
});

describe('a threshold is held', () => {
  it('where scores were moved across the cutoff', async () => {
    const result = await analyzed(rowsOf(n, (row, i) => (row.score! < 0 && row.score! > -0.08 && i % 5 > 0 ? { ...row, score: -row.score! } : row)));
    expect(finding(result, 'density')).toMatchObject({ verdict: 'fail', identification: true, mend: expect.any(String) });
    expect(result.decision.verdict).toBe('hold');
  });

  it('where a covariate jumps at it', async () => {
    const result = await analyzed(rowsOf(n, (row) => (row.score! >= 0 ? { ...row, x: row.x! + 1 } : row)));
    expect(finding(result, 'covariate-jumps')).toMatchObject({ verdict: 'fail', identification: true });
    expect(finding(result, 'covariate-jumps').says).toContain('Of covariates x is least alike');
    expect(result.decision.verdict).toBe('hold');
  });

  it('where a level jumps that others are held against', async () => {
    const result = await analyzed(rowsOf(n, (row, i) => (row.score! >= 0 && row.tier === 'a' && i % 4 > 0 ? { ...row, tier: 'bc'[i % 2] } : row)));
    expect(finding(result, 'covariate-jumps').says).toContain('Of covariates tier=a is least alike');
    expect(result.decision.verdict).toBe('hold');
  });

  it('where the outcome jumps at a cutoff that changes nothing', async () => {
    const result = await analyzed(rowsOf(n, (row) => (row.score! >= 0.5 ? { ...row, y: row.y! + 1 } : row)));
    expect(finding(result, 'placebo-cutoffs')).toMatchObject({
      verdict: 'fail',
      identification: true,
      says: expect.stringContaining('50 % of those from it on'),
    });
    expect(result.decision.verdict).toBe('hold');
  });

  it('where outcomes are lost on one side, few of them by counts', async () => {
    const result = await analyzed(rowsOf(n, (row, i) => (row.score! >= 0 && i % 2 === 0 ? { ...row, y: null } : row)));
    expect(finding(result, 'missing-outcome')).toMatchObject({ verdict: 'fail', identification: true });
    expect(result.decision.verdict).toBe('hold');
    const few = await analyzed(rowsOf(n, (row, i) => (row.score! >= 0 && row.score! < 0.3 && i % 40 === 0 ? { ...row, x: null } : row)));
    expect(finding(few, 'missing-outcome').says).toMatch(/by counts within the bandwidth/);
  });

  it('where four rows of either side decide', async () => {
    const rows = rowsOf(n);
    // Rows at the bandwidth itself have no weight.
    const fifth = (sign: 1 | -1): number =>
      rows
        .map(({ score }) => sign * score!)
        .filter((distance) => distance > 0)
        .sort((a, b) => a - b)[4];
    const bandwidth = `bandwidth: {below: ${fifth(-1)}, above: ${fifth(1)}}`;
    const result = await analyzed(rows, design(`inference: robust, ${bandwidth}`).replace('covariates: [x, tier]\n', ''));
    expect(finding(result, 'few-freedom')).toMatchObject({ verdict: 'fail' });
    expect(finding(result, 'rows-near').verdict).toBe('warn');
    expect(result.decision.verdict).toBe('hold');
  });
});

describe('a threshold is told', () => {
  it('of an effect that turns with the bandwidth or without the nearest rows', async () => {
    const near = (row: Row): Row => (row.score! >= 0 && row.score! < 0.02 ? { ...row, y: row.y! - 6 } : row);
    const result = await analyzed(rowsOf(n, near), design('bandwidth: {below: 0.2, above: 0.2}'));
    expect(finding(result, 'donut-sensitivity')).toMatchObject({ verdict: 'warn', says: expect.stringContaining('wholly on the other side of zero') });
    expect(finding(result, 'donut-sensitivity').identification).toBeUndefined();
    expect(finding(result, 'bandwidth-sensitivity').verdict).not.toBe('fail');
  });

  it('of a logged decision: its jump, who has it, and that a rounded score contradicts it', async () => {
    const rounded = rowsOf(n, (row) => ({ ...row, score: Math.round(row.score! * 100) / 100 }));
    const result = await analyzed(rounded, logged());
    const contradicted = rounded.filter(({ score, routed }) => (score! >= 0 ? 1 : 0) !== routed);
    expect(new Set(contradicted.map(({ score }) => Math.abs(score!)))).toEqual(new Set([0]));
    expect(finding(result, 'decision-by-score')).toMatchObject({
      verdict: 'warn',
      statistic: contradicted.length,
      says: expect.stringContaining('at 0. All of them have one score'),
    });
    expect(finding(result, 'first-stage')).toMatchObject({ verdict: 'pass' });
    expect(cells(result, 'donut-sensitivity:y').label).toContain('without the nearest 0.005 (half a step of the scores)');
    const exact = await analyzed(rowsOf(n), logged(', inference: robust, bandwidth: {below: 0.3, above: 0.3}'));
    expect(finding(exact, 'decision-by-score').says).toBe(`routed is as score says (1 from 0 on) in all 2,400 rows.`);
  });

  it('that the cutoff hardly decides, with the scores of who was decided otherwise', async () => {
    const result = await analyzed(
      rowsOf(n, (row, i) => ({ ...row, routed: i % 2 })),
      logged(),
    );
    expect(finding(result, 'first-stage').verdict).toBe('warn');
    expect(finding(result, 'decision-by-score').says).toMatch(/ and 1,\d\d\d other scores\.$/);
  });

  it('that rows lack a score, a cluster, an outcome', async () => {
    const result = await analyzed(
      rowsOf(n, (row, i) => ({
        ...row,
        ...(i % 100 === 0 && { score: null }),
        ...(i % 100 === 1 && { y: null }),
        ...(i % 100 === 2 && { team: null as never }),
      })),
      design('cluster: team'),
    );
    expect(finding(result, 'rows-lost')).toMatchObject({
      verdict: 'pass',
      says: expect.stringMatching(/^Of 2,400 rows for y 24 have no team, 24 have no score, \d+ below the cutoff and \d+ from it on have no y or x or tier\.$/),
    });
  });

  it('that nothing can be tested where scores have few values, and no test of these holds', async () => {
    const result = await analyzed(
      rowsOf(n, (row) => ({ ...row, score: Math.floor(row.score! * 8) + 0.5 })),
      design('curvature: 0.5'),
    );
    expect(finding(result, 'density').verdict).not.toBe('fail');
    expect(finding(result, 'rows-near')).toMatchObject({ verdict: 'warn', mend: expect.stringContaining('distinct scores') });
  });

  it('of several cutoffs together, and of local randomization within its own windows', async () => {
    const rows = rowsOf(n, (row, i) => ({ ...row, score: row.score! + (i % 2) }));
    const columns = { ...columnsOf(rows), at: rows.map((_, i) => i % 2) };
    const several = await analyze(parseStudy(text.replace('cutoff: 0', 'cutoff: at'), 'study.yaml'), { data: fromColumns(columns) });
    expect(finding(several, 'density')).toMatchObject({ verdict: 'pass', says: expect.stringMatching(/ at [01], the least alike of 2 cutoffs, is /) });
    expect(new Set(cells(several, 'density:score').cutoff)).toEqual(new Set([0, 1]));
    expect(cells(several, 'placebo-cutoffs:y').label.slice(0, 2)).toEqual(['at one of 2 cutoffs (at)', '25 % of those below']);
    expect(cells(several, 'bandwidth-sensitivity:y').label).toHaveLength(6);
    const local = await analyzed(rowsOf(n), design('inference: local, bandwidth: {below: 0.05, above: 0.05}').replace('covariates: [x, tier]\n', ''));
    expect(cells(local, 'bandwidth-sensitivity:y').label[1]).toBe('within 0.5 times (0.025)');
    expect(finding(local, 'placebo-cutoffs').verdict).toBe('pass');
  });
});
