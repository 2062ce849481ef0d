import { describe, expect, it } from 'vitest';
import { between, type Ends, net, outcomeOf, primary, spoken } from '../../../test/support/spoken.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { comparing, launching } from '../../protocol/verdicts.ts';
import { decide } from './decide.ts';
import type { Evidence } from './evidence.ts';

function decided(change: Partial<Evidence> & { readonly launch?: readonly string[]; readonly benchmark?: true }) {
  const { launch = ['primary-positive'], benchmark, ...e } = change;
  const study = { decide: { launch }, evidence: benchmark ? 'benchmark' : 'experiment' };
  return decide({
    study,
    design: { verdicts: launching, conditions: [] },
    headlines: [],
    estimates: [],
    findings: [],
    early: undefined,
    ...e,
  } as unknown as Evidence);
}
const failing: Finding = { check: 'sample-ratio', about: {}, verdict: 'fail', identification: true, says: 'Arms differ.', mend: 'Find out why.' };
const guardrail = (ends: Ends, estimate: Estimate | undefined = between(ends, 'g')) =>
  spoken(outcomeOf('g', { role: 'guardrail', better: 'lower', tolerance: { value: 1, relative: false } }), estimate);

describe('the reasons of a decision', () => {
  it('are the conditions where nothing else speaks, and say why it is launched', () => {
    const { verdict, says, reasons, netValue } = decided({ launch: ['primary-positive', 'net-value-positive'], headlines: [primary([1, 3]), net([1, 2])] });
    expect([verdict, says, netValue]).toEqual(['launch', 'y improves. The net value is positive.', 'itt:net value:1']);
    expect(reasons.map((r) => r.condition)).toEqual(['primary-positive', 'net-value-positive']);
  });

  it('name no net value where there is none', () => {
    expect(decided({ headlines: [primary([1, 3])] })).not.toHaveProperty('netValue');
    expect(decided({ headlines: [primary([1, 3]), spoken(net([1, 2]).outcome, undefined)] })).not.toHaveProperty('netValue');
  });

  it('are called as the design does', () => {
    const design = { verdicts: comparing, conditions: [] } as unknown as Evidence['design'];
    expect(
      (
        [
          [1, 3],
          [-1, 3],
          [-3, -1],
        ] as const
      ).map((ends) => decided({ design, headlines: [primary(ends)] }).verdict),
    ).toEqual(['better', 'undecided', 'worse']);
  });

  it('begin with what cannot be read, then harm, then segments, then conditions', () => {
    const whole = between([-1, 3]);
    const inSegment: Estimate = { ...whole, id: 'itt:y:1@lang=de', estimand: { ...whole.estimand, segment: { column: 'lang', level: 'de' } } };
    const ofSegment: Finding = { check: 'harmed-segment', about: { estimate: inSegment.id }, verdict: 'fail', says: 'Harm in lang = de.' };
    const { verdict, says, reasons } = decided({
      headlines: [primary([-1, 3]), guardrail([2, 3])],
      estimates: [inSegment],
      findings: [ofSegment, failing],
      benchmark: true,
      early: { units: 1200, planned: 5000 },
    });
    expect([verdict, says]).toEqual(['hold', 'Arms differ.']);
    expect(reasons).toEqual([
      { condition: 'sample-ratio', status: 'violated', says: 'Arms differ.', mend: 'Find out why.', unreadable: true },
      { condition: 'evidence', status: 'violated', says: expect.stringContaining('A benchmark compares systems') },
      { condition: 'early-look', status: 'not-met', says: 'Only 1,200 of 5,000 planned units are in.' },
      { condition: 'no-harm', status: 'violated', estimate: 'itt:g:1', says: 'g is worse by more than its tolerance.' },
      { condition: 'harmed-segment', status: 'violated', estimate: 'itt:y:1@lang=de', says: 'Harm in lang = de.' },
      { condition: 'primary-positive', status: 'not-met', estimate: 'itt:y:1', says: 'The effect on y cannot be told from zero.' },
    ]);
  });

  it('say the harm of a segment before a condition that is not met', () => {
    const whole = between([1, 3]);
    const inSegment: Estimate = { ...whole, id: 'itt:y:1@lang=de', estimand: { ...whole.estimand, segment: { column: 'lang', level: 'de' } } };
    const finding: Finding = { check: 'harmed-segment', about: { estimate: inSegment.id }, verdict: 'fail', says: 'Harm in lang = de.' };
    expect(decided({ headlines: [primary([-1, 3])], estimates: [inSegment], findings: [finding] })).toMatchObject({
      verdict: 'hold',
      says: 'Harm in lang = de.',
    });
  });

  it('say harm once, where a condition says it of the same estimate', () => {
    const { verdict, says, reasons } = decided({ launch: ['net-value-positive'], headlines: [primary([-3, -1]), net([-2, -1])] });
    expect([verdict, says]).toEqual(['do-not-launch', 'y gets worse.']);
    expect(reasons.map((r) => [r.condition, r.estimate, r.says])).toEqual([
      ['no-harm', 'itt:y:1', 'y gets worse.'],
      ['net-value-positive', 'itt:net value:1', 'The net value is negative.'],
    ]);
  });

  it('keep harm where a condition of the design says something else of the same estimate', () => {
    const own = { id: 'own', asks: 'a', judge: () => ({ status: 'met', says: 'It is there.' }) } as const;
    const design = { verdicts: launching, conditions: [own] } as unknown as Evidence['design'];
    const { reasons } = decided({ design, launch: ['own'], headlines: [primary([-3, -1])] });
    expect(reasons.map((r) => [r.condition, r.status])).toEqual([
      ['no-harm', 'violated'],
      ['own', 'met'],
    ]);
  });

  it('name an estimate and what to do where the finding does', () => {
    const { mend, ...mute } = failing;
    const [told, silent] = decided({ headlines: [primary([1, 3])], findings: [{ ...failing, about: { estimate: 'itt:y:1' } }, mute] }).reasons;
    expect(told).toMatchObject({ estimate: 'itt:y:1', mend });
    expect(silent).not.toHaveProperty('estimate');
    expect(silent).not.toHaveProperty('mend');
  });

  it('keep the harm of an estimate of which a condition is not met for another reason', () => {
    const { reasons } = decided({ launch: ['guardrails-hold'], headlines: [primary([-3, -1]), guardrail([2, 3])] });
    expect(reasons.map((r) => [r.condition, r.status])).toEqual([
      ['no-harm', 'violated'],
      ['no-harm', 'violated'],
      ['guardrails-hold', 'violated'],
    ]);
  });
});

