import { describe, expect, it } from 'vitest';
import { expectDeepClose } from '../../../../test/support/deep-close.ts';
import { fromRows } from '../../../engines/memory/from-rows.ts';
import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import type { Estimate } from '../../../estimate/estimate.ts';
import { stream } from '../../../math/random/stream.ts';
import { runSync } from '../../../relation/run.ts';
import { type QuantileDetails, quantileEffect } from './quantile-effect.ts';
import type { QuantileOptions } from './quantile-options.ts';

interface Row {
  readonly arm: number;
  readonly host: string;
  readonly seconds: number | null;
}

/** Requests of hosts: 201 in either arm, so that p50 and p95 are values of single requests. */
function requests(each = 201, shift = 0.3): readonly Row[] {
  const random = stream(29);
  return Array.from({ length: 2 * each }, (_, i) => ({ arm: i % 2, host: `h${i}`, seconds: Math.exp(shift * (i % 2) + random.normal()) }));
}

const rows = requests();
const usual: QuantileOptions = { outcome: 'seconds', quantile: 0.95, assignment: 'arm', control: 0 };
const answer = (on: readonly Row[], changes: Partial<QuantileOptions> = {}): Answer =>
  runSync(fromRows(on.map((row) => ({ ...row }))), quantileEffect({ ...usual, ...changes }));
const only = (on: readonly Row[], changes: Partial<QuantileOptions> = {}): Estimate<QuantileDetails> =>
  answer(on, changes).estimates[0] as Estimate<QuantileDetails>;
const mapped = (on: readonly Row[], f: (seconds: number) => number): readonly Row[] => on.map((row) => ({ ...row, seconds: f(row.seconds!) }));
const withoutNames = ({ id, estimand, method, sizes, ...rest }: Estimate): object => rest;

describe('quantileEffect', () => {
  it('takes a condition as zero and one', () => {
    const counted = rows.map((row, i) => ({ ...row, seconds: i % 3 === 0 ? 1 : 0 }));
    const told = counted.map(({ seconds, ...row }) => ({ ...row, seconds: seconds === 1 }));
    expect(runSync(fromRows(told), quantileEffect({ ...usual, quantile: 0.5 }))).toEqual(answer(counted, { quantile: 0.5 }));
  });

  it('moves with a monotone transformation: the same requests are the quantiles, and the limits lie between the same ones', () => {
    for (const quantile of [0.5, 0.95]) {
      const [base, logged] = [only(rows, { quantile }), only(mapped(rows, Math.log), { quantile })];
      for (const [i, arm] of base.details!.arms.entries()) {
        const own = logged.details!.arms[i];
        expect(own.quantile).toBeCloseTo(Math.log(arm.quantile), 13);
        const rank = (limit: number): number => rows.filter((row) => `${row.arm}` === arm.arm && row.seconds! <= limit).length;
        expect([rank(Math.exp(own.low!)), rank(Math.exp(own.high!))]).toEqual([rank(arm.low!), rank(arm.high!)]);
      }
    }
  });

  it('turns around with the sign: p95 of minus y is minus p5 of y', () => {
    const [high, low] = [only(mapped(rows, (y) => -y)), only(rows, { quantile: 0.05 })];
    const [[piece], [own]] = [high.interval.pieces, low.interval.pieces];
    expectDeepClose([high.value, piece.low, piece.high, high.test!.pValue], [-low.value, -own.high!, -own.low!, low.test!.pValue], 1e-10);
  });

  it('scales in percent not at all', () => {
    expectDeepClose({ ...only(mapped(rows, (y) => 1000 * y)).relative, controlMean: 0 }, { ...only(rows).relative, controlMean: 0 }, 1e-12);
  });

  it('is the plain effect, to rounding, when every cluster is one row', () => {
    const [plain, clustered] = [only(rows), only(rows, { cluster: 'host' })];
    const { details, ...rest } = withoutNames(clustered) as Estimate<QuantileDetails>;
    const { details: own, ...base } = withoutNames(plain) as Estimate<QuantileDetails>;
    expectDeepClose(rest, base, 1e-9);
    expectDeepClose(details!.arms, own!.arms, 1e-9);
    expect(details!.clusters).toEqual({ 0: 201, 1: 201 });
  });

  it('widens by the design effect where requests of a host are alike', () => {
    const alike = requests(80).flatMap((row) => Array.from({ length: 5 }, () => row));
    const [ignored, clustered] = [only(alike, { quantile: 0.5 }), only(alike, { quantile: 0.5, cluster: 'host' })];
    const { arms } = clustered.details!;
    for (const { designEffect } of arms) expect(designEffect).toBeGreaterThan(4.9);
    expect(clustered.standardError!).toBeGreaterThan(1.7 * ignored.standardError!);
    expect(clustered.sizes.clusters).toBe(160);
  });

  it('tests as its interval does, at whichever level', () => {
    const e = only(rows, { quantile: 0.5 });
    const { interval } = only(rows, { quantile: 0.5, level: 1 - e.test!.pValue });
    expect(interval.pieces[0].low).toBeCloseTo(0, 8);
    // In percent the null is the same.
    expect(only(rows, { quantile: 0.5, level: 1 - e.test!.pValue }).relative!.interval!.pieces[0].low).toBeCloseTo(0, 8);
  });

  it('does not search p-values further than they can be told', () => {
    const { test } = only(requests(2000, 3), { quantile: 0.5 });
    expect(test!.pValue).toBeGreaterThan(0);
    expect(test!.pValue).toBeLessThan(1.1e-10);
  });

  it('warns of a thin tail, and leaves ends unbounded where the data end', () => {
    const { estimates, findings } = answer(requests(60), { quantile: 0.9, level: 0.9999, boundsLevel: 0.999 });
    expect(findings.map(({ check, verdict, says }) => [check, verdict, says])).toEqual([
      ['quantile-tail', 'warn', 'Only 6.0 units of arm 0 lie above p90 of seconds.'],
      ['quantile-tail', 'warn', 'Only 6.0 units of arm 1 lie above p90 of seconds.'],
    ]);
    expect(estimates[0].interval.pieces).toEqual([{}]);
    expect(estimates[0].bounds).toBeUndefined();
    expect(estimates[0].standardError).toBeGreaterThan(0);
  });

  it('refuses a tail of fewer than five units', () => {
    const { estimates, findings } = answer(requests(60), { quantile: 0.99 });
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([
      { check: 'quantile-tail', verdict: 'refuse', about: { arm: '0' } },
      { check: 'quantile-tail', verdict: 'refuse', about: { arm: '1' } },
    ]);
  });

  it('says where many units have the very value', () => {
    const whole = mapped(rows, Math.floor);
    const { estimates, findings } = answer(whole, { quantile: 0.5 });
    expect(findings.map(({ check }) => check)).toContain('quantile-ties');
    expect(findings[0].says).toMatch(/^\d+\.\d % of the units of arm 0 have the very value \d that is p50 of seconds: its interval is conservative/);
    expect(estimates[0].test!.pValue).toBeGreaterThan(0.05);
  });

  it('counts what it leaves out', () => {
    const holes = rows.map((row, i) => (i % 10 === 3 ? { ...row, seconds: null } : row));
    expect(only(holes).sizes).toMatchObject({ units: 362, dropped: { 0: 0, 1: 40 } });
  });

  it('names what is wrong', () => {
    for (const quantile of [0, 1, 95, Number.NaN])
      expect(() => answer(rows, { quantile })).toThrow(expect.objectContaining({ code: 'option-invalid' }) as EstimandError);
    expect(() => answer(rows, { outcome: 'host' })).toThrow(EstimandError);
  });
});
