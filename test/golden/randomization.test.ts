import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Mechanism } from '../../src/inference/randomization/mechanism.ts';
import { isMechanismRefusal } from '../../src/inference/randomization/mechanism.ts';
import { type RandomizationTest, randomizationInference } from '../../src/inference/randomization/randomization-test.ts';
import { runSync } from '../../src/relation/run.ts';

interface PValues {
  readonly twoSided: number;
  readonly greater: number;
  readonly less: number;
}

interface Case {
  readonly name: string;
  readonly arm: readonly number[];
  readonly y: readonly number[];
  readonly block?: readonly number[];
  readonly cluster?: readonly number[];
  readonly on?: readonly (readonly number[])[];
  readonly acceptance?: number;
  readonly statistic: 'studentized' | 'difference';
  readonly expected: {
    readonly assignments: number;
    readonly estimate: number;
    readonly pValue: PValues;
    readonly atEffect: { readonly effect: number; readonly pValue: PValues };
    readonly level: number;
    readonly set: { readonly low: number; readonly high: number };
    readonly bounds: { readonly low: number; readonly high: number };
  };
}

interface Golden {
  readonly tolerance: { readonly pValue: number; readonly ends: number };
  readonly scipy: { readonly greater: number; readonly less: number };
  readonly published: {
    readonly tea: { readonly arm: readonly number[]; readonly y: readonly number[]; readonly greater: number };
    readonly darwin: { readonly differences: readonly number[]; readonly greater: number; readonly twoSided: number };
  };
  readonly cases: readonly Case[];
}

const golden = JSON.parse(readFileSync(new URL('../../goldens/randomization/randomization.json', import.meta.url), 'utf8')) as Golden;
const codesOf = (values: readonly number[]) => ({ codes: Int32Array.from(values), count: Math.max(...values) + 1 });

function tested(mechanism: Mechanism, y: readonly number[], statistic: 'studentized' | 'difference', draws = 40_000): RandomizationTest {
  const asking = randomizationInference({ mechanism, outcome: Float64Array.from(y), statistic, draws, seed: 1 });
  const found = runSync(fromColumns({}), asking);
  if (isMechanismRefusal(found)) throw new Error(found.kind);
  return found;
}

const mechanismOf = ({ arm, block, cluster, on, acceptance }: Case): Mechanism => ({
  arms: Int32Array.from(arm),
  ...(block && { blocks: codesOf(block) }),
  ...(cluster && { clusters: codesOf(cluster) }),
  ...(on && { rerandomized: { on: on.map((x) => Float64Array.from(x)), acceptance: acceptance! } }),
});

const expectPValues = (found: PValues, expected: PValues): void => {
  for (const side of ['twoSided', 'greater', 'less'] as const) expect(Math.abs(found[side] - expected[side]), side).toBeLessThan(golden.tolerance.pValue);
};

describe.each(golden.cases.map((one) => ({ name: one.name, one })))('enumerated: $name', ({ one }) => {
  const { expected } = one;
  const test = tested(mechanismOf(one), one.y, one.statistic);

  it('has the same assignments and p-values', () => {
    expect([test.exact, test.assignments]).toEqual([true, expected.assignments]);
    expect(test.estimate).toBeCloseTo(expected.estimate, 12);
    expectPValues(test.pValue, expected.pValue);
  });

  it('has the same p-values under an effect', () => {
    const { effect, pValue } = expected.atEffect;
    expectPValues(
      tested(
        mechanismOf(one),
        one.y.map((y, i) => y - effect * one.arm[i]),
        one.statistic,
      ).pValue,
      pValue,
    );
  });

  it('rejects the same effects', () => {
    const error = Math.abs(test.estimate / test.statistic);
    const [set, bounds] = [test.set(expected.level), test.bounds(expected.level)];
    for (const [found, asked] of [
      [set.low, expected.set.low],
      [set.high, expected.set.high],
      [bounds.low, expected.bounds.low],
      [bounds.high, expected.bounds.high],
    ])
      expect(Math.abs(found! - asked!) / error).toBeLessThan(golden.tolerance.ends);
  });
});

describe('published', () => {
  it('scipy permutation_test, one-sided, by Welch', () => {
    const { pValue } = tested(mechanismOf(golden.cases[0]), golden.cases[0].y, 'studentized');
    expect([pValue.greater, pValue.less]).toEqual([expect.closeTo(golden.scipy.greater, 12), expect.closeTo(golden.scipy.less, 12)]);
  });

  it('the lady who tasted tea: 1 of 70', () => {
    const { arm, y, greater } = golden.published.tea;
    expect(tested({ arms: Int32Array.from(arm) }, y, 'studentized').pValue.greater).toBe(greater);
  });

  it.each(['difference', 'studentized'] as const)("Darwin's maize, 863 of 32,768, by the %s", (statistic) => {
    const { differences, greater, twoSided } = golden.published.darwin;
    // One plant of a pair is as high as it is above the other.
    const y = differences.flatMap((d) => [d, 0]);
    const pairs = { arms: Int32Array.from(y, (_, i) => 1 - (i % 2)), blocks: codesOf(y.map((_, i) => i >> 1)) };
    const test = tested(pairs, y, statistic);
    expect([test.pValue.greater, test.pValue.twoSided, test.assignments]).toEqual([greater, twoSided, 32_768]);
  });
});
