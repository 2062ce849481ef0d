import { describe, expect, it } from 'vitest';
import { drawPanel } from '../../../test/support/placebo-panels.ts';
import { stream } from '../../math/random/stream.ts';
import { inTimePlacebos } from './in-time.ts';
import { leaveOneOut } from './leave-one-out.ts';
import type { Panel, SyntheticEstimator } from './panel.ts';
import { fittedPlacebos, placebosOf } from './placebo.ts';
import { type PlaceboStatistic, placeboTest } from './placebo-test.ts';
import { differenceInDifferences } from './synthetic-did.ts';

const drawn = (seed: number, units = 24, treated = 1): Panel =>
  drawPanel({ units, treated, periods: 14, before: 9, effect: 1.5, noise: (unit) => 0.3 + 0.05 * (unit % 7), carried: 0.4 }, stream(seed));
/** The same with an effect more in every period after the change. */
const moved = (panel: Panel, effect: number): Panel => ({
  ...panel,
  values: panel.values.map((value, at) => (at >= panel.donors * panel.periods && at % panel.periods >= panel.before ? value + effect : value)),
});
const statistics: readonly PlaceboStatistic[] = ['effect', 'studentized', 'held-out', 'ratio'];

describe('in-space placebos', () => {
  it('put each donor in the place of the treated unit, with the others for donors', () => {
    const panel = drawn(1, 5);
    const seen: Panel[] = [];
    const { placebos, all } = placebosOf(
      panel,
      (asked) => {
        // The other fits are to earlier periods alone.
        if (asked.periods === panel.periods) seen.push(asked);
        return differenceInDifferences(asked);
      },
      stream(1),
    )!;
    expect([placebos.map(({ units }) => units), all]).toEqual([[[0], [1], [2], [3]], true]);
    const rows = (p: Panel) => Array.from({ length: p.units }, (_, u) => p.values[u * p.periods]);
    const first = rows(panel);
    expect(seen.map(rows)).toEqual([
      first,
      [first[1], first[2], first[3], first[0]],
      [first[0], first[2], first[3], first[1]],
      [first[0], first[1], first[3], first[2]],
      [first[0], first[1], first[2], first[3]].slice(0, 4),
    ]);
    expect(seen.slice(1).every(({ donors, units }) => donors === 3 && units === 4)).toBe(true);
  });

  it('take all sets where several are treated and there are few, and draw them by the seed where there are many', () => {
    const few = placebosOf(drawn(2, 8, 2), differenceInDifferences, stream(1))!;
    expect([few.placebos.length, new Set(few.placebos.map(({ units }) => units.join())).size, few.all]).toEqual([15, 15, true]);
    const draw = (seed: number) => placebosOf(drawn(2, 24, 4), differenceInDifferences, stream(seed), 50)!;
    expect([draw(1).placebos.length, draw(1).all]).toEqual([50, false]);
    const told = (seed: number) => draw(seed).placebos.map(({ units, found }) => [units, found!.gap]);
    expect(told(1)).toEqual(told(1));
    expect(told(1)).not.toEqual(told(2));
    expect(draw(1).placebos.every(({ units }) => new Set(units).size === 4 && units.every((unit) => unit < 20))).toBe(true);
  });

  it('need more donors than treated units', () => {
    expect(placebosOf(drawn(3, 6, 3), differenceInDifferences, stream(1))).toBeUndefined();
    expect(placebosOf(drawn(3, 7, 3), differenceInDifferences, stream(1))!.placebos).toHaveLength(4);
  });

  it('are shown where they fit', () => {
    const found = placebosOf(drawn(4), differenceInDifferences, stream(1))!;
    const within = (multiple: number) => fittedPlacebos(found, multiple);
    expect(within(1e9)).toHaveLength(23);
    expect(within(0)).toHaveLength(0);
    expect(within(1).every((placebo) => placebo.found.gap.rmspeBefore <= found.treated.gap.rmspeBefore)).toBe(true);
  });
});