describe('harm', () => {
  it('is that of the primary and the net value, not of other outcomes', () => {
    const side = spoken(outcomeOf('side'), between([-3, -1], 'side'));
    expect(decided({ headlines: [primary([1, 3]), side] }).verdict).toBe('launch');
    expect(decided({ headlines: [primary([1, 3]), net([-3, -1])] })).toMatchObject({ verdict: 'do-not-launch', says: 'The net value is negative.' });
  });

  it('is none where the interval reaches zero, or is not there', () => {
    expect(decided({ headlines: [primary([-3, 0])] }).verdict).toBe('hold');
    expect(decided({ headlines: [spoken(outcomeOf('y', { role: 'primary' }), undefined)] }).verdict).toBe('hold');
  });

  it('is turned by what is better', () => {
    expect(decided({ headlines: [primary([1, 3], { better: 'lower' })] }).verdict).toBe('do-not-launch');
    expect(decided({ headlines: [primary([-3, -1], { better: 'lower' })] }).verdict).toBe('launch');
  });

  it('of a guardrail is a failure, not what is unknown', () => {
    expect(decided({ headlines: [primary([1, 3]), guardrail([0, 3])] }).verdict).toBe('launch');
    expect(decided({ headlines: [primary([1, 3]), guardrail([2, 3])] }).verdict).toBe('do-not-launch');
  });
});
