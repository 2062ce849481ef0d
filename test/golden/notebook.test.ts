import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { balance } from '../../src/diagnostics/balance.ts';
import { sampleRatio } from '../../src/diagnostics/sample-ratio.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import type { CovarianceKind } from '../../src/inference/sandwich.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../src/methods/arms/ancova.ts';
import { cuped } from '../../src/methods/arms/cuped.ts';
import { type IttDetails, itt } from '../../src/methods/arms/itt.ts';
import { asTreated } from '../../src/methods/randomized/as-treated.ts';
import type { ComplierDetails } from '../../src/methods/randomized/complier-details.ts';
import { complierEffect } from '../../src/methods/randomized/complier-effect.ts';
import type { Asking } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectAgreesWith, expectEstimate, expectPValue, expectRelative } from '../support/agree.ts';
import { byWelch } from '../support/by-welch.ts';
import { fileInMemory } from '../support/parquet.ts';

const folder = new URL('../../goldens/notebook/', import.meta.url);
const golden = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const { expectations, tolerance } = golden('support.json');
const { seed, checked } = expectations;
const estimatr = golden('estimatr.json').expectations;

let tickets: SyncRelation;
beforeAll(async () => {
  tickets = await fileInMemory(new URL('support.parquet', folder));
});
const answered = (asking: Asking<Answer>): Answer => runSync(tickets, asking);
const only = (asking: Asking<Answer>): Estimate => {
  const { estimates } = answered(asking);
  expect(estimates).toHaveLength(1);
  return estimates[0];
};

const outcomes = ['resolved', 'handle_minutes'] as const;
const adjust = ['agent_experience', 'case_complexity', 'pre_period_resolution'];
const kinds: readonly CovarianceKind[] = ['nonrobust', 'HC0', 'HC1', 'HC2', 'HC3'];
const about = (outcome: string) => ({ outcome, assignment: 'Z_assigned_ai', control: 0 });

/** The seed's Welch table as a reference of ours. */
interface Welch {
  readonly difference: number;
  readonly se_welch: number;
  readonly df: number;
  readonly p: number;
  readonly ci95_t: readonly [number, number];
}
const welchReference = (w: Welch) => ({
  value: w.difference,
  standardError: w.se_welch,
  df: w.df,
  ...(w.p > 0 && { pValue: w.p }),
  low: w.ci95_t[0],
  high: w.ci95_t[1],
});

