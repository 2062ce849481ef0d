import { describe, expect, it } from 'vitest';
import { between, type Ends, net, outcomeOf, spoken } from '../../../test/support/spoken.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import { comparing, launching, type Vocabulary } from '../../protocol/verdicts.ts';
import { type ArmEvidence, decideArms } from './decide-arms.ts';

interface Arm {
  readonly y?: Ends;
  readonly net?: Ends;
  readonly harm?: Ends;
}
interface Rule {
  readonly launch?: readonly string[];
  readonly better?: Outcome['better'];
  readonly verdicts?: Vocabulary;
}

function decided(arms: Readonly<Record<string, Arm>>, { launch = ['primary-positive'], better = 'higher', verdicts = launching }: Rule = {}) {
  return decideArms(
    Object.entries(arms).map(([arm, told], i) => {
      const of = (outcome: Outcome, ends: Ends | undefined) => spoken(outcome, ends && between(ends, outcome.name, arm), arm);
      const guardrail = outcomeOf('harm', { role: 'guardrail', better: 'lower', tolerance: { value: 1, relative: false } });
      return {
        arm,
        study: { decide: { launch }, treatments: {}, evidence: 'experiment' },
        design: { verdicts, conditions: [] },
        estimates: [],
        findings: [],
        early: undefined,
        headlines: [
          // Of the last arm the largest: what nobody reads ranks nothing.
          of(outcomeOf('side'), [0, i]),
          of(outcomeOf('y', { role: 'primary', better }), told.y),
          ...(told.harm ? [of(guardrail, told.harm)] : []),
          ...(told.net ? [of(net([0, 0]).outcome, told.net)] : []),
        ],
      } as unknown as ArmEvidence;
    }),
  );
}

it('nothing is decided about nothing', () => expect(() => decided({})).toThrow('the design names no contrast'));

describe('among arms that pass', () => {
  it('the one with the largest primary effect is launched, where nothing has a value', () => {
    const { arm, says, verdict } = decided({ a: { y: [1, 2] }, b: { y: [2, 4] }, c: { y: [1, 3] } });
    expect([verdict, arm, says]).toEqual(['launch', 'b', 'Launch b. y improves. a and c would pass too, with less effect.']);
  });

  it('the one with the lowest, where lower is better', () => {
    expect(decided({ a: { y: [-2, -1] }, b: { y: [-5, -4] }, c: { y: [-3, -2] } }, { better: 'lower' }).arm).toBe('b');
  });

  it('the one with the highest net value, whatever its effect', () => {
    const { arm, says } = decided({ a: { y: [8, 9], net: [1, 2] }, b: { y: [1, 2], net: [3, 4] } });
    expect([arm, says]).toEqual(['b', 'Launch b. y improves. a would pass too, with less net value.']);
  });

  it('nothing is said of others where there are none', () => {
    expect(decided({ a: { y: [-1, 2] }, b: { y: [2, 4] } }).says).toBe('Launch b. y improves.');
    expect(decided({ a: { y: [-1, 2] }, b: { y: [2, 4] } }, { verdicts: comparing }).says).toBe('b is better. y improves.');
  });

  it('guardrails say of which arm they are, in the argument of each', () => {
    const { guardrails, arms } = decided({ a: { y: [1, 2], harm: [0, 0.5] }, b: { y: [2, 4], harm: [0, 0.25] } });
    expect(guardrails.map(({ arm, estimate }) => [arm, estimate])).toEqual([['b', 'itt:harm:b']]);
    expect(arms!.map((a) => a.guardrails.map((g) => g.arm))).toEqual([['a'], ['b']]);
  });
});

describe('among arms that do harm', () => {
  it('the best of them is named', () => {
    const { arm, says, verdict } = decided({ a: { y: [-4, -3] }, b: { y: [-2, -1] }, c: { y: [-3, -2] } });
    expect([verdict, arm, says]).toEqual(['do-not-launch', 'b', 'None is to be launched; the best of them, b: y gets worse.']);
    expect(decided({ a: { y: [-4, -3] }, b: { y: [-2, -1] } }, { verdicts: comparing }).says).toBe('None is better; the best of them, b: y gets worse.');
  });

  it('one that is held is better than any of them', () => {
    const { arm, verdict, says } = decided({ a: { y: [-4, -3] }, b: { y: [-1, 1] } });
    expect([verdict, arm, says]).toEqual(['hold', 'b', 'None meets every condition; b comes nearest. The effect on y cannot be told from zero.']);
  });
});

describe('among arms that are held', () => {
  it('the one that meets most comes nearest, whatever its effect', () => {
    const launch = ['primary-positive', 'guardrails-hold'];
    const arms = { a: { y: [-1, 9], harm: [0, 3] }, b: { y: [-1, 2], harm: [0, 0.5] }, c: { y: [-1, 8], harm: [0, 3] } } as const;
    expect(decided(arms, { launch }).arm).toBe('b');
  });

  it('the one with the largest effect, where they meet as many', () => {
    expect(decided({ a: { y: [-1, 2] }, b: { y: [-1, 5] }, c: { y: [-1, 3] } }).arm).toBe('b');
  });

  it('one without an estimate comes last', () => {
    expect(decided({ a: {}, b: { y: [-1, 0.5] } }).arm).toBe('b');
    expect(decided({ a: { y: [-1, 0.5] }, b: {} }).arm).toBe('a');
  });

  it('what is the same for all is said once', () => {
    expect(decided({ a: { y: [-1, 2] }, b: { y: [-1, 3] } }).says).toBe('The effect on y cannot be told from zero.');
  });
});
