import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readStudy } from '../../src/read.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { analyze } from '../../src/study.ts';
import { expectDeepClose } from '../support/deep-close.ts';

const golden = JSON.parse(readFileSync(resolve('goldens/judges/pairs.json'), 'utf8'));

const studies = {
  items: 'paired-judge/study-human_items.yaml',
  planned: 'paired-judge/study-planned.yaml',
  rows: 'paired-judge/study-human_rows.yaml',
  passages: 'judged-passages/study.yaml',
  runs: 'judged-runs/study.yaml',
};
const results = new Map<string, StudyResult>();
beforeAll(async () => {
  for (const [name, path] of Object.entries(studies)) results.set(name, await analyze(await readStudy(resolve('goldens/cases', path))));
});

const estimate = (name: string, id: string) => results.get(name)!.estimates.find((e) => e.id === id)!;
const statistic = (name: string, check: string) => results.get(name)!.findings.find((f) => f.check === check)!.statistic!;
const found = (name: string, id: string) => {
  const { value, standardError, interval } = estimate(name, id);
  return { value, standardError, df: (interval.reference as { df: number }).df };
};

describe.each(['items', 'rows', 'passages', 'runs'])('a judge and its audit in blocks, %s: as numpy row by row', (name) => {
  const wanted = golden[name];

  it('the measured effect, its error and degrees of freedom', () => {
    const { value, standardError, df, half, slope } = wanted;
    expectDeepClose(found(name, 'blocked:quality'), { value, standardError, df }, golden.tolerance);
    const e = estimate(name, 'blocked:quality');
    const [{ low, high }] = e.interval.pieces;
    expectDeepClose((high! - low!) / 2, half, 1e-8);
    const { arms } = (e.details as { measured: { arms: readonly Record<string, number>[] } }).measured;
    for (const arm of arms) expectDeepClose(arm['weight of judge'], slope, golden.tolerance);
  });

  it('labels alone, and what the judge is worth beside them', () => {
    expectDeepClose(found(name, 'audit-only:quality'), wanted.alone, golden.tolerance);
    expectDeepClose(statistic(name, 'judge-gain'), wanted.gain, golden.tolerance);
  });

  it('the plan starts from the interval that is shown', () => {
    const [{ low, high }] = estimate(name, 'blocked:quality').interval.pieces;
    expectDeepClose(statistic(name, 'audit-plan'), (high! - low!) / 2, 1e-9);
    expect(statistic(name, 'audit-blocks')).toBe(wanted.oneSided);
  });
});

describe('pairs of which both were audited', () => {
  it('are compared by scipy’s paired t, where there is no judge', () => {
    const e = estimate('items', 'audit-only:quality');
    const { low, high, p, value } = golden.pairedT;
    expectDeepClose({ value: e.value, ...e.interval.pieces[0], p: e.test!.pValue }, { value, low, high, p }, golden.tolerance);
  });

  it('are measured as by PPI++ on their differences', () => {
    const { value, standardError, slope } = golden.usual;
    const e = estimate('items', 'blocked:quality');
    expect(Math.abs(e.value - value)).toBeLessThan(0.02 * standardError);
    expect(e.standardError! / standardError).toBeCloseTo(1, 1);
    expect(golden.items.slope / slope).toBeCloseTo(1, 1);
  });

  it('are planned one by one, until t allows the half-width', () => {
    const { pairs } = golden.items.plan;
    const plan = results.get('planned')!.findings.find((f) => f.check === 'audit-plan')!;
    expect(plan.says).toContain(`to reach 0.08 takes ${pairs} pairs of item labelled in both arms, ${2 * pairs} labels`);
    expect(plan.mend).toContain(`both members of ${pairs - golden.items.complete} more pairs of item`);
  });
});
