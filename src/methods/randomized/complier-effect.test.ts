import { describe, expect, it } from 'vitest';
import { fromColumns, fromRows } from '../../engines/memory/from-rows.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import type { ComplierDetails } from './complier-details.ts';
import { complierEffect } from './complier-effect.ts';

const random = stream(21);
const n = 600;
const z = Array.from({ length: n }, (_, i) => i % 2);
const x = z.map(() => random.normal());
const d = z.map((arm, i) => (random.normal() + x[i] + 1.5 * arm > 0 ? 1 : 0));
const y = d.map((used, i) => used + x[i] + random.normal());
const asked = { outcome: 'y', assignment: 'z', control: 0, usage: 'd' };

describe('complierEffect', () => {
  it('passes relevance when the set is an interval, and names what it assumes', () => {
    const { estimates, findings } = runSync(fromColumns({ y, z, d }), complierEffect(asked));
    expect(estimates[0].estimand).toMatchObject({ population: 'compliers', says: expect.stringContaining('compliers') });
    expect(findings).toMatchObject([
      { check: 'weak-instrument', verdict: 'pass', statistic: (estimates[0].details as ComplierDetails).firstStageF },
      { check: 'instrument-assumptions', verdict: 'warn' },
    ]);
  });

  it('tells who compliers are among the units of the effect alone: whoever lacks the outcome is in neither', () => {
    const outcome = y.map((value, i) => (x[i] > 0.5 && i % 3 === 0 ? undefined : value));
    const only = (values: readonly number[]): readonly number[] => values.filter((_, i) => outcome[i] !== undefined);
    const asking = () => complierEffect({ ...asked, covariates: ['x'] });
    const whole = runSync(fromRows(outcome.map((value, i) => ({ y: value, z: z[i], d: d[i], x: x[i] }))), asking());
    const among = runSync(fromColumns({ y: only(y), z: only(z), d: only(d), x: only(x) }), asking());
    const of = ({ estimates }: typeof whole) => (estimates[0].details as ComplierDetails).compliers;
    expect(of(whole)).toEqual(of(among));
    expect(of(whole)![0].meanOfAll).not.toBeCloseTo(x.reduce((a, b) => a + b, 0) / n, 2);
  });

  it('fails relevance when the set is unbounded, and keeps the set', () => {
    const same = z.map((_, i) => (i % 6 < 2 ? 1 : i === 2 ? 1 : 0));
    const { estimates, findings } = runSync(fromColumns({ y, z, d: same }), complierEffect(asked));
    const { pieces } = estimates[0].interval;
    expect(pieces.every(({ low, high }) => low !== undefined && high !== undefined)).toBe(false);
    expect(findings[0]).toMatchObject({ check: 'weak-instrument', verdict: 'fail', says: expect.stringContaining('not bounded') });
  });

  it('is refused when usage does not differ at all', () => {
    const { estimates, findings } = runSync(fromColumns({ y, z, d: z.map((_, i) => (i % 4 < 2 ? 1 : 0)) }), complierEffect(asked));
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([{ check: 'weak-instrument', verdict: 'refuse' }]);
  });

  it('has no F when everybody does as assigned', () => {
    const { estimates, findings } = runSync(fromColumns({ y, z, d: z }), complierEffect(asked));
    expect(estimates[0].details).not.toHaveProperty('firstStageF');
    expect(findings[0]).toMatchObject({ verdict: 'pass', says: 'Assignment raises d: 100.0 % of arm 1 and 0.0 % of arm 0 used it.' });
  });

  it('suspects swapped arms where usage falls, and only where that is sure', () => {
    const found = (used: readonly number[]) =>
      runSync(fromColumns({ y, z, d: used }), complierEffect(asked)).findings.find(({ check }) => check === 'reversed-usage');
    expect(found(d)).toBeUndefined();
    expect(found(d.map((used) => 1 - used))).toMatchObject({
      verdict: 'fail',
      identification: true,
      about: { column: 'd', arm: '1' },
      says: expect.stringMatching(/^Fewer units use d in arm 1 than in control .* seem to be swapped/),
    });
    expect(found(z.map((arm) => 1 - arm))).toMatchObject({ verdict: 'fail' });
    // 20 against 30 of 300: p = 0.14.
    expect(found(z.map((arm, i) => (i < (arm === 1 ? 40 : 60) ? 1 : 0)))).toBeUndefined();
  });

  it('suspects them by clusters where these were randomized, and not where few units of an arm use it', () => {
    // 12 teams an arm of 10 units, of which so many use it.
    const teams = (...used: readonly (readonly [control: number, treatment: number])[]) => {
      const units = [0, 1].flatMap((arm) =>
        used.flatMap((counts, g) => Array.from({ length: 10 }, (_, i) => ({ arm, team: 100 * arm + g, d: i < counts[arm] ? 1 : 0 }))),
      );
      const read = (pick: (unit: (typeof units)[number], i: number) => number) => units.map(pick);
      const rows = fromColumns({ y: read((_, i) => (i * 7) % 11), z: read(({ arm }) => arm), d: read(({ d }) => d), team: read(({ team }) => team) });
      return runSync(rows, complierEffect({ ...asked, cluster: 'team' })).findings.find(({ check }) => check === 'reversed-usage');
    };
    const all = <T>(one: T) => Array.from({ length: 12 }, () => one);
    expect(teams(...all([8, 3] as const))).toMatchObject({ verdict: 'fail', identification: true, pValue: 0.0001 });
    expect(teams(...all([3, 8] as const))).toBeUndefined();
    // 30 units of three teams against none: a z test by units is sure of it.
    expect(teams([10, 0], [10, 0], [10, 0], ...all([0, 0] as const).slice(3))).toBeUndefined();
  });

  it('tells an outcome called usage from usage', () => {
    const [named] = runSync(fromColumns({ usage: y, z, d }), complierEffect({ ...asked, outcome: 'usage' })).estimates;
    const [plain] = runSync(fromColumns({ y, z, d }), complierEffect(asked)).estimates;
    expect([named.value, named.standardError]).toEqual([plain.value, plain.standardError]);
  });

  it('takes units with outcome and usage known', () => {
    const holes = d.map((used, i) => (i < 8 ? null : used));
    const [{ sizes }] = runSync(fromColumns({ y, z, d: holes }), complierEffect(asked)).estimates;
    expect(sizes).toEqual({ units: n - 8, perArm: { 0: 296, 1: 296 }, dropped: { 0: 4, 1: 4 } });
  });
});
