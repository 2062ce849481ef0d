import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/index.ts';
import { stream } from '../../src/math/random/stream.ts';
import { memo } from '../../src/report.ts';
import { analyze, parseStudy, type StudyResult } from '../../src/study.ts';

const n = 4_000;

/** One user in ten gets an assistant that helps; what a user costs is lognormal, and much less with it. */
function users() {
  const random = stream(8);
  const z = Float64Array.from({ length: n }, (_, i) => (i % 10 === 0 ? 1 : 0));
  return {
    id: Float64Array.from(z, (_, i) => i),
    z,
    solved: Float64Array.from(z, (arm) => random.normal() + 0.5 * arm),
    cost: Float64Array.from(z, (arm) => (arm === 1 ? 0.2 : 1) * Math.exp(2 * random.normal())),
  };
}

const studyOf = (outcomes: string, more = '') =>
  parseStudy(`estimand: 1
study: assistant
question: Does it help?
data: {file: users.csv}
unit: id
design: {kind: randomized, assignment: z, control: 0}
treatments: {1: {model: m}}
outcomes:
${outcomes}
analysis: {adjust: none, plannedUnits: ${n}}
${more}`);
const analyzed = (outcomes: string, more?: string): Promise<StudyResult> => analyze(studyOf(outcomes, more), { data: fromColumns(users()) });

const solved = '  solved: {role: primary, better: higher}';
const guardrail = (more = '') => `${solved}\n  cost: {role: guardrail, better: lower, unit: USD, tolerance: 1${more}}`;

describe('a guardrail whose mean a few users decide', () => {
  it('holds a launch, and the memo says why and what to do', async () => {
    const result = await analyzed(guardrail());
    expect(result.decision).toMatchObject({ verdict: 'hold', guardrails: [{ verdict: 'inconclusive' }] });
    expect(result.decision.reasons[0]).toMatchObject({ condition: 'heavy-tail', status: 'not-met', mend: expect.stringMatching(/winsorize/) });
    // The bound alone would have passed it.
    const { bounds } = result.estimates.find(({ estimand }) => estimand.outcome === 'cost')!;
    expect(bounds!.high).toBeLessThan(1);
    const text = memo(result);
    expect(text).toMatch(
      /\*\*HOLD\.\*\* A few very large values decide the average\. A few values decide the mean of cost: \d+ of 4,000 values, those above \$/,
    );
    expect(text).toMatch(/cost`: cost cannot be held against its tolerance: a few very large values decide its mean/);
    expect(text).toContain('cannot be judged');
    expect(text).not.toMatch(/cost turns if/);
  });

  it.each([
    ['capped', guardrail(', winsorize: [0, 20]')],
    ['a quantile', `${solved}\n  median cost: {role: guardrail, better: lower, unit: USD, quantile: [cost, 0.5], tolerance: 1}`],
  ])('launches where the study names it %s instead', async (_, outcomes) => {
    const { decision, findings } = await analyzed(outcomes);
    expect(decision.verdict).toBe('launch');
    expect(findings.filter(({ check, verdict }) => check === 'heavy-tail' && verdict !== 'pass')).toEqual([]);
  });

  it('of a primary outcome holds what its interval would have launched', async () => {
    const outcomes = '  cost: {role: primary, better: lower, unit: USD}';
    const { decision, estimates } = await analyzed(outcomes, 'decide: {launch: [primary-positive]}');
    expect(estimates[0].interval.pieces[0].high).toBeLessThan(0);
    expect(decision.verdict).toBe('hold');
    expect(decision.reasons).toMatchObject([{ condition: 'heavy-tail' }, { condition: 'primary-positive', status: 'not-met' }]);
  });

  it('of an outcome that is not read warns, and holds nothing', async () => {
    const { decision, findings } = await analyzed(`${solved}\n  cost: {role: cost, better: lower, unit: USD}`);
    expect(decision.verdict).toBe('launch');
    expect(findings.find(({ check, about }) => check === 'heavy-tail' && about.column === 'cost')?.verdict).toBe('warn');
  });
});
