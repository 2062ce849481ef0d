import { describe, expect, it } from 'vitest';
import type { Piece } from '../../src/estimate/estimate.ts';
import { type ArmStatistic, armStatistics, hotellingOf } from '../../src/inference/threshold/local-randomization/arm-statistics.ts';
import { assignmentsLike, randomizationPValues } from '../../src/inference/threshold/local-randomization/assignments.ts';
import { shiftSet } from '../../src/inference/threshold/local-randomization/shift-set.ts';
import { type BalanceTest, chooseWindow, jointBalance, largeSampleBalance } from '../../src/inference/threshold/local-randomization/window-choice.ts';
import { windowDifference, windowJump, windowRatio } from '../../src/inference/threshold/local-randomization/window-effect.ts';
import { rowsIn, windowsByRows, windowsByStep, windowsByValues } from '../../src/inference/threshold/local-randomization/windows.ts';
import { type ScoredRows, scoredRows } from '../../src/inference/threshold/scored-rows.ts';
import { type CutoffEffect, cutoffsTogether } from '../../src/inference/threshold/several-cutoffs.ts';
import { stream } from '../../src/math/random/stream.ts';
import { expectEstimate, expectPValue, expectRelative } from '../support/agree.ts';
import { thresholdGolden, thresholdRows, told } from '../support/scored-rows-golden.ts';

interface Tested {
  readonly statistic: number;
  readonly pValue: number;
}
type Ends = readonly (readonly [number | null, number | null])[];

const golden = thresholdGolden<{
  readonly tolerance: { readonly closed: number; readonly pValue: number; readonly ends: number };
  readonly effects: readonly ({
    readonly window: number;
    readonly line: { readonly value: number; readonly pValue: number };
    readonly ratio: { readonly value: number; readonly pValue: number; readonly low: number; readonly high: number };
    readonly hotelling: Tested;
  } & { readonly [K in ArmStatistic]: Tested })[];
  readonly choices: readonly {
    readonly kind: 'rows' | 'step' | 'values';
    readonly statistic: 'diffmeans' | 'ranksum' | 'hotelling';
    readonly first: number;
    readonly more: number;
    readonly count: number;
    readonly windows: readonly {
      readonly below: number;
      readonly above: number;
      readonly least: number;
      readonly column: number | null;
      readonly count: number;
      readonly rows: readonly [number, number];
    }[];
    readonly chosen: readonly [number, number] | null;
  }[];
  readonly exact: readonly {
    readonly below: number;
    readonly above: number;
    readonly difference: number;
    readonly rankSum: number;
    readonly kolmogorovSmirnov: number;
    readonly hotelling: number;
    readonly level: number;
    readonly sets: { readonly sharp: Ends; readonly fuzzy: Ends };
  }[];
  readonly together: {
    readonly effects: readonly CutoffEffect[];
    readonly value: number;
    readonly standardError: number;
    readonly pValue: number;
    readonly low: number;
    readonly high: number;
    readonly weights: readonly number[];
  };
}>('local');
const { closed, pValue, ends } = golden.tolerance;
const rows = thresholdRows('simulated', 'score', ['outcome', 'taken', 'age', 'spend']);
const z95 = 1.959963984540054;

interface Cut {
  readonly score: Float64Array;
  readonly columns: readonly Float64Array[];
  readonly treated: Uint8Array;
}
const cutAt = ({ score, columns }: ScoredRows, from: number, below: number, to: number): Cut => ({
  score: score.slice(from, to),
  columns: columns.map((column) => column.slice(from, to)),
  treated: Uint8Array.from({ length: to - from }, (_, i) => (from + i >= below ? 1 : 0)),
});

describe('effects in a window agree with rdlocrand', () => {
  it.each(golden.effects)('within $window', (c) => {
    const { from, below, to } = rowsIn(rows, { below: c.window, above: c.window });
    const { score, columns, treated } = cutAt(rows, from, below, to);
    const [outcome, taken, age, spend] = columns;
    for (const statistic of ['difference', 'rank-sum', 'kolmogorov-smirnov'] as const) {
      expectRelative(armStatistics[statistic](outcome)(treated), c[statistic].statistic, closed, statistic);
    }
    const difference = told(windowDifference(outcome, treated, 0.95));
    expectPValue(difference.pValue, c.difference.pValue, difference.value / difference.standardError, pValue);
    const line = told(windowJump(outcome, score, treated, 0.95));
    expectEstimate(line.value, c.line.value, line.standardError, closed);
    expectPValue(line.pValue, c.line.pValue, line.value / line.standardError, pValue);
    const ratio = told(windowRatio(outcome, taken, treated, 0.95));
    expectEstimate(ratio.value, c.ratio.value, ratio.standardError, closed);
    expectPValue(ratio.pValue, c.ratio.pValue, ratio.value / ratio.standardError, pValue);
    expectRelative(ratio.standardError, (c.ratio.high - c.ratio.low) / 2 / z95, closed, 'error of the ratio');
    expectRelative(hotellingOf([age, spend])(treated), c.hotelling.statistic, closed, 'Hotelling');
    expectPValue(jointBalance([age, spend], treated)[0], c.hotelling.pValue, 1, pValue);
  });
});

