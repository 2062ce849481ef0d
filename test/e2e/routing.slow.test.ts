import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { memo, memoAppendix } from '../../src/report/memo/memo.ts';
import { loggedRouting } from '../../src/scenarios.ts';
import { analyze, parseStudy } from '../../src/study.ts';
import { messageFrom } from '../support/message-from.ts';

const n = 6_000;
const { columns } = loggedRouting.simulate({ n, seed: 3 });
const action = columns.action as readonly string[];
const data = fromColumns({
  ...columns,
  half: Float64Array.from({ length: n }, (_, i) => i % 2),
  region: Array.from({ length: n }, (_, i) => ['eu', 'us'][(i >> 1) % 2]),
  user: Float64Array.from({ length: n }, (_, i) => i >> 1),
  cost: Float64Array.from(action, (name) => ({ small_model: 0.03, large_model: 0.18, human: 2.5 })[name] ?? 0),
});

const written = loggedRouting.study('requests.csv');
const changed = (from: string, to: string, text = written): string => {
  if (!text.includes(from)) throw new Error(`the study has no ${from}`);
  return text.replace(from, to);
};
const analyzed = (text = written) => analyze(parseStudy(text, 'study.yaml'), { data });

describe('a study of a routing log', () => {
  it('decides among policies whose gains hold together', async () => {
    const result = await analyzed();
    expect(result.decision).toMatchObject({ verdict: 'launch', arm: 'by-risk' });
    expect(result.decision.arms?.map(({ arm, verdict }) => [arm, verdict])).toEqual([
      ['by-risk', 'launch'],
      ['small-first', 'do-not-launch'],
    ]);
    const gain = result.estimates.find(({ id }) => id === 'policy-gain:reward:by-risk')!;
    const truth = loggedRouting.truth().find(({ id }) => id === 'gain/reward')!.value;
    expect(Math.abs(gain.value - truth)).toBeLessThan(4 * gain.standardError!);
    expect(gain).toMatchObject({ role: 'primary', interval: { kind: 'simultaneous', level: 0.95 }, pointwise: { kind: 'pointwise', level: 0.95 } });
    const width = ({ pieces: [{ low, high }] }: typeof gain.interval) => high! - low!;
    expect(width(gain.interval)).toBeGreaterThan(1.1 * width(gain.pointwise!));
    expect(gain.adjusted?.map(({ procedure, contrasts }) => [procedure, contrasts])).toContainEqual(['max-t', 2]);
  });

  it('says in its memo what was routed, by which policies, and what a dashboard would show', async () => {
    const result = await analyzed();
    const [page, text] = [memo(result), memoAppendix(result)];
    expect(text).toContain('request_id routed by action, with chances that the log holds (softmax of the scores of the router)');
    expect(page).toContain('- `by-risk`: policy `human where risk > 1 or difficulty > 1.4; else large_model where difficulty > -0.3; else small_model`');
    expect(text.split('## Not to be read causally')[1]).toContain('`action-means:reward:human`');
  });

  it('holds one policy alone to no family', async () => {
    const one = changed('    small-first:\n      - {when: risk > 1, action: human}\n      - {otherwise: small_model}\n', '');
    const { estimates } = await analyzed(one);
    expect(estimates.find(({ id }) => id === 'policy-gain:reward:by-risk')?.interval.kind).toBe('pointwise');
  });

  it('judges guardrails and net value of each policy', async () => {
    const text = changed('worthwhile: 0.05}', 'worthwhile: 0.05, value: 1}\n  cost: {role: guardrail, better: lower, tolerance: 0.01, value: -1}');
    const { decision, estimates } = await analyzed(text);
    expect(decision.arms?.map(({ arm, guardrails }) => [arm, guardrails[0].verdict])).toEqual([
      ['by-risk', 'fail'],
      ['small-first', 'pass'],
    ]);
    const of = (outcome: string) => estimates.find(({ id }) => id === `policy-gain:${outcome}:by-risk`)!.value;
    expect(of('net value')).toBeCloseTo(of('reward') - of('cost'), 10);
  });

  it('shows policies by segment', async () => {
    const { estimates } = await analyzed(changed('covariates:', 'segments: [region]\ncovariates:'));
    const segments = estimates.filter(({ estimand }) => estimand.segment).map(({ id }) => id);
    expect(segments).toEqual(['eu', 'us'].flatMap((level) => ['by-risk', 'small-first'].map((policy) => `policy-gain:reward:${policy}@region=${level}`)));
  });

  it('seeks thresholds on one half and values them on the other, and decides nothing by it', async () => {
    const search =
      '  search: {rules: [{when: risk > limit, action: human}, {otherwise: large_model}], thresholds: {limit: [-1, 0, 1, 2]}, learning: half = 1}\ncovariates:';
    const { estimates, findings, decision } = await analyzed(changed('covariates:', search));
    expect(findings.find(({ check }) => check === 'policy-search')).toMatchObject({ verdict: 'pass', statistic: 4 });
    const sought = estimates.find(({ method }) => method.id === 'policy-search')!;
    expect(sought).toMatchObject({ role: 'secondary', estimand: { population: 'requests that the choice did not see' } });
    expect(decision.arms).toHaveLength(2);
  });

  it('says of a policy with an action that was never logged what it could bring, and decides on the others', async () => {
    const text = changed('- {when: risk > 1 or difficulty > 1.4, action: human}', '- {when: risk > 1 or difficulty > 1.4, action: expert}')
      .replace('  computed:', '  candidates: [small_model, large_model, human, expert]\n  computed:')
      .replace(/ {2}probabilities: .*\n/, '  probability: p_logged_action\n')
      .replace('worthwhile: 0.05}', 'worthwhile: 0.05, bounds: [-10, 30]}');
    const { decision, estimates, findings, exhibits } = await analyzed(text);
    expect(decision.arms?.map(({ arm, verdict }) => [arm, verdict])).toEqual([
      ['by-risk', 'hold'],
      ['small-first', 'do-not-launch'],
    ]);
    expect(estimates.some(({ id }) => id === 'policy-gain:reward:by-risk')).toBe(false);
    expect(findings.find(({ check }) => check === 'unsupported-action')).toMatchObject({ verdict: 'refuse', about: { arm: 'by-risk' } });
    const [{ low, high }] = estimates.find(({ id }) => id === 'policy-bounds:reward:by-risk')!.interval.pieces;
    expect(high! - low!).toBeGreaterThan(5);
    expect(exhibits.some(({ id }) => id.startsWith('exploration'))).toBe(true);
  });

  it('refuses a unit of many requests, at its line', async () => {
    const message = await messageFrom(() => analyzed(changed('unit: request_id', 'unit: user')));
    expect(message).toMatch(/^study\.yaml:6:7 {2}3,000 of 3,000 values of user have more than one row/);
    expect(message).toContain('`cluster: user` under design');
  });

  it('adds errors up by user where the study says that requests belong to one', async () => {
    const { estimates, decision } = await analyzed(changed('  action: action', '  action: action\n  cluster: user'));
    const gain = estimates.find(({ id }) => id === 'policy-gain:reward:by-risk')!;
    expect(gain).toMatchObject({ sizes: { units: n, clusters: n / 2 }, interval: { reference: { kind: 't', df: n / 2 - 1 } } });
    expect(decision.verdict).toBe('launch');
  });

  it('is planned from its own requests, the net value of several outcomes apart', async () => {
    const { planPower } = await import('../../src/study.ts');
    const text = changed('worthwhile: 0.05}', 'worthwhile: 0.05, value: 1}\n  cost: {role: guardrail, better: lower, tolerance: 0.01, value: -1}');
    const { rows, chances } = await planPower(parseStudy(text, 'study.yaml'), { data, units: 30_000 });
    expect(rows.map(({ candidate, outcome, refused }) => [candidate?.id, outcome, refused])).toEqual(
      ['by-risk', 'small-first'].flatMap((id) => ['reward', 'cost'].map((outcome) => [id, outcome, undefined])),
    );
    expect(chances?.map(({ candidate }) => candidate)).toEqual(['by-risk', 'small-first']);
  });
});
