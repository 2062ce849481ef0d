import { describe, expect, it } from 'vitest';
import type { Piece } from '../../estimate/estimate.ts';
import { stream } from '../../math/random/stream.ts';
import { andersonRubinSet, andersonRubinTest } from './anderson-rubin.ts';
import { certifiedSet } from './certified-set.ts';
import { atAngle, type RobustPair, waldStatistic } from './robust-pair.ts';

/** A pair of m effects with a covariance that rows could have. */
function drawn(seed: number, m: number, strength: number): RobustPair {
  const random = stream(seed);
  const rows = Array.from({ length: 3 * m }, () => ({
    weight: Float64Array.from({ length: m }, () => random.normal()),
    outcome: random.normal() * Math.exp(random.normal()),
    treatment: random.normal() * Math.exp(random.normal()),
  }));
  const sum = (of: (row: (typeof rows)[number]) => number): Float64Array =>
    Float64Array.from({ length: m * m }, (_, e) => rows.reduce((total, row) => total + of(row) * row.weight[Math.floor(e / m)] * row.weight[e % m], 0) / m);
  const effects = (scale: number): Float64Array => Float64Array.from({ length: m }, () => scale * random.normal());
  return {
    outcome: effects(strength),
    treatment: effects(strength),
    covariance: { outcome: sum((r) => r.outcome ** 2), cross: sum((r) => 2 * r.outcome * r.treatment), treatment: sum((r) => r.treatment ** 2) },
  };
}

const statisticAt = (pair: RobustPair, t: number): number => {
  const { effects, covariance } = atAngle(pair, Math.atan(t));
  return waldStatistic(effects, covariance)!;
};
const contains = (pieces: readonly Piece[], t: number): boolean => pieces.some(({ low = -Infinity, high = Infinity }) => low <= t && t <= high);
const shape = (pieces: readonly Piece[]): string =>
  pieces.map(({ low, high }) => `${low === undefined ? '(' : '['}${high === undefined ? ')' : ']'}`).join(' ') || 'empty';

describe('certifiedSet', () => {
  it('holds exactly the values that the statistic does not reject, whatever its shape', () => {
    const shapes = new Set<string>();
    for (let seed = 0; seed < 300; seed++) {
      const pair = drawn(seed, 2 + (seed % 4), seed % 3 === 0 ? 4 : 2);
      const critical = [2, 5, 12][seed % 3];
      const pieces = certifiedSet(pair, critical)!;
      shapes.add(shape(pieces));
      for (let i = 1; i < 400; i++) {
        const t = Math.tan(-Math.PI / 2 + (Math.PI * i) / 400);
        const statistic = statisticAt(pair, t);
        if (Math.abs(statistic / critical - 1) > 1e-9 && contains(pieces, t) !== statistic <= critical)
          expect.fail(`seed ${seed}, t = ${t}: ${statistic} against ${critical}`);
      }
      for (const end of pieces.flatMap(({ low, high }) => [low, high]))
        if (end !== undefined) expect(Math.abs(statisticAt(pair, end) / critical - 1)).toBeLessThan(1e-7);
    }
    for (const one of ['empty', '[]', '()', '(] [)', '[] []']) expect([...shapes]).toContain(one);
  });

  it('is the set of the quadratic when the covariance is a multiple of one matrix', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = stream(900 + seed);
      const pair = drawn(seed, 3, 2);
      const [c, d] = [random.normal(), 0.5 + random.uniform()];
      const base = pair.covariance.outcome;
      const covariance = { outcome: base, cross: base.map((v) => 2 * c * v), treatment: base.map((v) => (c * c + d) * v) };
      const robust = andersonRubinSet({ kind: 'robust', instruments: 3, df: 40, pair: { ...pair, covariance }, origin: 0.3, scale: 2 }, 0.9)!;
      const explained = (a: Float64Array, b: Float64Array): number => {
        const wald = (v: Float64Array): number => waldStatistic(v, base)!;
        return (wald(a.map((x, i) => x + b[i])) - wald(a.map((x, i) => x - b[i]))) / 4;
      };
      const [y, t] = [pair.outcome, pair.treatment];
      const left = [40, 40 * c, 40 * (c * c + d)] as const;
      const classical = andersonRubinSet(
        { kind: 'classical', instruments: 3, df: 40, pair: { explained: [explained(y, y), explained(y, t), explained(t, t)], left } },
        0.9,
      )!;
      expect(shape(robust)).toBe(shape(classical));
      for (const [i, { low, high }] of classical.entries()) {
        if (low !== undefined) expect(Math.abs(robust[i].low! - low)).toBeLessThan(1e-8 * Math.max(1, Math.abs(low)));
        if (high !== undefined) expect(Math.abs(robust[i].high! - high)).toBeLessThan(1e-8 * Math.max(1, Math.abs(high)));
      }
    }
  });

  it('has no set and no test when too few clusters leave the covariance singular', () => {
    const one = Float64Array.of(1, 1, 1, 1);
    const pair = { outcome: Float64Array.of(1, 2), treatment: Float64Array.of(1, 1), covariance: { outcome: one, cross: one, treatment: one } };
    const singular = { kind: 'robust', instruments: 2, df: 3, pair, origin: 0, scale: 1 } as const;
    expect([andersonRubinSet(singular, 0.95), andersonRubinTest(singular)]).toEqual([undefined, undefined]);
  });

  it('takes a treatment that follows from the instruments: its variance is zero', () => {
    const pair = { ...drawn(3, 2, 3), covariance: { outcome: Float64Array.of(1, 0.2, 0.2, 2), cross: new Float64Array(4), treatment: new Float64Array(4) } };
    const [{ low, high }, ...others] = certifiedSet(pair, 40)!;
    expect(others).toEqual([]);
    for (const end of [low!, high!]) expect(Math.abs(statisticAt(pair, end) / 40 - 1)).toBeLessThan(1e-9);
  });
});
