import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { memoAppendix } from '../../src/report.ts';
import { analyze, parseStudy } from '../../src/study.ts';

const study = `estimand: 1
study: routing
question: Would rules earn more?
data: {file: log.csv}
design:
  kind: routing
  action: action
  probabilities: {small: p_small, large: p_large}
  candidates: [small, large, human]
  policies:
    by-risk: [{when: risk > 1, action: human}, {when: hard > 0, action: large}, {otherwise: small}]
    cheap: [{when: hard > 0, action: large}, {otherwise: small}]
covariates: [hard, risk]
outcomes:
  ok: {role: primary, better: higher, bounds: [0, 1]}
`;

/** A router between two actions; what is hard is done better by the large model. */
function log(n: number) {
  const random = stream(8);
  const rows = Array.from({ length: n }, () => {
    const [hard, risk] = [random.normal(), random.normal()];
    const p_small = 1 / (1 + Math.exp(hard / 2));
    const action = random.uniform() < p_small ? 'small' : 'large';
    const ok = random.uniform() < (action === 'small' ? 0.6 - 0.2 * Math.tanh(hard) : 0.6) ? 1 : 0;
    return { hard, risk, p_small, p_large: 1 - p_small, action, ok };
  });
  const numbers = (name: 'hard' | 'risk' | 'p_small' | 'p_large' | 'ok') => Float64Array.from(rows, (row) => row[name]);
  return fromColumns({
    action: rows.map((row) => row.action),
    hard: numbers('hard'),
    risk: numbers('risk'),
    p_small: numbers('p_small'),
    p_large: numbers('p_large'),
    ok: numbers('ok'),
  });
}

describe('a policy that takes what was never logged', () => {
  it('is held, with bounds, and does not keep another from being launched', async () => {
    const result = await analyze(parseStudy(study, 'study.yaml'), { data: log(6_000) });
    expect(result.decision.arms?.map(({ arm, verdict }) => [arm, verdict])).toEqual([
      ['by-risk', 'hold'],
      ['cheap', 'launch'],
    ]);
    expect(result.decision.arm).toBe('cheap');
    expect(result.estimates.map((e) => e.id)).toEqual(expect.arrayContaining(['policy-bounds:ok:by-risk', 'policy-gain:ok:cheap']));
    expect(memoAppendix(result)).toContain('human was never logged');
  });

  it('is an answer where it is the only one', async () => {
    const alone = study.replace(/ {4}cheap: .*\n/, '');
    const { decision, findings } = await analyze(parseStudy(alone, 'study.yaml'), { data: log(2_000) });
    expect(decision.verdict).toBe('hold');
    expect(findings.some((f) => f.check === 'policy-bounds')).toBe(true);
  });
});
