import { describe, expect, it } from 'vitest';
import { expectDeepClose } from '../../../../test/support/deep-close.ts';
import { fromRows } from '../../../engines/memory/from-rows.ts';
import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import { add, column, number, times } from '../../../expressions/build.ts';
import { stream } from '../../../math/random/stream.ts';
import { runSync } from '../../../relation/run.ts';
import { itt } from '../itt.ts';
import { type RatioDetails, ratioEffect } from './ratio-effect.ts';
import type { RatioOptions } from './ratio-options.ts';

interface Row {
  readonly arm: number | null;
  readonly store: string;
  readonly spend: number | null;
  readonly visits: number | null;
}

/** Visitors of stores: some never come, and spend follows visits. `moved` is added to the visits of the treated. */
function visitors(n = 300, moved = 0): readonly Row[] {
  const random = stream(17);
  return Array.from({ length: n }, (_, i) => {
    const arm = Math.floor(i / 5) % 2;
    const visits = random.bernoulli(0.8) * (1 + random.integer(5)) + moved * arm;
    return { arm, store: `s${Math.floor(i / 5)}`, visits, spend: visits * (3 + 0.5 * arm) + (visits > 0 ? random.normal() : 0) };
  });
}

const usual: RatioOptions = { outcome: 'spend a visit', numerator: 'spend', denominator: 'visits', assignment: 'arm', control: 0 };
const answer = (rows: readonly Row[], changes: Partial<RatioOptions> = {}): Answer =>
  runSync(fromRows(rows.map((row) => ({ ...row }))), ratioEffect({ ...usual, ...changes }));
const only = (rows: readonly Row[], changes: Partial<RatioOptions> = {}) => answer(rows, changes).estimates[0];
const errorOf = (rows: readonly Row[], changes: Partial<RatioOptions> = {}): EstimandError => {
  try {
    answer(rows, changes);
  } catch (error) {
    if (error instanceof EstimandError) return error;
    throw error;
  }
  throw new Error('no error');
};

const rows = visitors();

