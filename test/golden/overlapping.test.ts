import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { interactionMethod } from '../../src/across/alongside/difference.ts';
import { effectsAlongside } from '../../src/across/alongside/effects-alongside.ts';
import { equalEffects } from '../../src/across/alongside/equal-effects.ts';
import { interactionTest } from '../../src/across/segments/interaction.ts';
import { sidakLevel } from '../../src/across/sidak.ts';
import { independentAssignments } from '../../src/diagnostics/independent-assignments.ts';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { column } from '../../src/expressions/build.ts';
import { type ArmEvents, equalEffectsOfRare } from '../../src/inference/exact/equal-effects.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectAgreesWith, expectEstimate, expectPValue, expectRelative, type ReferenceEstimate } from '../support/agree.ts';

interface Table {
  readonly counts: readonly (readonly number[])[];
  readonly statistic: number;
  readonly pValue: number;
  readonly cells: readonly number[];
}

const golden: {
  readonly tolerance: number;
  readonly draws: number;
  readonly data: { readonly arm: string[]; readonly other: (string | null)[]; readonly y: number[]; readonly share: number[] };
  readonly effects: readonly ReferenceEstimate[];
  readonly differences: readonly ReferenceEstimate[];
  readonly equal: { readonly statistic: number; readonly df: readonly [number, number]; readonly pValue: number };
  readonly shares: { readonly value: number; readonly low: number; readonly high: number };
  readonly tables: readonly Table[];
  readonly rare: readonly { readonly parts: readonly ArmEvents[]; readonly pValue: number }[];
} = JSON.parse(readFileSync(new URL('../../goldens/overlapping/overlapping.json', import.meta.url), 'utf8'));

const { tolerance, data } = golden;
const rows = fromRows(data.arm.map((arm, i) => ({ arm, other: data.other[i], y: data.y[i], share: data.share[i] })));

function effectsOn(outcome: string, level = 0.95): readonly Estimate[] {
  const ask = (levels: { level: number; boundsLevel: number }) => itt({ outcome, assignment: 'arm', control: 'a', ...levels });
  const options = {
    columns: ['other'],
    assignment: 'arm',
    base: 'off',
    contrasts: 1,
    means: [{ name: outcome, measure: column(outcome) }],
    seed: 1,
    level,
    boundsLevel: 0.95,
  };
  return runSync(rows, effectsAlongside(options, { within: (_, levels) => ask(levels), whole: ask })).estimates;
}

/** Each for itself, in the order of the golden: off, on, both, not in it. */
const alone = (outcome: string, isDifference: boolean): readonly Estimate[] =>
  ['off', 'on', 'both', 'not in it'].flatMap((level) =>
    effectsOn(outcome)
      .filter((e) => (e.method.id === interactionMethod) === isDifference && e.estimand.segment?.level === (isDifference ? `${level} less off` : level))
      .map((e) => ({ ...e, interval: e.pointwise ?? e.interval })),
  );

describe('effects in the arms of another experiment', () => {
  it('are those of a saturated regression with HC2', () => {
    const effects = alone('y', false);
    expect(effects).toHaveLength(4);
    for (const [i, e] of effects.entries()) expectAgreesWith(e, golden.effects[i], tolerance);
  });

  it('differ as its interactions do, by Welch', () => {
    const differences = alone('y', true);
    expect(differences).toHaveLength(3);
    for (const [i, e] of differences.entries()) expectAgreesWith(e, golden.differences[i], tolerance);
  });

  it('hold together at the level of Sidak', () => {
    const [held] = effectsOn('y').filter((e) => e.method.id === interactionMethod);
    const one = effectsOn('y', sidakLevel(0.95, 3)).find(({ id }) => id === held.id)!;
    expect(held.interval.pieces[0].low).toBeCloseTo(one.pointwise!.pieces[0].low!, 12);
    expect(held.interval).toMatchObject({ level: 0.95, kind: 'simultaneous' });
  });

  it('are equal or not as statsmodels says of Welch', () => {
    const effects = alone('y', false);
    const test = interactionTest(effects)!;
    expectRelative(test.statistic, golden.equal.statistic, tolerance, 'F');
    expectRelative(test.df[1], golden.equal.df[1], tolerance, 'degrees of freedom');
    const equality = equalEffects(effects, [], new Map(), { level: 0.95, clustered: false, seed: 1 });
    expectPValue('pValue' in equality ? equality.pValue : undefined, golden.equal.pValue, 0, tolerance);
  });

  it('of shares differ within limits joined from those of Newcombe', () => {
    const [first] = alone('share', true);
    const { value, low, high } = golden.shares;
    expectEstimate(first.value, value, 0.1, tolerance);
    expectEstimate(first.interval.pieces[0].low!, low, 0.1, tolerance);
    expectEstimate(first.interval.pieces[0].high!, high, 0.1, tolerance);
  });
});

describe('few events', () => {
  it.each(golden.rare)('are drawn as numpy draws them: p = $pValue', ({ parts, pValue }) => {
    // Ours are fewer draws, and end early where many of them reach the statistic.
    const error = Math.sqrt(pValue * (1 - pValue) * (1 / golden.draws + 1 / 9_999)) + (pValue > 0.04 ? pValue / Math.sqrt(400) : 0);
    expect(Math.abs(equalEffectsOfRare(parts, 5) - pValue)).toBeLessThan(5 * error + 1 / 10_000);
  });
});

describe('independent assignments', () => {
  it.each(golden.tables)('$counts', ({ counts, statistic, pValue, cells }) => {
    const table = counts.flatMap((row, i) => row.flatMap((n, j) => Array.from({ length: n }, () => ({ z: `arm ${i}`, other: `other ${j}` }))));
    const { findings } = runSync(fromRows(table), independentAssignments({ assignment: 'z', control: 'arm 0', alongside: ['other'] }));
    expectRelative(findings[0].statistic, statistic, tolerance, 'chi-square');
    const total = counts.flat().reduce((a, b) => a + b, 0);
    const rowsOf = counts.map((row) => row.reduce((a, b) => a + b, 0));
    const columnsOf = counts[0].map((_, j) => counts.reduce((sum, row) => sum + row[j], 0));
    const few = Math.min(...rowsOf) * Math.min(...columnsOf) < 500 * total;
    const exact = Math.min(1, Math.min(...cells) * (cells.length === 4 ? 1 : cells.length));
    const expected = few && pValue < 0.01 ? Math.max(pValue, exact) : pValue;
    expectPValue(findings[0].pValue, expected, Math.sqrt(statistic), tolerance);
  });
});