describe('tests by placebos', () => {
  it('rank the treated unit among all', () => {
    const panel = drawn(5);
    const found = placebosOf(panel, differenceInDifferences, stream(1))!;
    const treated = found.treated.gap;
    const gaps = found.placebos.map((placebo) => placebo.found!.gap);
    const rank = (value: number, others: readonly number[]): number => (1 + others.filter((other) => other >= value).length) / (others.length + 1);
    const [plain, studentized, heldOut, ratio] = statistics.map((statistic) => placeboTest(found, statistic)!);
    expect(plain.pValue()).toBeCloseTo(
      rank(
        Math.abs(treated.effect),
        gaps.map(({ effect }) => Math.abs(effect)),
      ),
      12,
    );
    expect(plain.greater).toBeCloseTo(
      rank(
        treated.effect,
        gaps.map(({ effect }) => effect),
      ),
      12,
    );
    expect(plain.less).toBeCloseTo(
      rank(
        -treated.effect,
        gaps.map(({ effect }) => -effect),
      ),
      12,
    );
    expect(studentized.pValue()).toBeCloseTo(
      rank(
        Math.abs(treated.effect) / treated.rmspeBefore,
        gaps.map(({ effect, rmspeBefore }) => Math.abs(effect) / rmspeBefore),
      ),
      12,
    );
    // The last third of nine periods, by a fit to the first six.
    const late = [23, ...found.placebos.map(({ units }) => units[0])].map((unit) => {
      const pool = Array.from({ length: 23 }, (_, donor) => donor).filter((donor) => donor !== unit);
      const raw = Array.from(
        { length: 9 },
        (_, t) => panel.values[unit * 14 + t] - pool.reduce((sum, donor) => sum + panel.values[donor * 14 + t], 0) / pool.length,
      );
      const level = raw.slice(0, 6).reduce((sum, value) => sum + value / 6, 0);
      return Math.sqrt(raw.slice(6).reduce((sum, value) => sum + (value - level) ** 2 / 3, 0));
    });
    expect(found.treated.heldOut()).toBeCloseTo(late[0], 12);
    const ranked = rank(
      Math.abs(treated.effect) / late[0],
      gaps.map(({ effect }, at) => Math.abs(effect) / late[at + 1]),
    );
    expect(heldOut.pValue()).toBeCloseTo(ranked, 12);
    expect(ratio.pValue()).toBeCloseTo(
      rank(
        treated.rmspeAfter / treated.rmspeBefore,
        gaps.map(({ rmspeAfter, rmspeBefore }) => rmspeAfter / rmspeBefore),
      ),
      12,
    );
    expect(ratio.greater).toBeUndefined();
  });

  it.each(statistics)('keep in the interval what they do not reject when it is taken from the data: %s', (statistic) => {
    const wrong: string[] = [];
    let ends = 0;
    for (let seed = 0; seed < 12; seed++) {
      const panel = drawn(seed, 12 + (seed % 30), 1 + (seed % 2));
      const test = (effect: number) => placeboTest(placebosOf(moved(panel, -effect), differenceInDifferences, stream(1), 80)!, statistic)!;
      const here = test(0);
      const level = seed % 3 === 0 ? 0.8 : 0.9;
      const kept = here.interval(level);
      const step = 0.9 * (seed % 5) - 0.5;
      if (test(step).pValue() > 1 - level + 1e-12 !== (kept !== undefined && (kept.low ?? -Infinity) <= step && step <= (kept.high ?? Infinity)))
        wrong.push(`${seed}: p-value and interval`);
      if (Math.abs(test(step).pValue() - here.pValue(step)) > 1e-12) wrong.push(`${seed}: closed form`);
      if (kept?.low !== undefined && kept.high !== undefined) {
        ends += 1;
        const outside = 1e-6 * (1 + kept.high - kept.low);
        if (test(kept.high + outside).pValue() > 1 - level + 1e-12 || test(kept.low - outside).pValue() > 1 - level + 1e-12) wrong.push(`${seed}: outside`);
        if (!(test(kept.high - outside).pValue() > 1 - level + 1e-12)) wrong.push(`${seed}: inside`);
      }
      const bounds = here.bounds?.(level);
      if (bounds?.low !== undefined) {
        if (!(test(bounds.low + 1e-6).greater! > 1 - level + 1e-12) || test(bounds.low - 1e-6).greater! > 1 - level + 1e-12) wrong.push(`${seed}: lower bound`);
      }
      if (bounds?.high !== undefined) {
        if (!(test(bounds.high - 1e-6).less! > 1 - level + 1e-12) || test(bounds.high + 1e-6).less! > 1 - level + 1e-12) wrong.push(`${seed}: upper bound`);
      }
    }
    expect(wrong).toEqual([]);
    expect(ends).toBeGreaterThan(5);
  });

  it('have no end where no p-value is small enough: 19 donors for 5 %', () => {
    const of = (units: number, level: number) => placeboTest(placebosOf(drawn(7, units), differenceInDifferences, stream(1))!, 'effect')!.interval(level);
    expect(of(19, 0.95)).toEqual({});
    expect(of(20, 0.95)!.low).toBeLessThan(of(20, 0.95)!.high!);
    expect(placeboTest(placebosOf(drawn(7, 20), differenceInDifferences, stream(1))!, 'effect')!.smallest).toBeCloseTo(0.05, 12);
    // 153 sets of two of 18 donors are no more than 18 donors.
    expect(of(20, 0.96)).toEqual({});
    expect(placeboTest(placebosOf(drawn(7, 20, 2), differenceInDifferences, stream(1))!, 'effect')!.interval(0.95)).toEqual({});
  });

  it('count a placebo without an answer against the effect', () => {
    const panel = moved(drawn(8, 40), 50);
    const sometimes: SyntheticEstimator = (asked) => (asked.donors === 38 && asked.values[38 * 14] > 0.5 ? undefined : differenceInDifferences(asked));
    const found = placebosOf(panel, sometimes, stream(1))!;
    const gone = found.placebos.filter((placebo) => !placebo.found).length;
    expect(gone).toBeGreaterThan(0);
    for (const statistic of statistics) expect(placeboTest(found, statistic)!.pValue()).toBeCloseTo((1 + gone) / 40, 12);
    expect(placeboTest(found, 'effect')!.interval(0.95)).toEqual({});
  });

  it('count ties against the effect', () => {
    const row = [1, 2, 4, 8, 5, 9];
    const panel: Panel = { values: Float64Array.from([...row, ...row, ...row, ...row]), units: 4, periods: 6, donors: 3, before: 4 };
    expect(placeboTest(placebosOf(panel, differenceInDifferences, stream(1))!, 'effect')!.pValue()).toBe(1);
  });

  it('divide by no fit that leaves only rounding', () => {
    const panel = drawn(9);
    const exact: SyntheticEstimator = (asked) => {
      const found = differenceInDifferences(asked)!;
      return { ...found, path: found.path.map((value, t) => (t < asked.before ? asked.values[asked.donors * asked.periods + t] : value)) };
    };
    const found = placebosOf(panel, exact, stream(1))!;
    expect(statistics.map((statistic) => placeboTest(found, statistic) !== undefined)).toEqual([true, false, true, false]);
  });
});

