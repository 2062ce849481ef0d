import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { column, greater, number, when } from '../../expressions/build.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { analyze } from '../../study/analyze.ts';
import { defineStudy } from '../../study/read/define-study.ts';
import { hiddenRouter } from './hidden-router.ts';
import { policyGain } from './policy-gain.ts';

/** 3,000 requests; the router sends those with a large x to b, which brings `effect` more, and `strength` x beside. Nothing hangs on w. */
function requests(effect: number, strength: number) {
  const random = stream(77);
  const n = 3000;
  const [x, w, y] = Array.from({ length: 3 }, () => new Float64Array(n));
  const action = Array.from({ length: n }, (_, i) => {
    [x[i], w[i]] = [random.normal(), random.normal()];
    const b = random.bernoulli(1 / (1 + Math.exp(-x[i]))) === 1;
    y[i] = strength * x[i] + (b ? effect : 0) + random.normal();
    return b ? 'b' : 'a';
  });
  return fromColumns({ action, x, w, y });
}
const isAbove = greater(column('x'), 0);
const options = {
  outcomes: [{ name: 'y' }],
  action: 'action',
  actions: ['a', 'b'],
  propensities: { kind: 'estimated' },
  policies: [
    { name: 'all b', says: 'all b', chances: { b: number(1) } },
    { name: 'by x', says: 'by x', chances: { a: when(isAbove, 0, 1), b: when(isAbove, 1, 0) } },
  ],
} as const;

describe('a router that may have looked at what nobody logged', () => {
  it('moves a gain by as much as the covariate that counts most, if that is left out', () => {
    const rows = requests(0.5, 1);
    const { findings, estimates } = runSync(rows, hiddenRouter({ ...options, covariates: ['x', 'w'] }));
    expect([estimates.length, findings.map(({ about, verdict }) => [about.arm, verdict])]).toEqual([
      0,
      [
        ['all b', 'warn'],
        ['by x', 'warn'],
      ],
    ]);
    const gain = (covariates: readonly string[]) =>
      runSync(rows, policyGain({ ...options, covariates })).estimates.find(({ id }) => id === 'policy-gain:y:all b')!.value;
    expect(findings[0].statistic).toBeCloseTo(Math.abs(gain(['x', 'w']) - gain(['w'])), 10);
    expect(findings[0].says).toMatch(/^Without x, which counts most, the gain of all b on y would be \+0\.\d+ instead of \+0\.\d+/);
  });

  it('with a single covariate is one without any', () =>
    expect(runSync(requests(0.5, 1), hiddenRouter({ ...options, covariates: ['x'] })).findings[0].statistic).toBeGreaterThan(0.2));
});

describe('a launch from estimated chances', () => {
  const decided = (effect: number, strength: number, change: object = {}) =>
    analyze(
      defineStudy({
        estimand: 1,
        study: 'hidden',
        question: 'Would b pay?',
        data: { file: 'log.csv' },
        design: { kind: 'routing', action: 'action', propensities: 'estimated', policies: { 'all b': [{ otherwise: 'b' }] } },
        covariates: ['x', 'w'],
        outcomes: { y: { role: 'primary', better: 'higher' } },
        ...change,
      }),
      { data: requests(effect, strength) },
    );

  it('asks whether it stands by a hidden column, though the study does not', async () => {
    const { decision, study } = await decided(1, 0.1);
    expect(study.launchWhen).toEqual(['primary-positive', 'guardrails-hold', 'robust-to']);
    expect([decision.verdict, decision.reasons.find(({ condition }) => condition === 'robust-to')?.status]).toEqual(['launch', 'met']);
  });

  it('holds where such a column could have made the gain', async () => {
    const { decision } = await decided(0.3, 1);
    const of = (id: string) => decision.reasons.find(({ condition }) => condition === id);
    expect([decision.verdict, of('primary-positive')?.status, of('robust-to')?.status]).toEqual(['hold', 'met', 'not-met']);
    expect(of('robust-to')?.says).toContain('hidden column that counts as much as the strongest covariate');
  });

  it('is what logged chances cannot be asked about', () =>
    expect(() =>
      defineStudy({
        estimand: 1,
        study: 's',
        question: 'q',
        data: { file: 'log.csv' },
        design: { kind: 'routing', action: 'action', probability: 'p', policies: { 'all b': [{ otherwise: 'b' }] } },
        outcomes: { y: { role: 'primary', better: 'higher' } },
        decide: { launch: ['robust-to'] as never },
      }),
    ).toThrow(/robust-to.*the chances are logged/s));
});
