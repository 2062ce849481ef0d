import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { afterStopping } from '../../src/inference/sequential/after-stopping.ts';
import { efficacyBounds } from '../../src/inference/sequential/bounds.ts';
import { crossingChances } from '../../src/inference/sequential/crossing.ts';
import { futilityBounds } from '../../src/inference/sequential/futility.ts';
import { repeatedPValue } from '../../src/inference/sequential/repeated.ts';
import type { Spending } from '../../src/inference/sequential/spending.ts';
import { normalQuantile } from '../../src/math/distributions/normal.ts';
import { expectedUnits } from '../../src/power/expected-units.ts';
import { looksAhead } from '../../src/power/looks.ts';
import { powerOf } from '../../src/power/power-of.ts';
import { unitsFor } from '../../src/power/units-for.ts';
import { expectRelative } from '../support/agree.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../goldens/sequential/${name}.json`, import.meta.url), 'utf8'));
const rpact = read('rpact');
const quadrature = read('quadrature');

interface Planned {
  readonly fractions: readonly number[];
  readonly spending: Spending;
  readonly alpha: number;
}
/** The largest difference; NaN where one is none. */
const farthest = (found: readonly number[], known: readonly number[]): number => Math.max(...known.map((x, i) => Math.abs(x - found[i])));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);

describe('another way of summing', () => {
  type Case = Planned & {
    readonly bounds: number[];
    readonly crossed: { readonly drift: number; readonly upper: number[]; readonly lower: number[] }[];
  };

  it.each(quadrature.cases as Case[])('gives the bounds and the chances of crossing them: $spending at $fractions, alpha $alpha', (planned) => {
    expect(farthest(efficacyBounds(planned), planned.bounds)).toBeLessThan(quadrature.tolerance.bounds);
    for (const { drift, upper, lower } of planned.crossed) {
      const found = crossingChances({ fractions: planned.fractions, upper: planned.bounds, lower: planned.bounds.map((z) => -z), drift });
      expect(farthest([...found.upper, ...found.lower], [...upper, ...lower])).toBeLessThan(quadrature.tolerance.chances);
    }
  });
});

// rpact sums on one grid whatever the looks: looks that are close are further off, as the other way of summing tells.
describe('rpact', () => {
  type Bounded = Planned & { readonly upper: number[]; readonly spent: number[] };

  it.each(rpact.bounds as Bounded[])('has the bounds of $spending at $fractions, alpha $alpha', ({ upper, spent, ...planned }) => {
    // Far in the tail its grid holds four digits of a bound, and none below 1e-15.
    const told = (bounds: readonly number[]): readonly number[] => bounds.filter((_, look) => spent[look] > 1e-9);
    const close = planned.fractions.some((fraction, look) => look > 0 && fraction - planned.fractions[look - 1] < 0.09);
    expect(farthest(told(efficacyBounds(planned)), told(upper))).toBeLessThan(close ? rpact.tolerance.closeLooks : rpact.tolerance.bounds);
  });

  it.each(rpact.overrun as Bounded[])('has them when a study overran its plan: $spending at $fractions', ({ upper, ...planned }) => {
    expect(farthest(efficacyBounds(planned), upper)).toBeLessThan(rpact.tolerance.bounds);
  });

  it.each(rpact.known as { looks: number; kind: string; alpha: number; upper: number[] }[])(
    'has the constants of Jennison and Turnbull for $looks looks, $kind: they are crossed with chance 0.05',
    ({ looks, alpha, upper }) => {
      const fractions = Array.from({ length: looks }, (_, k) => (k + 1) / looks);
      const { upper: up, lower: down } = crossingChances({ fractions, upper, lower: upper.map((z) => -z), drift: 0 });
      expect(Math.abs(sum(up) + sum(down) - alpha)).toBeLessThan(rpact.tolerance.chances);
    },
  );

  type Stopped = Bounded & Readonly<Record<'z', number[]>> & Readonly<Record<'level' | 'pValue' | 'median' | 'low' | 'high' | 'repeated', number>>;

  it.each(rpact.stopped as Stopped[])(
    'says the same after stopping at $fractions with z $z, $spending',
    ({ z, pValue, median, low, high, repeated, ...planned }) => {
      const last = z[z.length - 1];
      const found = afterStopping({ ...planned, z: last, lower: z.map(() => -Infinity) });
      expectRelative(found.pValue, pValue, rpact.tolerance.pValues, 'p-value');
      expect(farthest([found.median, found.low, found.high], [median, low, high])).toBeLessThan(rpact.tolerance.limits);
      // rpact asks about one direction, this about the size.
      if (last > 0) expectRelative(repeatedPValue({ ...planned, z: last }), repeated, rpact.tolerance.pValues, 'repeated p-value');
    },
  );

  type Futile = { fractions: number[]; efficacy: number[]; futile: Spending; beta: number; bounds: number[]; drift: number };

  it.each(rpact.futility as Futile[])('has the futility bounds of $futile at $fractions, beta $beta', ({ bounds, drift, futile, ...planned }) => {
    const found = futilityBounds({ ...planned, spending: futile });
    expectRelative(found.drift, drift, rpact.tolerance.futility, 'drift');
    expect(farthest(found.bounds, [...bounds, planned.efficacy[bounds.length]])).toBeLessThan(rpact.tolerance.futility);
  });

  type Powered = Planned & { beta: number; drift: number; inflation: number; rejected: number[]; expected: number; expectedNone: number };

  it.each(rpact.power as Powered[])('has the power and the expected size of $spending at $fractions, beta $beta', (planned) => {
    const { fractions, alpha, beta, drift, inflation, rejected, expected, expectedNone } = planned;
    const upper = efficacyBounds(planned);
    const { upper: crossed } = crossingChances({ fractions, upper, drift });
    crossed.reduce((total, chance, look) => {
      expect(Math.abs(total + chance - rejected[look])).toBeLessThan(rpact.tolerance.chances);
      return total + chance;
    }, 0);
    const fixed = normalQuantile(1 - alpha) + normalQuantile(1 - beta);
    expectRelative(drift ** 2 / fixed ** 2, inflation, rpact.tolerance.chances, 'inflation');
    const size = (chances: readonly number[]): number => {
      const stopped = chances.slice(0, -1).map((chance, look) => chance * fractions[look]);
      return inflation * (sum(stopped) + 1 - sum(chances.slice(0, -1)));
    };
    expectRelative(size(crossed), expected, rpact.tolerance.chances, 'expected size');
    expectRelative(size(crossingChances({ fractions, upper, drift: 0 }).upper), expectedNone, rpact.tolerance.chances, 'expected size under no effect');
  });
});