describe('an effect that should not be there, and one that should stay', () => {
  it('is sought before the change alone, at earlier dates', () => {
    const panel = moved(drawn(10), 1e6);
    const found = inTimePlacebos(panel, differenceInDifferences, [0, 1, 4, 8, 9, 12]);
    expect(found.map(({ before }) => before)).toEqual([1, 4, 8]);
    expect(found.every(({ gap }) => gap.values.length === 9 && Math.abs(gap.effect) < 10)).toBe(true);
  });

  it('is found without each donor that carries weight', () => {
    const panel = drawn(11, 6);
    const found = leaveOneOut(panel, differenceInDifferences, Float64Array.of(0.2, 0, 0.5, 0.3, 0));
    expect(found.map(({ donor, weight }) => [donor, weight])).toEqual([
      [2, 0.5],
      [3, 0.3],
      [0, 0.2],
    ]);
    const without = (donor: number): number => {
      const rows = [0, 1, 2, 3, 4, 5].filter((unit) => unit !== donor);
      return differenceInDifferences({
        ...panel,
        values: Float64Array.from(rows.flatMap((unit) => Array.from(panel.values.subarray(unit * 14, unit * 14 + 14)))),
        units: 5,
        donors: 4,
      })!.effect;
    };
    for (const { donor, gap } of found) expect(gap!.effect).toBeCloseTo(without(donor), 12);
  });
});