describe('windows agree with rdwinselect', () => {
  const tests: { readonly [statistic: string]: BalanceTest } = {
    diffmeans: largeSampleBalance('difference'),
    ranksum: largeSampleBalance('rank-sum'),
    hotelling: jointBalance,
  };
  it.each(golden.choices)('by $kind, $statistic, first $first', ({ kind, statistic, first, more, count, windows, chosen }) => {
    const on = thresholdRows('simulated', kind === 'values' ? 'coarse' : 'score', ['age', 'spend']);
    const own =
      kind === 'values' ? windowsByValues(on, count) : kind === 'rows' ? windowsByRows(on, { first, more, count }) : windowsByStep(on, first, more, count);
    const found = told(chooseWindow(on, own, tests[statistic], 0.15));
    expect(found.windows.map(({ below, above }) => [below, above])).toEqual(windows.map((w) => w.rows));
    for (const [i, w] of windows.entries()) {
      expectRelative(found.windows[i].window.below, w.below, closed, 'below');
      expectRelative(found.windows[i].window.above, w.above, closed, 'above');
      expectPValue(found.windows[i].countPValue, w.count, 1, pValue, 'count');
      // The reference takes 1 - cdf, of which rounding is all that is left further out.
      if (w.least > 1e-8) expectPValue(found.windows[i].least?.pValue, w.least, 1, pValue, 'balance');
      else expect(found.windows[i].least?.pValue).toBeLessThan(1e-8);
      if (w.column !== null) expect(found.windows[i].least?.column).toBe(w.column);
    }
    const window = found.chosen === undefined ? null : found.windows[found.chosen].window;
    expect(window && [window.below, window.above].map((x) => Number(x.toFixed(9)))).toEqual(chosen);
  });
});

describe('randomization in small windows goes through all assignments', () => {
  const expectPieces = (found: readonly Piece[], expected: Ends): void => {
    expect(found.length).toBe(expected.length);
    for (const [i, [low, high]] of expected.entries()) {
      if (low === null) expect(found[i].low).toBeUndefined();
      else expectEstimate(found[i].low ?? Number.NaN, low, 1, ends, 'low');
      if (high === null) expect(found[i].high).toBeUndefined();
      else expectEstimate(found[i].high ?? Number.NaN, high, 1, ends, 'high');
    }
  };
  it.each(golden.exact)('$below below and $above above', (c) => {
    const { columns, treated } = cutAt(rows, rows.below - c.below, rows.below, rows.below + c.above);
    const [outcome, taken, age, spend] = columns;
    const all = assignmentsLike(treated, 10, stream(1));
    expect(all.exact).toBe(true);
    const found = randomizationPValues(treated, [...Object.values(armStatistics).map((statistic) => statistic(outcome)), hotellingOf([age, spend])], all);
    for (const [i, p] of [c.difference, c.rankSum, c.kolmogorovSmirnov, c.hotelling].entries()) expectRelative(found[i], p, closed, 'p-value');
    expectPieces(shiftSet(outcome, Float64Array.from(treated), treated, all, c.level), c.sets.sharp);
    expectPieces(shiftSet(outcome, taken, treated, all, c.level), c.sets.fuzzy);
  });
});

describe('several cutoffs agree with rdmulti', () => {
  const c = golden.together;
  it('by rows near each', () => {
    const found = told(cutoffsTogether(c.effects, 0.95));
    expectEstimate(found.value, c.value, c.standardError, closed);
    expectRelative(found.standardError, c.standardError, closed, 'standard error');
    expectPValue(found.pValue, c.pValue, c.value / c.standardError, pValue);
    expectEstimate(found.interval.low, c.low, c.standardError, closed);
    expectEstimate(found.interval.high, c.high, c.standardError, closed);
    for (const [i, weight] of c.weights.entries()) expectRelative(found.weights[i], weight, closed, 'weight');
  });

  it('is refused without rows or noise', () => {
    expect(cutoffsTogether([], 0.95)).toEqual({ refused: 'no-rows' });
    expect(cutoffsTogether([{ value: 1, standardError: 0, rows: 3 }], 0.95)).toEqual({ refused: 'no-variance' });
  });
});

it('rows are sorted by their score and told from the cutoff', () => {
  const { score, below, columns } = scoredRows(Float64Array.of(3, 1, 2, 2), 2, [Float64Array.of(30, 10, 20, 21)]);
  expect([[...score], below, [...columns[0]]]).toEqual([[-1, 0, 0, 1], 1, [10, 20, 21, 30]]);
});
