import { describe, expect, it } from 'vitest';
import { between, type Ends, net, outcomeOf, primary, spoken } from '../../../test/support/spoken.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { DesignCondition } from '../../protocol/design.ts';
import type { GuardrailVerdict } from '../result.ts';
import { conditionReasons } from './conditions.ts';
import type { Evidence } from './evidence.ts';

interface Told {
  readonly headlines?: Evidence['headlines'];
  readonly guardrails?: readonly GuardrailVerdict[];
  readonly own?: readonly DesignCondition[];
}

function reasons(launch: readonly string[], { headlines = [], guardrails = [], own = [] }: Told) {
  const evidence = { study: { decide: { launch } }, design: { conditions: own }, headlines, estimates: [], findings: [] } as unknown as Evidence;
  return conditionReasons(evidence, guardrails);
}
const reason = (condition: string, told: Told) => reasons([condition], told)[0];

describe('the primary outcome', () => {
  it.each<[ends: Ends, status: string, says: string]>([
    [[1, 3], 'met', 'y improves.'],
    [[0, 3], 'not-met', 'The effect on y cannot be told from zero.'],
    [[-1, 0], 'not-met', 'The effect on y cannot be told from zero.'],
    [[-3, -1], 'violated', 'y gets worse.'],
  ])('is positive by %s: %s', (ends, status, says) => {
    expect(reason('primary-positive', { headlines: [primary(ends)] })).toEqual({ condition: 'primary-positive', status, estimate: 'itt:y:1', says });
  });

  it.each<[ends: Ends, status: string, says: string]>([
    [[2.1, 3], 'met', 'The whole interval of y is beyond the worthwhile effect.'],
    [[2, 3], 'not-met', 'y improves, but maybe by less than the worthwhile effect.'],
    [[0.1, 3], 'not-met', 'y improves, but maybe by less than the worthwhile effect.'],
    [[0, 3], 'not-met', 'The effect on y cannot be told from zero.'],
    [[-3, -1], 'violated', 'y gets worse.'],
  ])('is worthwhile by %s: %s', (ends, status, says) => {
    const found = reason('primary-worthwhile', { headlines: [primary(ends, { worthwhile: 2 })] });
    expect(found).toEqual({ condition: 'primary-worthwhile', status, estimate: 'itt:y:1', says });
  });

  it('is worthwhile where it improves at all, when nothing else is declared', () =>
    expect(reason('primary-worthwhile', { headlines: [primary([0.1, 3])] })).toMatchObject({ status: 'met', says: 'y improves.' }));

  it('is found among other outcomes', () => {
    const headlines = [spoken(outcomeOf('side'), between([-3, -1], 'side')), primary([2.1, 3], { worthwhile: 2, label: 'Solved' })];
    expect(reasons(['primary-positive', 'primary-worthwhile'], { headlines })).toMatchObject([
      { estimate: 'itt:y:1', says: 'Solved improves.' },
      { estimate: 'itt:y:1', says: 'The whole interval of Solved is beyond the worthwhile effect.' },
    ]);
  });

  it('is not met without an estimate, or an interval that tells', () => {
    const withEstimate = (estimate: Estimate | undefined) => reason('primary-positive', { headlines: [spoken(outcomeOf('y', { role: 'primary' }), estimate)] });
    expect(withEstimate(undefined)).toEqual({ condition: 'primary-positive', status: 'not-met', says: 'y has no estimate.' });
    expect(reason('primary-positive', {})).toEqual({ condition: 'primary-positive', status: 'not-met', says: 'primary-positive has no estimate.' });
    expect(reason('primary-worthwhile', {})).toMatchObject({ status: 'not-met', says: 'primary-worthwhile has no estimate.' });
    expect(withEstimate({ ...between([1, 3]), standardError: 0 })).toEqual({
      condition: 'primary-positive',
      estimate: 'itt:y:1',
      status: 'not-met',
      says: 'The standard error of y is zero, which no verdict can rest on.',
    });
    expect(withEstimate({ ...between([1, 3]), interval: { ...between([1, 3]).interval, pieces: [{ low: 1 }] } })).toEqual({
      condition: 'primary-positive',
      estimate: 'itt:y:1',
      status: 'not-met',
      says: 'The interval of y does not say which side of zero it is on.',
    });
  });
});

it.each<[ends: Ends, status: string, says: string]>([
  [[1, 3], 'met', 'The net value is positive.'],
  [[-1, 3], 'not-met', 'The effect on net value cannot be told from zero.'],
  [[-3, -1], 'violated', 'The net value is negative.'],
])('the net value by %s: %s', (ends, status, says) => {
  expect(reason('net-value-positive', { headlines: [primary([-9, 9]), net(ends)] })).toMatchObject({ status, says, estimate: 'itt:net value:1' });
});

describe('guardrails', () => {
  const guardrail = (outcome: string, verdict: GuardrailVerdict['verdict']): GuardrailVerdict => ({
    outcome,
    verdict,
    tolerance: 1,
    relative: false,
    better: 'lower',
    says: '',
  });
  it.each<[what: string, status: string, says: string, guardrails: readonly GuardrailVerdict[]]>([
    ['there are none', 'met', 'No guardrail is declared.', []],
    ['one passes', 'met', 'Harm is within its tolerance.', [guardrail('g', 'pass')]],
    ['all pass', 'met', 'All 2 guardrails are within tolerance.', [guardrail('g', 'pass'), guardrail('h', 'pass')]],
    [
      'some are not known',
      'not-met',
      'Not shown to be within tolerance: Harm, h.',
      [guardrail('g', 'inconclusive'), guardrail('h', 'inconclusive'), guardrail('i', 'pass')],
    ],
    ['one is beyond', 'violated', 'Beyond tolerance: h.', [guardrail('g', 'inconclusive'), guardrail('h', 'fail'), guardrail('i', 'pass')]],
  ])('hold or do not where %s', (_, status, says, guardrails) => {
    const headlines = [spoken(outcomeOf('g', { label: 'Harm' }), undefined)];
    expect(reason('guardrails-hold', { headlines, guardrails })).toEqual({ condition: 'guardrails-hold', status, says });
  });
});

describe('a condition of the design', () => {
  const own: DesignCondition = {
    id: 'own',
    asks: 'a',
    judge: (headline) => ({ status: headline ? 'met' : 'violated', says: headline ? 'It is there.' : 'It is not.' }),
  };
  it('is judged on the primary outcome', () => {
    expect(reason('own', { own: [{ ...own, id: 'other' }, own], headlines: [net([1, 2]), primary([1, 3])] })).toEqual({
      condition: 'own',
      estimate: 'itt:y:1',
      status: 'met',
      says: 'It is there.',
    });
    expect(reason('own', { own: [own], headlines: [spoken(outcomeOf('y', { role: 'primary' }), undefined)] })).toEqual({
      condition: 'own',
      status: 'violated',
      says: 'It is not.',
    });
  });
  it('sees all that was answered', () => {
    const judge: DesignCondition['judge'] = (_, { estimates, findings }) => ({ status: 'met', says: `${estimates.length} and ${findings.length}` });
    expect(reason('own', { own: [{ ...own, judge }], headlines: [primary([1, 3])] }).says).toBe('0 and 0');
  });
  it('has nothing to judge without one, or where no design has it', () => {
    const nothing = { condition: 'own', status: 'not-met', says: 'own has nothing to judge.' };
    expect(reason('own', { own: [own], headlines: [net([1, 2])] })).toEqual(nothing);
    expect(reason('own', { own: [{ ...own, id: 'other' }], headlines: [primary([1, 3])] })).toEqual(nothing);
  });
});
