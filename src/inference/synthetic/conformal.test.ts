import { describe, expect, it } from 'vitest';
import { drawPanel } from '../../../test/support/placebo-panels.ts';
import { stream } from '../../math/random/stream.ts';
import { conformalAverage, conformalPointwise, conformalPValue, shiftedPeriods, shuffledPeriods } from './conformal.ts';
import type { Panel } from './panel.ts';
import { syntheticControl } from './synthetic-control.ts';
import { differenceInDifferences, syntheticDid } from './synthetic-did.ts';

const drawn = (seed: number, before = 17, periods = 23): Panel =>
  drawPanel({ units: 9, treated: 1, periods, before, effect: 0.8, noise: () => 0.3, carried: seed % 2 === 0 ? 0 : 0.5 }, stream(seed));
const moved = (panel: Panel, effect: number): Panel => ({
  ...panel,
  values: panel.values.map((value, at) => (at >= panel.donors * panel.periods && at % panel.periods >= panel.before ? value + effect : value)),
});
const estimators = {
  'difference in differences': differenceInDifferences,
  simplex: syntheticControl({ level: 'kept' }),
  'simplex and constant': syntheticControl({ level: 'moved' }),
  'synthetic difference-in-differences': (panel: Panel) => syntheticDid(panel),
};
const named = Object.entries(estimators).map(([name, estimator]) => ({ name, estimator }));

describe('conformal inference', () => {
  it('refits to all periods and shifts them', () => {
    const panel = drawn(1);
    const effects = Float64Array.of(0.5, 0.6, 0.7, 0.8, 0.9, 1);
    // Its residuals in closed form: the difference to the mean of donors, less its mean over all periods.
    const donors = (t: number) => Array.from({ length: 8 }, (_, u) => panel.values[u * 23 + t]).reduce((sum, value) => sum + value / 8, 0);
    const raw = Array.from({ length: 23 }, (_, t) => panel.values[8 * 23 + t] - donors(t) - (t >= 17 ? effects[t - 17] : 0));
    const left = raw.map((value) => value - raw.reduce((sum, other) => sum + other / 23, 0));
    const size = (shift: number) => Array.from({ length: 6 }, (_, at) => Math.abs(left[(17 + at + shift) % 23])).reduce((sum, value) => sum + value, 0);
    const reaching = Array.from({ length: 23 }, (_, shift) => shift).filter((shift) => size(shift) >= size(0) - 1e-9).length;
    expect(conformalPValue(panel, differenceInDifferences, effects, shiftedPeriods)).toBeCloseTo(reaching / 23, 12);
  });

  it.each(named)('leaves out no effect that it does not reject: $name', ({ estimator }) => {
    const wrong: string[] = [];
    for (let seed = 0; seed < 4; seed++) {
      const panel = drawn(seed);
      for (const permutations of [shiftedPeriods, shuffledPeriods(99, stream(seed))]) {
        // Drawn once, so that every effect meets the same.
        const windows = permutations(23, 17);
        // At a level that no p-value reaches nothing is searched.
        const set = (of: Panel, level: number) => conformalAverage(of, estimator, level, () => windows)!;
        const { piece } = set(panel, 0.8);
        const [low, high] = [piece.low!, piece.high!];
        const rejects = (effect: number) => set(moved(panel, -effect), 0.999).pValue <= 0.2 + 1e-12;
        const width = high - low;
        for (let step = 1; step <= 20; step++)
          for (const effect of [low - (width * step) / 15, high + (width * step) / 15])
            if (!rejects(effect)) wrong.push(`${seed}: ${effect} is not in ${low} to ${high}`);
        // Ends are where they are said to be, from outside.
        if (!rejects(low - 1e-9) || !rejects(high + 1e-9)) wrong.push(`${seed}: outside`);
        if (rejects(low + 1e-4 * width) || rejects(high - 1e-4 * width)) wrong.push(`${seed}: inside`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(named)('has a set for each period, which does not hang on the others: $name', ({ estimator }) => {
    const panel = drawn(3);
    const all = conformalPointwise(panel, estimator, 0.9)!;
    expect(all).toHaveLength(6);
    const changed = { ...panel, values: panel.values.map((value, at) => (at % 23 === 20 ? value + 5 * Math.sin(at) : value)) };
    const again = conformalPointwise(changed, estimator, 0.9)!;
    expect(again.map((set, at) => JSON.stringify(set) === JSON.stringify(all[at]))).toEqual([true, true, true, false, true, true]);
  });

  it('moves with the effect, and with the unit of the outcome', () => {
    const panel = drawn(4);
    const [here, there] = [panel, moved(panel, 3)].map((of) => conformalAverage(of, estimators.simplex, 0.9, shiftedPeriods)!.piece);
    expect(there.low! - here.low!).toBeCloseTo(3, 5);
    const larger = { ...panel, values: panel.values.map((value) => 1000 * value) };
    expect(conformalAverage(larger, estimators.simplex, 0.9, shiftedPeriods)!.piece.high! / here.high!).toBeCloseTo(1000, 2);
  });

  it('has no ends where periods are too few to reject', () => {
    expect(conformalPointwise(drawn(5, 17, 18), estimators.simplex, 0.95)!).toEqual([{ pValue: expect.any(Number), piece: {} }]);
    expect(conformalPointwise(drawn(5, 19, 20), estimators.simplex, 0.95)![0].piece.low).toBeDefined();
  });

  it('says nothing where the estimator does not', () => {
    const silent = () => undefined;
    expect(conformalPointwise(drawn(6), silent, 0.9)).toBeUndefined();
    expect(conformalAverage(drawn(6), silent, 0.9, shiftedPeriods)).toBeUndefined();
    expect(conformalPValue(drawn(6), silent, new Float64Array(6), shiftedPeriods)).toBeUndefined();
  });

  it('draws orders by the seed', () => {
    const of = (seed: number) => shuffledPeriods(5, stream(seed))(12, 8).map((window) => Array.from(window));
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
    expect(of(1).every((window) => new Set(window).size === 4 && window.every((t) => t >= 0 && t < 12))).toBe(true);
    expect(shiftedPeriods(4, 2).map((window) => Array.from(window))).toEqual([
      [3, 0],
      [0, 1],
      [1, 2],
    ]);
  });
});
