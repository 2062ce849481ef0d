import { describe, expect, it } from 'vitest';
import type { JointArms } from '../../inference/arms/joint-arms.ts';
import { contrastsIn, correlationOf } from './contrasts.ts';

const named = (...args: Parameters<typeof contrastsIn>) => contrastsIn(...args).map((c) => `${c.outcome}: ${c.treatment}-${c.control}`);

describe('the contrasts of a family', () => {
  it('are each arm against control, outcome by outcome', () =>
    expect(named(['off', 'a', 'b'], ['y', 'z'], 'control')).toEqual(['y: a-off', 'y: b-off', 'z: a-off', 'z: b-off']));
  it('are each pair once', () => expect(named(['off', 'a', 'b'], ['y'], 'all-pairs')).toEqual(['y: a-off', 'y: b-off', 'y: b-a']));
});

describe('the correlation of contrasts', () => {
  /** Means that vary apart from each other, with these variances: arm by arm, outcomes within. */
  const apart = (arms: readonly string[], outcomes: readonly string[], variances: readonly number[]): JointArms => {
    const cells = variances.length;
    const covariance = new Float64Array(cells * cells);
    for (const [i, variance] of variances.entries()) covariance[i * cells + i] = variance;
    return { arms, outcomes, means: new Float64Array(cells), covariance };
  };

  it('comes from the control that they share', () => {
    const contrasts = contrastsIn(['off', 'a', 'b'], ['y'], 'control');
    const found = correlationOf(apart(['off', 'a', 'b'], ['y'], [4, 5, 12]), contrasts);
    // Variances 9 and 16, covariance 4.
    expect(found).toEqual([1, expect.closeTo(1 / 3, 12), expect.closeTo(1 / 3, 12), 1]);
  });

  it('has the sign with which an arm enters: a pair without control', () => {
    const found = correlationOf(apart(['off', 'a', 'b'], ['y'], [4, 5, 12]), contrastsIn(['off', 'a', 'b'], ['y'], 'all-pairs'));
    const [, offAOffB, offABA] = found;
    expect(offAOffB).toBeCloseTo(4 / Math.sqrt(9 * 16), 12);
    expect(offABA).toBeCloseTo(-5 / Math.sqrt(9 * 17), 12);
    expect(found[5]).toBeCloseTo(12 / Math.sqrt(16 * 17), 12);
  });

  it('counts how outcomes and arms vary together', () => {
    const joint = apart(['off', 'a'], ['y', 'z'], [1, 2, 3, 7]);
    const covariance = Float64Array.from(joint.covariance);
    const set = (i: number, j: number, value: number) => {
      covariance[4 * i + j] = value;
      covariance[4 * j + i] = value;
    };
    set(0, 1, 0.5);
    set(2, 3, 1.5);
    set(0, 3, 0.25);
    set(1, 2, 0.75);
    const found = correlationOf({ ...joint, covariance }, contrastsIn(['off', 'a'], ['y', 'z'], 'control'));
    // Variances 1 + 3 and 2 + 7; covariance 0.5 + 1.5 within arms, less 0.25 and 0.75 between them.
    expect(found).toEqual([1, expect.closeTo(1 / 6, 12), expect.closeTo(1 / 6, 12), 1]);
  });

  it('is none with a contrast that does not vary', () => {
    const found = correlationOf(apart(['off', 'a', 'b'], ['y'], [0, 0, 2]), contrastsIn(['off', 'a', 'b'], ['y'], 'control'));
    expect(found).toEqual([1, 0, 0, 1]);
  });

  it('is never beyond one, though sums round', () => {
    const joint: JointArms = {
      arms: ['off', 'a', 'b'],
      outcomes: ['y'],
      means: new Float64Array(3),
      covariance: Float64Array.from([0, 0, 0, 0, 1, 1.1, 0, 1.1, 1]),
    };
    const contrasts = contrastsIn(['off', 'a', 'b'], ['y'], 'control');
    expect(correlationOf(joint, contrasts)).toEqual([1, 1, 1, 1]);
    const opposed = { ...joint, covariance: Float64Array.from(joint.covariance, (value) => (value === 1.1 ? -1.1 : value)) };
    expect(correlationOf(opposed, contrasts)).toEqual([1, -1, -1, 1]);
  });
});
