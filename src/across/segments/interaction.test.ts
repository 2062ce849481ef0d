import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Estimate } from '../../estimate/estimate.ts';
import { interactionTest } from './interaction.ts';

interface Case {
  readonly groups: readonly (readonly number[])[];
  readonly expected: { readonly statistic: number; readonly df1: number; readonly df2: number; readonly pValue: number };
}

const { cases, tolerance } = JSON.parse(readFileSync(new URL('../../../goldens/segments/welch.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[];
  tolerance: number;
};

/** The mean of a group as an estimate: all that the test reads of one. */
function meanAsEstimate(group: readonly number[]): Estimate {
  const n = group.length;
  const value = group.reduce((a, b) => a + b, 0) / n;
  const variance = group.reduce((sum, y) => sum + (y - value) ** 2, 0) / (n - 1);
  const reference = { kind: 't', df: n - 1 } as const;
  return {
    value,
    standardError: Math.sqrt(variance / n),
    interval: { pieces: [], level: 0.95, side: 'two-sided', kind: 'pointwise', reference },
  } as unknown as Estimate;
}

it.each(cases.map((c) => ({ sizes: c.groups.map((g) => g.length).join(', '), ...c })))(
  'agrees with oneway.test on groups of $sizes',
  ({ groups, expected }) => {
    const found = interactionTest(groups.map(meanAsEstimate))!;
    expect(Math.abs(found.statistic / expected.statistic - 1)).toBeLessThan(tolerance);
    expect(Math.abs(found.df[1] / expected.df2 - 1)).toBeLessThan(tolerance);
    expect(Math.abs(found.pValue / expected.pValue - 1)).toBeLessThan(tolerance);
    expect(found.df[0]).toBe(expected.df1);
  },
);

it('has nothing to say of one estimate', () => expect(interactionTest([meanAsEstimate([1, 2, 4])])).toBeUndefined());
