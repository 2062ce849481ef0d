import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { simultaneously } from '../../src/across/arms/simultaneous.ts';
import { sampleRatio } from '../../src/diagnostics/sample-ratio.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { column, sum, times } from '../../src/expressions/build.ts';
import { benjaminiHochberg, holm } from '../../src/inference/multiplicity/step-wise.ts';
import type { CovarianceKind } from '../../src/inference/sandwich.ts';
import { ancova } from '../../src/methods/arms/ancova.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import type { Asking } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectAgreesWith, expectPValue, expectRelative } from '../support/agree.ts';
import { familyOf } from '../support/arm-family.ts';
import { byWelch } from '../support/by-welch.ts';
import { fileInMemory } from '../support/parquet.ts';

const folder = new URL('../../goldens/notebook/', import.meta.url);
const { expectations, tolerance } = JSON.parse(readFileSync(new URL('products.json', folder), 'utf8'));
const rows: Record<string, SyncRelation> = {};
beforeAll(async () => {
  for (const name of ['multi', 'rag', 'judge']) rows[name] = await fileInMemory(new URL(`${name}.parquet`, folder));
});

const arms = ['chat', 'rag', 'agent'] as const;
const outcomes = ['task_success', 'latency_seconds', 'cost_dollars', 'unsafe_or_bad', 'net'] as const;
const weights = { task_success: 14, latency_seconds: -0.8, unsafe_or_bad: -20, cost_dollars: -1 };
const net = sum(Object.entries(weights).map(([name, worth]) => times(worth, column(name))));
const about = (outcome: string) => ({
  outcome,
  ...(outcome === 'net' && { measure: net }),
  assignment: 'variant',
  control: 'baseline',
  treatments: [...arms],
});
const asked = (name: string, asking: Asking<Answer>): readonly Estimate[] => runSync(rows[name], asking).estimates;
const reference = (w: { difference: number; se_welch: number; df: number; p: number; ci95_t: readonly [number, number] }) => ({
  value: w.difference,
  standardError: w.se_welch,
  df: w.df,
  ...(w.p > 0 && { pValue: w.p }),
  low: w.ci95_t[0],
  high: w.ci95_t[1],
});

describe('many arms of the seed notebook', () => {
  it.each(outcomes)('each arm against baseline on %s', (outcome) => {
    const estimates = asked('multi', itt(about(outcome)));
    for (const [i, arm] of arms.entries()) expectAgreesWith(byWelch(estimates[i]), reference(expectations.multi.welch[outcome][arm]), tolerance);
  });

  it('net value per case, as published', () => {
    const estimates = asked('multi', itt(about('net')));
    const found = estimates.map((e) => [Number(e.value.toFixed(4)), Number(e.standardError!.toFixed(4))]);
    expect(found).toEqual([
      [-0.1352, 0.1959],
      [0.4279, 0.1879],
      [-2.2198, 0.1973],
    ]);
  });

  it.each(outcomes)('analysis of covariance on %s', (outcome) => {
    // The seed's regression takes the logarithm of customer value; its column is derived here, as a study would in data.sql.
    const derived = rows.multi.derive({ log_value: { op: 'call', name: 'log1p', of: column('customer_value') } });
    for (const covariance of ['nonrobust', 'HC0', 'HC1', 'HC2', 'HC3'] satisfies CovarianceKind[]) {
      const { estimates } = runSync(derived, ancova({ ...about(outcome), adjust: ['complexity', 'log_value'], covariance }));
      for (const [i, arm] of arms.entries()) {
        const { value, standardErrors } = expectations.multi.ancova[outcome][arm];
        expectRelative(estimates[i].value, value, tolerance, `${arm} on ${outcome}`);
        expectRelative(estimates[i].standardError, standardErrors[covariance], tolerance, `${covariance} of ${arm}`);
      }
    }
  });

  it('equal shares of the arms', () => {
    const shares = Object.fromEntries(['baseline', ...arms].map((arm) => [arm, 0.25]));
    const [finding] = runSync(rows.multi, sampleRatio({ assignment: 'variant', shares })).findings;
    expect(finding.statistic).toBeCloseTo(expectations.multi.sampleRatio.chi2, 10);
    expectRelative(finding.pValue, expectations.multi.sampleRatio.p, tolerance, 'p-value');
  });

  it.each(outcomes)('p-values of the family on %s', (outcome) => {
    const family = familyOf({
      assignment: 'variant',
      arms: ['baseline', ...arms],
      outcomes: [{ name: outcome, measure: outcome === 'net' ? net : column(outcome) }],
    });
    const estimates = asked(
      'multi',
      simultaneously(family, ({ control, treatments }, levels) => itt({ ...about(outcome), control, treatments, ...levels })),
    );
    const { holm: byHolm, fdr_bh } = expectations.multi.adjusted[outcome];
    // Shares are tested by Newcombe's score; the seed's numbers are those of Welch's.
    const welch = estimates.map((e) => byWelch(e).test!.pValue);
    const isShare = estimates[0].estimand.unit.kind === 'share';
    const maxT = expectations.multi.maxT[outcome];
    for (const [i, e] of estimates.entries()) {
      const by = Object.fromEntries(e.adjusted!.map((a) => [a.procedure, a.pValue]));
      // Below 1e-300 the seed's printed zero says nothing.
      const { difference, se_welch } = expectations.multi.welch[outcome][arms[i]];
      if (byHolm[i] > 0) expectPValue(isShare ? holm(welch)[i] : by.holm, byHolm[i], difference / se_welch, tolerance);
      if (fdr_bh[i] > 0) expectPValue(isShare ? benjaminiHochberg(welch)[i] : by.bh, fdr_bh[i], difference / se_welch, tolerance);
      if (!isShare && maxT?.[i] > 1e-9) expectRelative(by['max-t'], maxT[i], 1e-7, 'max-t');
      expect(e.interval).toMatchObject({ level: 0.95, kind: 'simultaneous' });
      const [{ low, high }] = e.interval.pieces as [{ low: number; high: number }];
      expect(low > 0 || high < 0).toBe(by['max-t'] < 0.05);
    }
  });
});

describe('retrieval and judge of the seed notebook', () => {
  const arm = { assignment: 'rag_enabled', control: 0 };

  it.each(Object.keys(expectations.rag.welch))('total effect of retrieval on %s', (outcome) => {
    expectAgreesWith(byWelch(asked('rag', itt({ outcome, ...arm }))[0]), reference(expectations.rag.welch[outcome]), tolerance);
  });

  it('the coefficient after controlling for what retrieval changes, which answers another question', () => {
    const { value, standardErrors } = expectations.rag.controlled.rag_enabled;
    const [found] = asked('rag', ancova({ outcome: 'task_success', ...arm, adjust: ['retrieval_hit', 'latency', 'difficulty'], covariance: 'nonrobust' }));
    expectRelative(found.value, value, tolerance, 'coefficient');
    expectRelative(found.standardError, standardErrors.nonrobust, tolerance, 'standard error');
  });

  it.each([
    ['human_quality', 'human_quality_full'],
    ['llm_judge_score', 'llm_judge_score_full'],
  ])('difference in %s', (outcome, name) => {
    const [found] = asked('judge', itt({ outcome, assignment: 'new_model', control: 0 }));
    expectAgreesWith(found, reference(expectations.judge.welch[name]), tolerance);
  });
});
