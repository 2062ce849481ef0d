import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { waldEstimate } from '../../../test/support/wald-estimate.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { interactionFindings, interactionTest } from './interaction.ts';
import { segmentId } from './segment.ts';

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

it('leaves out estimates without a standard error, or with one of zero', () => {
  const { standardError, ...unsized } = meanAsEstimate([5, 7, 9]);
  const [a, b] = [meanAsEstimate([1, 2, 4]), meanAsEstimate([3, 5, 6, 7])];
  expect(interactionTest([a, unsized, b, { ...a, standardError: 0 }])).toEqual(interactionTest([a, b]));
  expect(interactionTest([a, unsized])).toBeUndefined();
});

it('is a test of a chi-squared over its degrees of freedom where the estimates are normal', () => {
  const found = interactionTest([0, 2].map((value) => waldEstimate({ value, standardError: 1 })))!;
  expect(found).toMatchObject({ statistic: 2, df: [1, Infinity] });
  // P(chi-squared of one degree of freedom > 2).
  expect(found.pValue).toBeCloseTo(0.15729920705028513, 10);
});

describe('findings about a column', () => {
  const inSegment = (column: string, level: string, value: number, outcome = 'y', treatment = '1'): Estimate => {
    const e = waldEstimate({ outcome, treatment, value });
    return { ...e, id: segmentId(e.id, { column, level }), estimand: { ...e.estimand, segment: { column, level } } };
  };
  const column = (name: string, differ: number, outcome = 'y', treatment = '1') => [
    inSegment(name, 'a', 0, outcome, treatment),
    inSegment(name, 'b', differ, outcome, treatment),
  ];
  // Two estimates of standard error 1 that differ by d: F = d^2 / 2.
  const p = (differ: number) => interactionTest(column('x', differ))!.pValue;

  it('warn where effects differ, and pass where they do not', () => {
    const [differing] = interactionFindings(column('lang', 4), 0.05);
    expect(differing).toMatchObject({
      check: 'interaction',
      about: { column: 'lang', arm: '1' },
      verdict: 'warn',
      statistic: 8,
      threshold: 0.05,
      pValue: p(4),
      says: "The effect of 1 against 0 on y differs between the values of lang (F = 8.00, p = 0.005): the average is not everybody's effect.",
    });
    const [same] = interactionFindings(column('lang', 1), 0.05);
    expect(same).toMatchObject({
      verdict: 'pass',
      says: 'The effect of 1 against 0 on y does not clearly differ between the values of lang (F = 0.50, p = 0.48).',
    });
    expect(same).not.toHaveProperty('mend');
    expect(interactionFindings(column('lang', 4), p(4))[0].verdict).toBe('pass');
  });

  it('count the columns of an outcome and arm by Holm, and no others', () => {
    const estimates = [...column('lang', 3), ...column('plan', 4), ...column('lang', 4, 'z'), ...column('lang', 4, 'y', '2')];
    const found = interactionFindings(estimates, 0.05);
    expect(found.map((f) => [f.about.column, f.about.arm, f.pValue])).toEqual([
      ['lang', '1', expect.closeTo(p(3), 12)],
      ['plan', '1', expect.closeTo(2 * p(4), 12)],
      ['lang', '1', expect.closeTo(p(4), 12)],
      ['lang', '2', expect.closeTo(p(4), 12)],
    ]);
    expect(found.map((f) => f.says.includes(' by Holm)'))).toEqual([true, true, false, false]);
  });

  it('are none for a column with one segment', () => expect(interactionFindings([inSegment('lang', 'a', 3)], 0.05)).toEqual([]));
});
