import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStudy } from '../../src/read.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { analyze } from '../../src/study.ts';

const analysed = async (path: string) => analyze(await readStudy(resolve('goldens/cases', path)));
const estimate = ({ estimates }: StudyResult, id: string) => estimates.find((e) => e.id === id)!;
const finding = ({ findings }: StudyResult, check: string) => findings.find((f) => f.check === check)!;

describe('harm that was not seen under a policy', () => {
  it('few rows bear on it: held by the design', async () => {
    const result = await analysed('routing-zero-events/study.yaml');
    expect(result.decision).toMatchObject({ verdict: 'hold', says: expect.stringContaining('55 effective of 1,500 logged requests') });
    expect(finding(result, 'effective-sample')).toMatchObject({ verdict: 'fail', identification: true });
  });

  it('an event that was never seen is no bound below the tolerance, nor zero for the value', async () => {
    const result = await analysed('routing-zero-events/study.yaml');
    const gain = estimate(result, 'policy-gain:harm:all-large');
    expect(gain.bounds!.high).toBeGreaterThan(0.03);
    expect(gain.interval.reference).toEqual({ kind: 'score' });
    expect(estimate(result, 'policy-value:harm:all-large:dr').bounds!.high).toBeGreaterThan(0.04);
    expect(result.decision.guardrails[0].verdict).toBe('inconclusive');
    expect(result.findings.find(({ check, about }) => check === 'few-events' && about.column === 'harm')).toMatchObject({ verdict: 'warn' });
  });

  it('estimated chances refuse the outcome alone', async () => {
    const study = await readStudy(resolve('goldens/cases/routing-zero-events/study.yaml'));
    const { probability: _, ...design } = study.study.design as unknown as Record<string, unknown>;
    const estimated = { ...study, study: { ...study.study, design: { ...design, propensities: 'estimated' } } } as unknown as typeof study;
    const result = await analyze(estimated);
    expect(estimate(result, 'policy-gain:harm:all-large')).toBeUndefined();
    expect(estimate(result, 'policy-gain:y:all-large')).toBeDefined();
    expect(finding(result, 'few-events')).toMatchObject({ verdict: 'refuse', about: { column: 'harm', arm: 'all-large' } });
  });
});

describe('chances that do not know what the router looks at', () => {
  it('a constant over a router that goes by x is held, right chances are not', async () => {
    const constant = await analysed('constant-propensity/study2-p_half.yaml');
    expect(constant.decision).toMatchObject({ verdict: 'hold', says: expect.stringContaining('the furthest from all of them in 10 parts of the context') });
    expect(finding(constant, 'propensity-by-context')).toMatchObject({ verdict: 'fail', identification: true, canHold: true });
    expect(finding(constant, 'propensity-calibration').verdict).toBe('pass');
    const right = await analysed('constant-propensity/study2-p_ok.yaml');
    expect(right.findings.filter(({ identification, verdict }) => identification && verdict === 'fail')).toEqual([]);
  });
});

describe('candidate sets that vary', () => {
  it('one over the chance adds up to the rows on which an action was a candidate', async () => {
    const result = await analysed('candidate-sets/study-cand-truep.yaml');
    expect(finding(result, 'propensity-calibration').verdict).toBe('pass');
    expect(finding(result, 'propensity-by-context').verdict).toBe('pass');
    expect(result.findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });

  it('chances that are shares of 200 draws are held against what was done as such', async () => {
    const study = await readStudy(resolve('goldens/cases/candidate-sets/study-cand-truep.yaml'));
    const design = { ...study.study.design, probability: 'propensity', chanceDraws: 200 };
    const result = await analyze({ ...study, study: { ...study.study, design } } as unknown as typeof study);
    expect(result.findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    const exact = estimate(await analysed('candidate-sets/study-cand-truep.yaml'), 'policy-gain:ok:all-opus');
    expect(Math.abs(estimate(result, 'policy-gain:ok:all-opus').value - exact.value)).toBeLessThan(exact.standardError!);
  });

  it('unnamed, they are what the alarm asks for', async () => {
    const study = await readStudy(resolve('goldens/cases/candidate-sets/study-cand-truep.yaml'));
    const { candidates: _, ...design } = study.study.design as unknown as Record<string, unknown>;
    const result = await analyze({ ...study, study: { ...study.study, design } } as unknown as typeof study);
    expect(finding(result, 'propensity-calibration')).toMatchObject({ verdict: 'fail', mend: expect.stringContaining('name its candidates') });
  });
});
