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