describe('support rollout of the seed notebook', () => {
  it.each([...outcomes, 'uses_ai'])('intention-to-treat effect on %s', (outcome) => {
    const found = only(itt(about(outcome)));
    const expected = seed.welch[outcome];
    expectAgreesWith(byWelch(found), welchReference(expected), tolerance);
    const [control, treatment] = (found.details as IttDetails).arms;
    expectRelative(control.mean, expected.mean_control, tolerance, 'control mean');
    expectRelative(treatment.mean, expected.mean_treated, tolerance, 'treatment mean');
    expect(found.sizes.perArm).toEqual({ 0: expected.n_control, 1: expected.n_treated });
  });

  it.each(['resolved', 'uses_ai'])('Newcombe limits for %s', (outcome) => {
    const [low, high] = seed.newcombe[outcome];
    const { newcombe } = only(itt(about(outcome))).details as IttDetails;
    expectRelative(newcombe?.low, low, tolerance, 'lower limit');
    expectRelative(newcombe?.high, high, tolerance, 'upper limit');
  });

  it('as-treated comparison', () => {
    expectAgreesWith(
      only(asTreated({ outcome: 'resolved', assignment: 'Z_assigned_ai', usage: 'uses_ai' })),
      welchReference(seed.welch.as_treated_resolved),
      tolerance,
    );
  });

  it.each(outcomes.flatMap((outcome) => kinds.map((covariance) => ({ outcome, covariance }))))(
    'analysis of covariance of $outcome, $covariance',
    ({ outcome, covariance }) => {
      const { value, dfResidual, standardErrors } = seed.ancova[outcome];
      expectAgreesWith(
        only(ancova({ ...about(outcome), adjust, covariance, freedom: 'residuals' })),
        { value, standardError: standardErrors[covariance], df: dfResidual },
        tolerance,
      );
    },
  );

  it.each(outcomes.flatMap((outcome) => kinds.map((covariance) => ({ outcome, covariance }))))(
    "Lin's adjustment of $outcome for these units, $covariance",
    ({ outcome, covariance }) => {
      const { value, dfResidual, standardErrors } = seed.lin[outcome];
      const found = only(adjustedItt({ ...about(outcome), adjust, covariance, target: 'sample', freedom: 'residuals' }));
      expectAgreesWith(found, { value, standardError: standardErrors[covariance], df: dfResidual }, tolerance);
    },
  );

  it.each(Object.entries(checked.lin as Record<string, { outcome: string; covariates: string[]; value: number; sample: number; population: number }>))(
    "Lin's adjustment for these units and for the population: %s",
    (_, { outcome, covariates, value, sample, population }) => {
      expectAgreesWith(only(adjustedItt({ ...about(outcome), adjust: covariates, target: 'sample' })), { value, standardError: sample }, tolerance);
      expectAgreesWith(only(adjustedItt({ ...about(outcome), adjust: covariates })), { value, standardError: population }, tolerance);
    },
  );

  it.each(outcomes)('estimatr lm_lin of %s', (outcome) => {
    expectAgreesWith(only(adjustedItt({ ...about(outcome), adjust, target: 'sample', freedom: 'residuals' })), estimatr.linSample[outcome], tolerance);
    const one = only(adjustedItt({ ...about(outcome), adjust: ['pre_period_resolution'], target: 'sample', freedom: 'residuals' }));
    expectAgreesWith(one, estimatr.linPrePeriod[outcome], tolerance);
  });

  it.each(outcomes)('CUPED of %s', (outcome) => {
    const found = only(cuped({ ...about(outcome), covariate: 'pre_period_resolution' }));
    expectAgreesWith(found, welchReference(seed.cuped[outcome]), tolerance);
    expectRelative((found.details as { theta: number }).theta, seed.cuped[outcome].theta, tolerance, 'theta');
  });

  it.each(outcomes)('complier effect on %s', (outcome) => {
    const asked = { ...about(outcome), usage: 'uses_ai' };
    const { value, HC0 } = seed.twoStage[outcome];
    expectAgreesWith(only(complierEffect({ ...asked, covariance: 'HC0' })), { value, standardError: HC0 }, tolerance);
    const found = only(complierEffect(asked));
    const { low, high, ...reference } = estimatr.complier[outcome];
    expectAgreesWith(found, reference, tolerance);
    const { wald, firstStage, firstStageF } = found.details as ComplierDetails;
    expectEstimate(wald.low, low, reference.standardError, tolerance, 'lower Wald limit');
    expectEstimate(wald.high, high, reference.standardError, tolerance, 'upper Wald limit');
    expectRelative(firstStage, seed.printed.first_stage_usage_difference, tolerance, 'first stage');
    expectRelative(firstStageF, seed.firstStageF, tolerance, 'F of the first stage');
  });

  it('prints what the notebook prints, with 1.96 where it has one', () => {
    const { printed } = seed;
    const unadjusted = only(itt(about('resolved')));
    expectRelative(unadjusted.value - 1.96 * unadjusted.standardError!, printed['itt_resolution.ci_lower'], tolerance, 'lower limit');
    const adjusted = only(ancova({ ...about('resolved'), adjust, covariance: 'nonrobust' }));
    expectRelative(adjusted.value, printed['cuped_adjusted_itt.estimate'], tolerance, 'adjusted effect');
    expectPValue(adjusted.test?.pValue, printed['cuped_adjusted_itt.p_value'], adjusted.test!.statistic, tolerance);
    expectRelative(only(complierEffect({ ...about('resolved'), usage: 'uses_ai' })).value, printed['wald_tot.estimate'], tolerance, 'Wald ratio');
  });

  it('standardized differences before treatment', () => {
    const { exhibits, findings } = answered(balance({ assignment: 'Z_assigned_ai', control: 0, covariates: adjust }));
    const { columns } = exhibits[0];
    expectRelative(findings[0].pValue, checked.jointBalance.p, tolerance, 'p-value of all differences');
    expect(columns.label).toEqual(Object.keys(seed.standardizedDifferences));
    for (const [i, name] of (columns.label as string[]).entries()) {
      expectRelative(columns.value[i] as number, seed.standardizedDifferences[name], tolerance, name);
    }
  });

  it('sample ratio', () => {
    const [finding] = answered(sampleRatio({ assignment: 'Z_assigned_ai', shares: { 0: 0.5, 1: 0.5 } })).findings;
    expectRelative(finding.statistic, seed.sampleRatio.chi2, tolerance, 'chi-square');
    expectRelative(finding.pValue, seed.sampleRatio.p, tolerance, 'p-value');
  });
});