describe('plans with looks', () => {
  type Sized = Planned & Readonly<Record<'effect' | 'power' | 'units' | 'expected' | 'expectedNone' | 'halfEffect', number>> & { readonly stops: number[] };

  it.each(rpact.sizes as Sized[])(
    'are those of rpact: $spending at $fractions, effect $effect',
    ({ fractions, spending, effect, power, units, ...planned }) => {
      const test = { kind: 'superiority', margin: 0, alpha: 0.025 } as const;
      const design = { outcome: { kind: 'mean', sd: 2 }, reference: 'normal', test, looks: { fractions, spending } } as const;
      const within = (found: number, known: number, what: string): void => expectRelative(found, known, rpact.tolerance.sizes, what);
      within(unitsFor(design, { effect, power }).exact, units, 'units');
      within(expectedUnits(design, { units, effect }), planned.expected, 'expected units');
      within(expectedUnits(design, { units, effect: 0 }), planned.expectedNone, 'expected units under no effect');
      within(powerOf(design, { units: 2000, effect: effect / 2 }), planned.halfEffect, 'power at half the effect');
      const stops = looksAhead(design, 2000, effect / 2).map((look) => look.stops);
      expect(farthest(stops, planned.stops)).toBeLessThan(rpact.tolerance.sizes);
    },
  );
});

it('has the published bounds of five even looks at one-sided 0.025', () => {
  const fractions = [0.2, 0.4, 0.6, 0.8, 1];
  const to3 = (spending: Spending): readonly string[] => efficacyBounds({ fractions, spending, alpha: 0.025 }).map((z) => z.toFixed(3));
  expect(to3('obrien-fleming')).toEqual(['4.877', '3.357', '2.680', '2.290', '2.031']);
  expect(to3('pocock')).toEqual(['2.438', '2.427', '2.410', '2.397', '2.386']);
});

it('crosses the published constants of Jennison and Turnbull for five looks with chance 0.05', () => {
  const fractions = [0.2, 0.4, 0.6, 0.8, 1];
  for (const upper of [fractions.map(() => 2.413), fractions.map((t) => 2.04 / Math.sqrt(t))]) {
    const crossed = crossingChances({ fractions, upper, lower: upper.map((z) => -z), drift: 0 });
    // The third digit of a bound is worth 1e-4.
    expect(Math.abs(sum(crossed.upper) + sum(crossed.lower) - 0.05)).toBeLessThan(5e-5);
  }
});
