import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { reportHtml } from '../../src/report/html/report-html.ts';
import { memoAppendix } from '../../src/report/memo/memo.ts';
import { csvText } from '../../src/scenarios/csv-text.ts';
import { feedbackLoop } from '../../src/scenarios/feedback-loop/feedback-loop.ts';
import { analyze } from '../../src/study/analyze.ts';
import { plan } from '../../src/study/plan.ts';
import { withFiles } from '../../src/study/read/files/with-files.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { messageOf } from '../support/small-study.ts';

const n = 8_000;
const simulated = feedbackLoop.simulate({ n, seed: 6, requestsPerPeriod: n / 16 });
const data = fromColumns(simulated.columns);
const folder = mkdtempSync(join(tmpdir(), 'estimand-feedback-'));
writeFileSync(join(folder, 'data.csv'), csvText(simulated));
afterAll(() => rmSync(folder, { recursive: true }));

const text = feedbackLoop.study('data.csv', n);
function studyWith(...changes: readonly (readonly [string, string])[]) {
  const changed = changes.reduce((file, [from, to]) => {
    expect(file).toContain(from);
    return file.replace(from, () => to);
  }, text);
  return withFiles(parseStudy(changed, join(folder, 'study.yaml')));
}
const resultOf = (...changes: readonly (readonly [string, string])[]): Promise<StudyResult> => analyze(studyWith(...changes), { data });
const of = ({ findings }: StudyResult, check: string) => findings.find((f) => f.check === check);
const estimate = ({ estimates }: StudyResult, id: string) => estimates.find((e) => e.id === id);

describe('a study of a log of which some requests were served', () => {
  it('rests on the effect over all requests, beside which that among served ones stands', async () => {
    const result = await resultOf();
    const truth = (id: string): number => simulated.truth.population.find((t) => t.id === id)!.value;
    const [all, served] = [estimate(result, 'population-effect:resolved')!, estimate(result, 'itt:resolved')!];
    expect([all.role, served.role, all.sizes.units]).toEqual(['primary', 'secondary', n]);
    expect(Math.abs(all.value - truth('itt/resolved'))).toBeLessThan(3 * all.standardError!);
    expect(served.estimand).toMatchObject({ population: 'all units assigned and served', says: expect.stringContaining('served units only (served)') });
    expect(result.estimates.filter((e) => e.estimand.of === 'mean').map((e) => e.id)).toEqual(
      ['0', '1'].flatMap((arm) => ['', ':augmented', ':labelled'].map((suffix) => `population-mean:resolved:${arm}${suffix}`)),
    );
    expect(of(result, 'early-look')).toBeUndefined();
    expect(of(result, 'feedback-loop')?.verdict).toBe('warn');
    expect(of(result, 'not-analysed')).toBeUndefined();
  });

  it('prints means without a sign, in percent, and draws both lines', async () => {
    const result = await resultOf();
    expect(memoAppendix(result)).toMatch(/`population-mean:resolved:0` \| secondary \| \d\d\.\d+ %/);
    const page = reportHtml(result);
    for (const title of ['Served requests by period, percent', 'Mean difficulty of labelled and of all requests']) expect(page).toContain(title);
  });

  it('answers alike from a file', async () => {
    const [file, memory] = await Promise.all([analyze(studyWith()), resultOf()]);
    expect(file.findings.map((f) => f.check)).toEqual(memory.findings.map((f) => f.check));
    for (const { id, value, standardError } of memory.estimates) {
      const found = estimate(file, id)!;
      expectDeepClose([found.value, found.standardError], [value, standardError], 1e-9);
    }
  });

  it('plans as many rounds as it takes', async () => {
    const planned = await plan(studyWith());
    const { provenance } = await analyze(studyWith());
    expect(provenance.rounds).toBeLessThanOrEqual(planned.rounds.most);
    expect(provenance.rounds).toBeGreaterThanOrEqual(planned.rounds.usual);
  });

  it('estimates chances that are not logged, and says so', async () => {
    const result = await resultOf(['  probability: served_chance\n', '']);
    expect(estimate(result, 'population-effect:resolved')!.method.options).toMatchObject({ serving: 'estimated', period: 'period' });
    expect(of(result, 'serving-estimated')?.verdict).toBe('warn');
    expect(of(result, 'feedback-not-tested')?.verdict).toBe('warn');
  });

  it('falls back on served requests where no chance can be had, and says why', async () => {
    const result = await resultOf(['  probability: served_chance\n', ''], ['covariates: [difficulty] ', 'covariates: [] ']);
    expect(estimate(result, 'itt:resolved')!.role).toBe('primary');
    expect(of(result, 'serving-model')?.verdict).toBe('refuse');
  });

  it('names what is read from served requests alone', async () => {
    const segmented = await resultOf(['covariates: [difficulty] ', 'segments: [period]\ncovariates: [difficulty] ']);
    expect(of(segmented, 'served-alone')?.says).toContain('effects by period');
    const blocked = await resultOf(['  control: 0\n', '  control: 0\n  blocks: period\n']);
    expect(of(blocked, 'served-alone')?.says).toContain('every effect, since arms within blocks were drawn');
    expect(estimate(blocked, 'population-effect:resolved')).toBeUndefined();
  });

  it('holds where weights do not add up', async () => {
    const wrong = fromColumns({ ...simulated.columns, served_chance: (simulated.columns.served_chance as Float64Array).map((p) => 0.6 * p) });
    const result = await analyze(studyWith(), { data: wrong });
    expect(of(result, 'serving-chance')?.verdict).toBe('fail');
    expect(result.decision.verdict).toBe('hold');
  });
});

describe('a study that is wrong about it', () => {
  const failing = async (...changes: readonly (readonly [string, string])[]): Promise<string> => {
    try {
      await analyze(studyWith(...changes), { data });
    } catch (error) {
      return (error as Error).message;
    }
    return 'no error';
  };

  it.each([
    ['  served: served\n', '  served: was_served\n', /study\.yaml:19:11 {2}served "was_served" is not a column/],
    ['  period: period\n', '  period: week\n', /study\.yaml:20:11 {2}period "week" is not a column/],
    ['  probability: served_chance\n', '  probability: chance\n', /study\.yaml:21:16 {2}probability "chance" is not a column/],
    ['  served: served\n', '  served: period\n', /study\.yaml:19:11 {2}Column "period" says who was served, but it holds/],
    [
      '  probability: served_chance\n',
      '  probability: model_strength\n',
      /study\.yaml:21:16 {2}.* served although "model_strength" says that the chance was 0/,
    ],
    ['rows: one-per-unit', 'rows: many-per-unit', /study\.yaml:18:1 {2}A comparison of served requests with all, of units with many rows/],
  ])('%s', async (from, to, message) => expect(await failing([from, to])).toMatch(message));

  it.each([
    ['  served: served\n', '  served: difficulty\n', /"difficulty" is the column of served units and a covariate/],
    ['  probability: served_chance\n', '  probability: served\n', /"served" is the column of served units and the chance of being served/],
    ['  served: served\n', '  serve: served\n', /serve/],
  ])('%s', (from, to, message) => expect(messageOf(() => studyWith([from, to]))).toMatch(message));
});
