import { describe, expect, it } from 'vitest';
import { answering, answerOf, waldEstimate } from '../../../test/support/wald-estimate.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import type { Plans } from './across.ts';
import { bySidak } from './by-sidak.ts';

const protocol = { unit: 'request', analysis: { level: 0.9025, guardrailLevel: 0.9, seed: 7 } } as unknown as Protocol;
const question = (id: string, ask: PlannedQuestion['ask']): PlannedQuestion => ({
  id,
  title: id,
  rounds: { usual: 1, most: 2 },
  options: { outcome: 'reward' },
  of: 'analysed',
  ask,
});
const levelsOf = ({ analysis }: Protocol) => ({ level: analysis.level, boundsLevel: analysis.guardrailLevel });
const gainsAt = (p: Protocol) => [
  ...['fast', 'slow'].map((treatment) => waldEstimate({ outcome: 'reward', treatment, control: 'logged', value: 3 }, levelsOf(p))),
  { ...waldEstimate({ outcome: 'reward', treatment: 'fast', control: 'slow', value: 1 }, levelsOf(p)), id: 'between' },
];
const speaking: Plans = (p) => [question('gain', () => answering(p.unit === 'request' && p.analysis.seed === 7 ? gainsAt(p) : []))];
const means = question('means', () => answering([waldEstimate({ outcome: 'reward', treatment: 'fast', control: 'logged', value: 2 })]));
const candidates = ['fast', 'slow'].map((id) => ({ id, against: 'logged' }));
const planned = (plan: readonly PlannedQuestion[] = [...speaking(protocol), means], plans = speaking) =>
  bySidak(plan, protocol, plans, { candidates, called: 'policies' });

describe('several policies', () => {
  it('are held together: 90.25 % of two is 95 % of each, and 90 % one-sided too', () => {
    const [fast, slow] = answerOf(planned()[0].ask()).estimates;
    const [wide] = gainsAt({ ...protocol, analysis: { ...protocol.analysis, level: 0.95, guardrailLevel: 0.95 } });
    for (const e of [fast, slow]) {
      expect(e.interval).toMatchObject({ kind: 'simultaneous', level: 0.9025 });
      expect(e.interval.pieces[0].low).toBeCloseTo(wide.interval.pieces[0].low!, 10);
      expect(e.bounds).toEqual({ level: 0.9, low: expect.closeTo(wide.bounds!.low, 10), high: expect.closeTo(wide.bounds!.high, 10) });
      expect(e.adjusted![0]).toMatchObject({ procedure: 'max-t', family: 'policies on reward', contrasts: 2 });
      expect(e.adjusted![0].pValue).toBeCloseTo(1 - (1 - e.test!.pValue) ** 2, 12);
    }
  });

  it('are no family with what is held against something else', () => {
    const between = answerOf(planned()[0].ask()).estimates[2];
    expect([between.interval.kind, between.adjusted]).toEqual(['pointwise', undefined]);
  });

  it('are each asked by the question that asks alone', () => {
    const both: Plans = (p) => [question('other', () => answering([])), ...speaking(p)];
    const [other, gain] = planned(both(protocol), both).map((q) => answerOf(q.ask()).estimates);
    expect(other).toEqual([]);
    expect(gain[0].interval.kind).toBe('simultaneous');
  });

  it('leave questions alone that do not speak for outcomes', () => {
    const [gain, other] = planned();
    expect(other).toBe(means);
    expect([gain.id, gain.rounds, gain.options]).toEqual(['gain', { usual: 1, most: 2 }, { outcome: 'reward' }]);
  });

  it('keep a question as it is where it is not asked at another level', () => {
    const once: Plans = (p) => (p.analysis.level === 0.9025 ? speaking(p) : []);
    const [fast] = answerOf(planned(speaking(protocol), once)[0].ask()).estimates;
    expect(fast.interval.pieces).toEqual(gainsAt(protocol)[0].interval.pieces);
  });
});
