import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newcombe } from '../newcombe.ts';
import { exactDifference } from './limits-that-hold.ts';
import { exactInPairs, exceedsInPairs, type Pairs, tangoLimits, tangoScore } from './paired.ts';
import { pooledDifference } from './pooled-strata.ts';
import { type EventStratum, stratifiedLimits } from './stratified-score.ts';
import { exceeds } from './unconditional-test.ts';

type Counts = readonly [number, number, number, number];
type Intervals = Readonly<Record<string, readonly [number, number]>>;
interface Golden {
  readonly tolerance: { readonly limits: number; readonly published: number; readonly pValue: number };
  readonly strata: readonly { readonly strata: readonly Counts[]; readonly intervals: Intervals }[];
  readonly published: readonly { readonly counts: Counts; readonly interval: readonly [number, number] }[];
  readonly pairs: readonly { readonly pairs: readonly [number, number, number]; readonly intervals: Intervals }[];
  readonly exact: readonly { readonly pairs: readonly [number, number, number]; readonly null: number; readonly pValue: number }[];
  readonly conditional: readonly { readonly unlike: readonly [number, number]; readonly pValue: number }[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../../goldens/exact/blocks.json', import.meta.url), 'utf8'));

function strataOf(counts: readonly Counts[]): readonly EventStratum[] {
  const all = counts.reduce((sum, [, n1, , n0]) => sum + n1 + n0, 0);
  return counts.map(([e1, n1, e0, n0]) => ({ treatment: { events: e1, n: n1 }, control: { events: e0, n: n0 }, share: (n1 + n0) / all }));
}
const pairsOf = ([n, treatmentOnly, controlOnly]: readonly [number, number, number]): Pairs => ({ n, treatmentOnly, controlOnly });
const apart = ({ low, high }: { readonly low: number; readonly high: number }, [least, most]: readonly [number, number]): number =>
  Math.max(Math.abs(low - least), Math.abs(high - most));

describe('score limits over strata', () => {
  it.each(golden.strata)('$strata', ({ strata, intervals }) => {
    for (const [level, limits] of Object.entries(intervals))
      expect(apart(stratifiedLimits(strataOf(strata), Number(level)), limits)).toBeLessThan(golden.tolerance.limits);
  });
});

it.each(golden.published)('score limits of one stratum: $counts, as published', ({ counts, interval }) =>
  expect(apart(stratifiedLimits(strataOf([counts]), 0.95), interval)).toBeLessThan(golden.tolerance.published),
);

describe('limits that hold over strata', () => {
  const alpha = 0.05;
  it('are those of the two arms where every stratum has the same shares', () => {
    const strata = strataOf([
      [1, 90, 0, 10],
      [2, 180, 1, 20],
      [0, 45, 1, 5],
    ]);
    const [treatment, control] = [
      { events: 3, n: 315 },
      { events: 2, n: 35 },
    ];
    const limits = newcombe(treatment, control, 0.9);
    expect(pooledDifference(strata, limits, alpha)).toEqual(exactDifference(treatment, control, limits, alpha));
  });

  it('count an arm by its heaviest units, with the events that hold on either side', () => {
    // Of treatment 20 of 100 units weigh half: each as much as 40 would.
    const strata = strataOf([
      [2, 80, 1, 20],
      [1, 20, 1, 80],
    ]);
    const limits = stratifiedLimits(strata, 0.9);
    const held = pooledDifference(strata, limits, alpha);
    // Treatment: 40 (0.5 * 2 / 80 + 0.5 / 20) = 1.5 events, control 40 (0.5 / 20 + 0.5 / 80) = 1.25.
    const [fewest, most] = [1, 2].map((events) => ({ events, n: 40 }));
    const above = (value: number): number => exceeds(fewest, most, { measure: 'difference', value: -value });
    const below = (value: number): number => exceeds(fewest, most, { measure: 'difference', value });
    for (const [p, limit, inside] of [
      [above, held.high, -0.001],
      [below, held.low, 0.001],
    ] as const)
      expect([p(limit) <= alpha, p(limit + inside) <= alpha]).toEqual([true, false]);
    expect(held.high).toBeGreaterThan(limits.high);
  });
});

describe('pairs', () => {
  it.each(golden.pairs)("Tango's limits of $pairs", ({ pairs, intervals }) => {
    for (const [level, limits] of Object.entries(intervals))
      expect(apart(tangoLimits(pairsOf(pairs), Number(level)), limits)).toBeLessThan(golden.tolerance.limits);
  });

  it.each(golden.exact)('$pairs against $null, by full enumeration', ({ pairs, null: value, pValue }) => {
    expect(Math.abs(exceedsInPairs(pairsOf(pairs), value, 0) / pValue - 1)).toBeLessThan(golden.tolerance.pValue);
  });

  it.each(golden.conditional)('a limit stays over zero where the exact conditional test of $unlike does not reject', ({ unlike: [b, c], pValue }) => {
    const pairs = { n: 60, treatmentOnly: b, controlOnly: c };
    const at = (alpha: number) => exactInPairs(pairs, { low: 0.001, high: 0.3 }, alpha).low;
    expect(at(pValue * 0.999)).toBeLessThanOrEqual(0);
    expect(exactInPairs({ n: 60, treatmentOnly: c, controlOnly: b }, { low: -0.3, high: -0.001 }, pValue * 0.999).high).toBeGreaterThanOrEqual(0);
  });

  it('move out to where the test rejects what lies beyond, and no further than it asks', () => {
    for (const pairs of [pairsOf([400, 1, 3]), pairsOf([60, 0, 2]), pairsOf([200, 0, 0])]) {
      const limits = tangoLimits(pairs, 0.9);
      const held = exactInPairs(pairs, limits, 0.05);
      expect(held.high).toBeGreaterThanOrEqual(limits.high);
      const above = (value: number): number => exceedsInPairs({ n: pairs.n, treatmentOnly: pairs.controlOnly, controlOnly: pairs.treatmentOnly }, -value);
      for (const out of [0, 0.05, 0.3]) expect(above(held.high + out * (held.high - held.low))).toBeLessThanOrEqual(0.05);
      if (held.high > Math.max(limits.high, 0)) expect(above(held.high - 0.01 * (held.high - held.low))).toBeGreaterThan(0.05);
    }
  });

  it('have a statistic that rises with the events of treatment alone and falls with those of control alone', () => {
    const n = 16;
    for (const value of [-0.6, -0.1, -0.01, 0, 0.05, 0.5])
      for (let b = 0; b < n; b++)
        for (let c = 0; b + c < n; c++) {
          const at = tangoScore({ n, treatmentOnly: b, controlOnly: c }, value);
          expect(tangoScore({ n, treatmentOnly: b + 1, controlOnly: c }, value)).toBeGreaterThanOrEqual(at - 1e-9);
          expect(tangoScore({ n, treatmentOnly: b, controlOnly: c + 1 }, value)).toBeLessThanOrEqual(at + 1e-9);
        }
  });
});
