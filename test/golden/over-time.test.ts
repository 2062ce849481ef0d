import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { multinomialLogOdds, multinomialPValue } from '../../src/inference/sequential/multinomial.ts';
import { analyze } from '../../src/study/analyze.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { expectEstimate, expectPValue, expectRelative } from '../support/agree.ts';

interface Welch {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly pValue: number;
}

interface OverTime {
  readonly effects: readonly (Welch & { readonly n: number })[];
  readonly trend: Welch;
  readonly holm?: number;
}

const golden = JSON.parse(readFileSync(new URL('../../goldens/over-time/over-time.json', import.meta.url), 'utf8'));
const tolerance: number = golden.tolerance.relative;
const log = new URL('../../goldens/over-time/log.csv', import.meta.url);

const study = (outcomes: string): string => `estimand: 1
study: log
question: Does it help?
data: {file: log.csv}
unit: user
rows: many-per-unit
time: came
segments: [platform]
design: {kind: randomized, assignment: arm, control: 0, shares: {0: 0.5, 1: 0.5}}
treatments: {1: {model: b@1}}
outcomes:
${outcomes}`;

const outcomes = `  clicks: {role: primary, better: higher, per: total}
  saved: {role: guardrail, better: higher, per: any, tolerance: 0.1, unit: days}
  rating: {role: guardrail, better: higher, per: mean, tolerance: 0.5}
  rate: {role: guardrail, better: higher, ratio: [clicks, minutes], tolerance: 0.1}
`;

/** The same rows as columns in memory. */
function inMemory() {
  const [head, ...lines] = readFileSync(log, 'utf8').trim().split('\n');
  const cells = lines.map((line) => line.trim().split(','));
  const column = (name: string): readonly string[] => cells.map((row) => row[head.trim().split(',').indexOf(name)]);
  const numbers = (name: string): Float64Array => Float64Array.from(column(name), Number);
  const measures = Object.fromEntries(['arm', 'clicks', 'saved', 'rating', 'minutes'].map((name) => [name, numbers(name)]));
  return fromColumns({ user: column('user'), platform: column('platform'), came: column('came').map((at) => new Date(at)), ...measures });
}

const analyzed = (data: Parameters<typeof analyze>[1]): Promise<StudyResult> => analyze(parseStudy(study(outcomes), 'study.yaml'), data);
const found = await analyzed({ data: inMemory() });

function expectLine(id: string, { effects }: OverTime, result: StudyResult): void {
  const { columns } = result.exhibits.find((e) => e.id === id)!;
  expect(columns.y).toHaveLength(effects.length);
  for (const [k, { value, low, high, n }] of effects.entries()) {
    expect(columns.units[k]).toBe(n);
    const error = (high - low) / 4;
    expectEstimate(columns.y[k] as number, value, error, tolerance);
    if (columns.low[k] === undefined) continue;
    expectEstimate(columns.low[k] as number, low, error, tolerance, 'lower limit');
    expectEstimate(columns.high[k] as number, high, error, tolerance, 'upper limit');
  }
}

const findingOn = (check: string, outcome: string) => found.findings.find((f) => f.check === check && f.about.column === outcome)!;

describe('effects over time agree with pandas, scipy and statsmodels', () => {
  it.each(['clicks', 'saved', 'rating', 'rate'])('by days since the first row, and their trend, on %s', (outcome) => {
    const expected: OverTime = golden.byExposure[outcome];
    expectLine(`effect-by-exposure:${outcome}`, expected, found);
    const { trend } = expected;
    const { statistic, pValue, says } = findingOn('novelty', outcome);
    expectEstimate(statistic!, trend.value, (trend.high - trend.low) / 4, tolerance);
    expectPValue(pValue, trend.pValue, (4 * trend.value) / (trend.high - trend.low), tolerance);
    expect(says).toContain(`over the first ${golden.byExposure.window} days of `);
  });

  it.each(['clicks', 'rating'])('by the day on which users came in, on %s', (outcome) => {
    const expected: OverTime = golden.byDay[outcome];
    expectLine(`effect-over-time:${outcome}`, expected, found);
    expectPValue(findingOn('drift', outcome).pValue, expected.holm!, 2, tolerance);
  });

  it('is the same of files as in memory', async () => {
    const data = await openFiles(fileURLToPath(log), { threads: 2 });
    try {
      const files = await analyzed({ data });
      for (const outcome of ['clicks', 'saved', 'rating', 'rate']) expectLine(`effect-by-exposure:${outcome}`, golden.byExposure[outcome], files);
    } finally {
      data.close();
    }
  });

  it('tells a share that was raised on the way', () => {
    const { statistic, pValue, verdict } = found.findings.find((f) => f.check === 'ramp-up')!;
    expect(verdict).toBe('warn');
    expectRelative(statistic, golden.rampUp.statistic, tolerance, 'chi-square');
    expectPValue(pValue, golden.rampUp.pValue, Math.sqrt(golden.rampUp.statistic), tolerance);
  });

  it('holds every segment against the planned shares', () => {
    const { columns } = found.exhibits.find((e) => e.id === 'sample-ratio-segments')!;
    const p = new Map(columns.segment.map((name, i) => [name, columns['p-value'][i]]));
    for (const [i, level] of golden.segments.levels.entries())
      expectRelative(p.get(`platform = ${level}`) as number, golden.segments.holm[i], tolerance, level);
  });
});

describe('the sequential multinomial test agrees with its closed form in scipy', () => {
  const { shares, looks, counts, logOdds, arms, pAtLooks, pAtEveryUnit } = golden.sequential;

  it.each(Object.keys(logOdds))('at a concentration of %s', (k) => {
    for (const [i] of looks.entries()) expect(multinomialLogOdds(counts[i], shares, Number(k))).toBeCloseTo(logOdds[k][i], 7);
  });

  it('over a few looks, and at each of 20,000 units', () => {
    expectPValue(multinomialPValue(counts, shares), pAtLooks, 4, tolerance);
    const so = [0, 0, 0];
    const every = [...(arms as string)].map((arm) => {
      so[Number(arm)]++;
      return [...so];
    });
    expectPValue(multinomialPValue(every, shares), pAtEveryUnit, 4, tolerance);
  });
});
