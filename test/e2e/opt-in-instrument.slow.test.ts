import { expect, it } from 'vitest';
import { flowId } from '../../src/diagnostics/unit-flow.ts';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze, parseStudy } from '../../src/study.ts';

/** Users invited by lot, so many in a hundred of whom the invitation moves; a hidden trait makes users opt in and do better. */
function users(moved: number, n = 1_200) {
  const random = stream(31);
  return Array.from({ length: n }, (_, i) => {
    const trait = random.normal();
    const [skill, u] = [random.normal(), random.uniform()];
    const invited = i % 2;
    const on = u < 0.3 + 0.1 * Math.tanh(trait) + moved * invited ? 1 : 0;
    return { id: i, invited: invited as number | null, on, skill, score: on + trait + skill + random.normal(), minutes: 10 + random.normal() - 0.1 * on };
  });
}

const text = (design: string): string => `estimand: 1
study: invited
question: Does it help those whom the invitation brought to it?
data: {file: users.csv}
unit: id
design: {kind: opt-in, treatment: on, control: 0${design}}
treatments: {"1": {model: m-1}}
covariates: [skill]
outcomes:
  score: {role: primary, better: higher}
  minutes: {role: guardrail, better: lower, tolerance: 1}
`;
const speaking = ', instrument: invited, estimator: instrument';
const analysed = (rows: readonly object[], design = speaking) =>
  analyze(parseStudy(text(design), 'study.yaml'), { data: fromRows(rows as Record<string, number>[]) });

it('launches by an instrument that moves many, and judges guardrails by the ends of its set', async () => {
  const { decision, estimates, findings } = await analysed(users(0.4));
  expect(decision.verdict).toBe('launch');
  const score = estimates.find(({ id }) => id === 'instrumented:score')!;
  const [{ low, high }] = score.interval.pieces;
  expect([low! < 1, high! > 1]).toEqual([true, true]);
  expect(estimates.find(({ id }) => id === 'instrumented:minutes')!.bounds!.high).toBeLessThan(1);
  expect(decision.reasons.map(({ condition }) => condition)).not.toContain('robust-to');
  expect(findings.find(({ check }) => check === 'instrument-assumptions')).toBeDefined();
});

it('holds where the instrument hardly moves anybody: the data then do not bound the effect', async () => {
  const { decision, findings } = await analysed(users(0.01));
  expect(findings.find(({ check }) => check === 'weak-instrument')).toMatchObject({ verdict: 'fail' });
  expect(decision.verdict).toBe('hold');
});

it('counts users whose instrument is not known as a step of the flow, in no estimate, and holds where one side lost them', async () => {
  const rows = users(0.4).map((row, i) => (row.on === 1 && i % 4 === 0 ? { ...row, invited: null } : row));
  const lost = rows.filter(({ invited }) => invited === null).length;
  const { decision, exhibits, estimates, findings } = await analysed(rows);
  const flow = exhibits.find(({ id }) => id === flowId('score'))!;
  expect(flow.columns.lost[flow.columns.step.indexOf('with invited')]).toBe(lost);
  expect(estimates.find(({ id }) => id === 'instrumented:score')!.sizes.units).toBe(rows.length - lost);
  expect(findings.find(({ check }) => check === 'missing-outcome')).toMatchObject({ verdict: 'fail' });
  expect(decision.verdict).toBe('hold');
});

it('warns where a covariate differs with the encouragement: it was measured after it, or went by something', async () => {
  const rows = users(0.4).map((row) => ({ ...row, skill: row.skill + 0.5 * row.invited! }));
  const { findings } = await analysed(rows);
  const found = findings.find(({ check }) => check === 'instrument-balance')!;
  expect(found).toMatchObject({ verdict: 'warn', about: { column: 'invited' } });
  expect(found.says).toMatch(/^skill differs with invited by 0\.\d+, which is no chance \(p < 0\.001, counting all covariates\)\.$/);
});
