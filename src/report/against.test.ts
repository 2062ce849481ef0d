import { describe, expect, it } from 'vitest';
import { launch } from '../../test/report/study-result.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { OutcomeWords, StudyResult } from '../study/result.ts';
import { against, againstZero } from './against.ts';
import { estimateById } from './look-up.ts';

const base = estimateById(launch, 'resolved');
const primary: OutcomeWords = { name: 'resolved', role: 'primary', better: 'higher', worthwhile: 0.02 };

function at(low: number | undefined, high: number | undefined): Estimate {
  return { ...base, interval: { ...base.interval, pieces: [{ ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) }] } };
}

describe('an outcome against what matters', () => {
  it.each([
    [0.02, 0.06, 'above the worthwhile effect (2 pp)'],
    [0.01, 0.06, 'better, may be less than worthwhile (2 pp)'],
    [0.005, 0.015, 'better, below the worthwhile effect (2 pp)'],
    [-0.01, 0.06, 'not told from zero, may be less than worthwhile (2 pp)'],
    [-0.01, 0.01, 'not told from zero, below the worthwhile effect (2 pp)'],
    [-0.03, -0.01, 'worse'],
    [0.03, undefined, 'above the worthwhile effect (2 pp)'],
  ])('reads [%s, %s] as "%s"', (low, high, word) => expect(against(primary, at(low, high), undefined).word).toBe(word));

  it('turns round when lower is better', () => {
    const lower: OutcomeWords = { ...primary, better: 'lower' };
    expect(against(lower, at(-0.06, -0.03), undefined).word).toBe('beyond the worthwhile effect (2 pp)');
    expect(against(lower, at(0.01, 0.06), undefined).word).toBe('worse');
  });

  it('is plain about outcomes without a worthwhile effect', () => {
    const { worthwhile: _, ...secondary } = primary;
    expect(against(secondary, at(0.01, 0.02), undefined).word).toBe('better');
    expect(against(secondary, at(-0.01, 0.02), undefined).word).toBe('not told from zero');
    expect(against({ ...secondary, role: 'cost', better: 'lower' }, at(0.01, 0.02), undefined).word).toBe('costs more');
    expect(againstZero({ findings: [] } as unknown as StudyResult, at(-0.02, -0.01)).word).toBe('below zero');
  });

  it('gives no verdict to an estimate without variation or an empty set', () => {
    expect(against(primary, { ...at(0.03, 0.06), standardError: 0 }, undefined).word).toBe('inconclusive');
    expect(against(primary, { ...base, interval: { ...base.interval, pieces: [] } }, undefined).word).toBe('inconclusive');
  });

  it('leaves the direction open where the set lies on both sides of zero', () => {
    const rays = { ...base, interval: { ...base.interval, pieces: [{ high: -0.2 }, { low: 0.1 }] } };
    expect(against(primary, rays, undefined).word).toBe('not zero, but its direction is open');
  });

  it('repeats the verdict of a guardrail', () => {
    const [guardrail] = launch.decision.guardrails;
    expect(against(primary, base, { ...guardrail, verdict: 'fail' }).word).toBe('beyond tolerance (0.5 pp)');
    const share = { ...guardrail, relative: true, tolerance: 0.05 } as const;
    expect(against(primary, at(-0.01, 0.01), { ...share, verdict: 'pass' }).word).toBe('within tolerance (5 % of the control arm)');
    expect(against(primary, at(-0.01, 0.01), { ...share, verdict: 'inconclusive' }).word).toBe('inconclusive (tolerance 5 % of the control arm)');
  });

  it('says that a guardrail is worse where its whole interval is, also inside the tolerance', () => {
    const [guardrail] = launch.decision.guardrails;
    expect(against(primary, at(0.001, 0.002), { ...guardrail, verdict: 'pass' }).word).toBe('worse, within tolerance (0.5 pp)');
    expect(against(primary, at(0.001, 0.02), { ...guardrail, verdict: 'inconclusive' }).word).toBe('worse, maybe beyond tolerance (0.5 pp)');
  });
});
