import { describe, expect, it } from 'vitest';
import { estimated } from '../../../test/support/compared-rows.ts';
import { pairedChanges } from '../../models/did/adjusted-changes.ts';
import { welch } from '../welch.ts';
import { leftOutError } from './left-out-error.ts';

const change = Float64Array.of(4, 7, 1, 3, 2, 6, 5, 9, 8.5);
const treated = Uint8Array.of(1, 1, 1, 0, 0, 0, 0, 0, 0);
const { loading, leftOut } = estimated(pairedChanges({ treated, changes: [change], covariates: [], names: [], how: 'regression', leaveOut: 'rows' }));
const [contributions] = leftOut!.contributions;
const parts = [loading.map((value) => Math.max(0, value)), loading.map((value) => Math.min(0, value))];

describe('the error from estimates without each cluster', () => {
  it('is that of Welch with n - 1 in place of n, and so are its degrees of freedom', () => {
    const armOf = (of: number) => {
      const values = change.filter((_, i) => treated[i] === of);
      const n = values.length;
      const mean = values.reduce((sum, value) => sum + value, 0) / n;
      return { n, mean, variance: ((8 / 9) * values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / (n - 1) ** 2 };
    };
    const wanted = welch(armOf(1), armOf(0));
    const { standardError, df } = leftOutError({ contributions, parts });
    expect(standardError).toBeCloseTo(wanted.standardError, 12);
    expect(df).toBeCloseTo(wanted.df, 12);
  });

  it('has no more degrees of freedom than equal variances have: few treated that are alike by chance lend none', () => {
    const alike = contributions.map((value, i) => (treated[i] === 1 ? value / 1000 : value));
    // Traces of equal variances: 1 / (m - 1) for m equal shares.
    expect(leftOutError({ contributions: alike, parts }).df).toBeCloseTo((1 / 2 + 1 / 5) ** 2 / (1 / 4 / 2 + 1 / 25 / 5), 10);
  });

  it('has one less than the clusters where each has its like of every part', () => {
    const share = new Float64Array(9).fill(1 / 9);
    expect(leftOutError({ contributions, parts: [share, share.map((value) => -value)] }).df).toBeCloseTo(8, 12);
  });

  it('has none where one cluster holds a part, or where nothing varies', () => {
    expect(leftOutError({ contributions, parts: [Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0), parts[1]] }).df).toBe(0);
    expect(leftOutError({ contributions: new Float64Array(9), parts })).toEqual({ standardError: 0 });
  });
});
