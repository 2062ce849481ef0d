import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { column } from '../../src/expressions/build.ts';
import type { TwoStageDetails } from '../../src/methods/arms/two-stage/details.ts';
import { twoStageLeastSquares } from '../../src/methods/arms/two-stage/two-stage-least-squares.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectEstimate, expectRelative } from '../support/agree.ts';
import { fileInMemory } from '../support/parquet.ts';

const shared = (path: string): URL => new URL(`../../../shared/${path}`, import.meta.url);
const detailsOf = (e: Estimate): TwoStageDetails => e.details as TwoStageDetails;

// The data are not part of this repository.
const card = shared('datasets/card.csv');
const noCard = !existsSync(card);

describe.skipIf(noCard)(`returns to schooling of Card (1995)${noCard ? ' (not run: data set absent)' : ''}`, () => {
  let people: SyncRelation;
  beforeAll(async () => {
    people = await fileInMemory(card);
  });
  const regions = [661, 662, 663, 664, 665, 666, 667, 668].map((code) => `reg${code}`);
  const covariates = ['exper', 'expersq', 'black', 'south', 'smsa', ...regions, 'smsa66'];
  const asked = { outcome: 'lwage', treatment: 'educ', instruments: ['nearc4'], covariates, covariance: 'nonrobust' } as const;

  it('0.131504 (0.054964) by nearness of a college, first stage 0.319899 (0.087864) with F 13.256', () => {
    const [e] = runSync(people, twoStageLeastSquares(asked)).estimates;
    const { firstStage } = detailsOf(e);
    expect([e.value.toFixed(6), e.standardError!.toFixed(6), e.sizes.units]).toEqual(['0.131504', '0.054964', 3010]);
    const [{ value, standardError }] = firstStage.effects;
    expect([value.toFixed(6), standardError.toFixed(6), firstStage.f!.statistic.toFixed(3)]).toEqual(['0.319899', '0.087864', '13.256']);
    expect(detailsOf(e).endogeneity!.leastSquares[0].value.toFixed(6)).toBe('0.074693');
  });

  it('its own instrument: least squares, 0.074693 (0.003498)', () => {
    const own = people.derive({ schooling: column('educ') });
    const [e] = runSync(own, twoStageLeastSquares({ ...asked, instruments: ['schooling'] })).estimates;
    expect([e.value.toFixed(6), e.standardError!.toFixed(6)]).toEqual(['0.074693', '0.003498']);
    expect(detailsOf(e).firstStage).not.toHaveProperty('f');
  });

  it('Anderson-Rubin sets: by their definition in numpy, kind by kind', () => {
    const { sets, tolerance } = JSON.parse(readFileSync(new URL('../../goldens/instruments/card.json', import.meta.url), 'utf8'));
    for (const [name, { instruments, covariance, low, high, statistic }] of Object.entries(sets as Record<string, Record<string, never>>)) {
      const [e] = runSync(people, twoStageLeastSquares({ ...asked, instruments, covariance })).estimates;
      expect(e.interval.pieces, name).toHaveLength(1);
      expectEstimate(e.interval.pieces[0].low!, low, e.standardError!, tolerance, `${name}, low`);
      expectEstimate(e.interval.pieces[0].high!, high, e.standardError!, tolerance, `${name}, high`);
      expectRelative((instruments as readonly string[]).length === 1 ? e.test!.statistic ** 2 : e.test!.statistic, statistic, tolerance, name);
    }
  });
});

const scenario = shared('golden/toolset/iv_scenario_50000.csv.gz');
const logs = shared('golden/toolset/synthetic_llm_logs_50000.csv.gz');
const noScenario = !existsSync(scenario) || !existsSync(logs);

describe.skipIf(noScenario)(`a premium model behind outages, 50,000 tasks${noScenario ? ' (not run: data set absent)' : ''}`, () => {
  let tasks: SyncRelation;
  beforeAll(() => {
    const [a, b] = [columnsOf(scenario), columnsOf(logs)];
    expect(a.user_id).toEqual(b.user_id);
    const numbers = (values: readonly string[]): Float64Array => Float64Array.from(values, Number);
    tasks = fromColumns({
      y: numbers(a.task_completed_iv),
      premium: numbers(a.routed_to_premium_actual),
      fallback: numbers(a.rate_limit_fallback),
      confidence: numbers(b.query_confidence),
      tier: b.engagement_tier,
    });
  });

  it('0.0599 with standard error 0.0188, robust F 16,207, compliers a share of .320', () => {
    const expected = JSON.parse(readFileSync(shared('golden/toolset/expected.json'), 'utf8')).iv_demo;
    const covariates = ['confidence', { factor: 'tier' }];
    const ask = (covariance: 'HC0' | 'HC1' | 'nonrobust') =>
      runSync(tasks, twoStageLeastSquares({ outcome: 'y', treatment: 'premium', instruments: ['fallback'], covariates, covariance })).estimates[0];
    const e = ask('HC0');
    const { tsls, first_stage_F: f } = expected;
    expectEstimate(e.value, tsls['params [1,premium,query_confidence,light,medium]'][1], tsls.correct_se_HC0, 1e-9);
    expectRelative(e.standardError, tsls.correct_se_HC0, 1e-9, 'HC0');
    expectRelative(ask('HC1').standardError, tsls.correct_se_HC1, 1e-9, 'HC1');
    expectRelative(ask('nonrobust').standardError, tsls.correct_se_homoskedastic_dfadj, 1e-9, 'nonrobust');
    expectRelative(detailsOf(e).firstStage.robustF!.statistic, f.robust_F_HC0, 1e-9, 'robust F');
    expectRelative(detailsOf(ask('nonrobust')).firstStage.f!.statistic, f.full_precision, 1e-9, 'F');
    expectRelative(detailsOf(e).firstStage.effectiveF!.value, f.robust_F_HC0, 1e-9, 'effective F with one instrument');
    const [{ value }] = runSync(tasks, twoStageLeastSquares({ outcome: 'y', treatment: 'premium', instruments: ['fallback'] })).estimates.map(
      (one) => detailsOf(one).firstStage.effects[0],
    );
    expectRelative(-value, expected.complier_share.full_precision.compliers, 1e-9, 'share of compliers');
    const test = detailsOf(ask('HC1')).endogeneity!.robust!;
    expectRelative(test.pValue, expected.durbin_wu_hausman_control_function.full_precision.p, 1e-3, 'least squares against instruments: normal there, t here');
  });
});

/** Columns of a gzipped CSV without quotes. */
function columnsOf(file: URL): Readonly<Record<string, readonly string[]>> {
  const [header, ...lines] = gunzipSync(readFileSync(file)).toString().trim().split(/\r?\n/);
  const cells = lines.map((line) => line.split(','));
  return Object.fromEntries(header.split(',').map((name, j) => [name, cells.map((row) => row[j])]));
}