describe('ratioEffect', () => {
  it('is the intention-to-treat effect when the denominator is one', () => {
    const whole = rows.map((row) => ({ ...row, visits: 1 }));
    const { value, standardError, interval, bounds, test, relative, sizes } = only(whole);
    const [plain] = runSync(fromRows(whole), itt({ outcome: 'spend', assignment: 'arm', control: 0 })).estimates;
    expectDeepClose(
      { value, standardError, interval, bounds, test, relative, sizes },
      {
        value: plain.value,
        standardError: plain.standardError,
        interval: plain.interval,
        bounds: plain.bounds,
        test: plain.test,
        relative: plain.relative,
        sizes: plain.sizes,
      },
      1e-14,
    );
  });

  it('scales with the numerator, and by one over the scale of the denominator', () => {
    const base = only(rows);
    const [tenfold, halved] = [only(rows, { numerator: times(10, column('spend')) }), only(rows, { denominator: times(2, column('visits')) })];
    expectDeepClose(
      [tenfold.value, tenfold.standardError, tenfold.relative],
      [10 * base.value, 10 * base.standardError!, { ...base.relative, controlMean: 10 * base.relative!.controlMean }],
      1e-12,
    );
    expectDeepClose([halved.value, halved.standardError, halved.test!.pValue], [base.value / 2, base.standardError! / 2, base.test!.pValue], 1e-12);
  });

  it('takes rows twice for twice as many units: the same value, the variance of twice the sample', () => {
    const [once, twice] = [only(rows, { covariance: 'totals' }), only([...rows, ...rows], { covariance: 'totals' })];
    expect(twice.value).toBeCloseTo(once.value, 12);
    // n arms of 150: s^2 / n becomes s^2 (n - 1) / (n - 1/2) / 2n.
    expect(twice.standardError! ** 2 / once.standardError! ** 2).toBeCloseTo(149 / 299, 12);
  });

  it('is the plain effect when every cluster is one row', () => {
    const ones = rows.map((row, i) => ({ ...row, store: `s${i}` }));
    const { sizes, method, ...base } = only(ones, { covariance: 'totals' });
    const clustered = only(ones, { cluster: 'store', covariance: 'totals' });
    const { sizes: counted, method: echoed, ...rest } = clustered;
    expectDeepClose(rest, base, 1e-12);
    expect(counted).toEqual({ ...sizes, clusters: 300 });
    expect(echoed.options).toEqual({ ...method.options, cluster: 'store' });
  });

  it('sums clusters first, and leaves out rows that lack a part', () => {
    const holes = rows.map((row, i) => ({ ...row, visits: i % 30 === 9 ? null : row.visits }));
    const stores = new Map<string, { arm: number | null; store: string; spend: number; visits: number }>();
    for (const row of holes) {
      if (row.visits === null) continue;
      const { spend, visits } = stores.get(row.store) ?? { spend: 0, visits: 0 };
      stores.set(row.store, { arm: row.arm, store: row.store, spend: spend + row.spend!, visits: visits + row.visits });
    }
    const { value, standardError, sizes } = only(holes, { cluster: 'store', covariance: 'totals' });
    const rolled = only([...stores.values()], { covariance: 'totals' });
    expectDeepClose([value, standardError], [rolled.value, rolled.standardError], 1e-12);
    expect(sizes).toEqual({ units: 290, perArm: { 0: 150, 1: 140 }, dropped: { 0: 0, 1: 10 }, clusters: 60 });
  });

  it('is that of clusters of one unit each where few units hold most of the denominator', () => {
    const ones = rows.map((row, i) => ({ ...row, store: `s${i}`, visits: i % 12 < 10 ? 0 : row.visits, spend: i % 12 < 10 ? 0 : row.spend }));
    const [units, clustered] = [only(ones), only(ones, { cluster: 'store' })];
    expectDeepClose([units.value, units.standardError, units.interval], [clustered.value, clustered.standardError, clustered.interval], 1e-10);
    expectDeepClose(units.relative, clustered.relative, 1e-10);
    expect(units.sizes.clusters).toBeUndefined();
    const delta = only(ones, { covariance: 'totals' });
    expect(units.standardError! / delta.standardError!).toBeGreaterThan(1.01);
    expect((units.details as RatioDetails).df).toBeLessThan(60);
  });

  it('leaves the delta method as it is where the denominator is steady', () => {
    const many = visitors(6000);
    expect(only(many)).toEqual({ ...only(many, { covariance: 'totals' }) });
  });

  it('fails where its error is hardly known: nearly all of the denominator is of a few units', () => {
    const few = rows.map((row, i) => ({ ...row, visits: i < 10 && i % 5 < 2 ? 5 + (i % 3) : 0, spend: i < 10 && i % 5 < 2 ? 9 + i : 0 }));
    const { findings } = answer(few);
    expect(findings.filter((f) => f.verdict === 'fail')).toMatchObject([
      {
        check: 'ratio-denominator',
        about: { column: 'visits', estimate: 'ratio-effect:spend a visit' },
        threshold: 4,
        says: expect.stringContaining('degrees of freedom'),
      },
    ]);
  });

  it('says that totals of clusters move, where clusters were randomized', () => {
    const pairs = visitors(300, 3).map((row, i) => ({ ...row, store: `${row.arm} ${i >> 2}` }));
    const { findings } = answer(pairs, { cluster: 'store' });
    expect(findings.map((f) => f.says).join()).toMatch(/denominator of spend a visit, by \+[\d.]+ a cluster of store \(p/);
  });

  it('warns where the denominator moves, with the two effects beside it', () => {
    const { estimates, findings } = answer(visitors(300, 3));
    expect(findings).toMatchObject([
      { check: 'ratio-denominator', verdict: 'warn', about: { column: 'visits', arm: '1', estimate: 'ratio-effect:spend a visit' } },
    ]);
    expect(findings[0].says).toMatch(/^Arm 1 moves visits, the denominator of spend a visit, by \+2\.91 a unit \(p < 0\.001\): the ratio mixes two effects\.$/);
    const { numerator, denominator, ratios } = estimates[0].details as RatioDetails;
    expect(ratios.treatment).toBeCloseTo(numerator.treatment / denominator.treatment, 12);
    expect(denominator.interval.low).toBeGreaterThan(2);
    expect(answer(rows).findings).toEqual([]);
  });

  it('warns of negative and of weak denominators', () => {
    const negative = rows.map((row, i) => ({ ...row, visits: i < 2 ? -1 : row.visits }));
    expect(answer(negative).findings).toMatchObject([{ check: 'ratio-denominator', verdict: 'warn', statistic: 2 }]);
    const weak = rows.map((row, i) => ({ ...row, visits: i % 37 === 0 ? 5 : 0 }));
    expect(answer(weak).findings.map(({ says }) => says)).toEqual([
      expect.stringMatching(/in arm 0 is only 2\.\d of its standard errors/),
      expect.stringMatching(/in arm 1/),
    ]);
  });

  it('stops where a cluster is in two arms', () => {
    const split = rows.map((row, i) => ({ ...row, arm: i === 0 ? 1 : row.arm }));
    expect(() => answer(split, { cluster: 'store' })).toThrow('1 value of store, of 60');
  });

  it('refuses a ratio that is the same for every unit', () => {
    for (const changes of [{ numerator: times(3, column('visits')) }, { numerator: number(0) }]) {
      const { estimates, findings } = answer(rows, changes);
      expect(estimates).toEqual([]);
      expect(findings).toMatchObject([{ check: 'constant-outcome', verdict: 'refuse' }]);
    }
  });

  it('names what is wrong', () => {
    const zero = rows.map((row) => ({ ...row, visits: row.arm === 1 ? 0 : row.visits }));
    expect(errorOf(zero)).toMatchObject({ code: 'denominator-not-positive', facts: { column: 'visits', arm: '1', total: 0 } });
    expect(errorOf(rows, { denominator: 'spend' })).toMatchObject({ code: 'option-invalid', facts: { option: 'denominator' } });
    expect(errorOf(rows, { denominator: 'visit' })).toMatchObject({ code: 'column-unknown', facts: { column: 'visit' } });
    expect(errorOf(rows, { denominator: 'store' })).toMatchObject({ code: 'measure-not-numeric', facts: { column: 'store' } });
    expect(errorOf(rows.map((row) => ({ ...row, visits: row.arm === 1 ? null : row.visits })))).toMatchObject({ code: 'outcome-missing', facts: { arm: '1' } });
    expect(
      errorOf(
        rows.map((row) => ({ ...row, visits: row.arm === 1 ? null : row.visits })),
        { cluster: 'store' },
      ),
    ).toMatchObject({ code: 'outcome-missing' });
  });

  it('takes expressions for both parts', () => {
    const { value } = only(rows, { denominator: add(column('visits'), 0) });
    expect(value).toBeCloseTo(only(rows).value, 12);
  });
});
