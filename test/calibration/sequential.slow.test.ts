import { describe, expect, it } from 'vitest';
import { afterStopping } from '../../src/inference/sequential/after-stopping.ts';
import { efficacyBounds } from '../../src/inference/sequential/bounds.ts';
import { type EventBlock, eventEvidence } from '../../src/inference/sequential/e-values.ts';
import { msprt } from '../../src/inference/sequential/mixture.ts';
import type { Spending } from '../../src/inference/sequential/spending.ts';
import { normalQuantile, normalTail } from '../../src/math/distributions/normal.ts';
import { studentTQuantile } from '../../src/math/distributions/student-t.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { PowerDesign } from '../../src/power/design.ts';
import { expectedUnits } from '../../src/power/expected-units.ts';
import { looksAhead } from '../../src/power/looks.ts';
import { powerOf } from '../../src/power/power-of.ts';
import { expectHits, replications } from './band.ts';
import { atLeast, below, nominal } from './case.ts';

const even = (looks: number): readonly number[] => Array.from({ length: looks }, (_, k) => (k + 1) / looks);
const spendings = ['obrien-fleming', 'pocock'] as const satisfies readonly Spending[];

/** Z at the looks of one study. */
function pathOf(seed: number, replication: number, fractions: readonly number[], drift: number): readonly number[] {
  const random = stream(seed, replication);
  let [score, before] = [0, 0];
  return fractions.map((fraction) => {
    score += drift * (fraction - before) + Math.sqrt(fraction - before) * random.normal();
    before = fraction;
    return score / Math.sqrt(fraction);
  });
}

const times = (count: number, holds: (replication: number) => boolean): number => Array.from({ length: count }, (_, r) => holds(r)).filter(Boolean).length;

describe.each([5, 30])('a study without an effect that is read %d times', (looks) => {
  const fractions = even(looks);
  const spared = (bounds: readonly number[]): number =>
    times(5 * replications, (r) => pathOf(6_000_000 + looks, r, fractions, 0).every((z, k) => Math.abs(z) < bounds[k]));

  it.each(spendings)('shows one in one case of twenty where alpha is spent: %s', (spending) =>
    expectHits(spared(efficacyBounds({ fractions, spending, alpha: 0.025 })), nominal(0.95), 5 * replications),
  );

  it('shows one far more often with intervals of one look', () => expectHits(spared(fractions.map(() => normalQuantile(0.975))), below(0.9), 5 * replications));
});

describe.each([
  { fractions: even(5), spending: 'obrien-fleming' },
  { fractions: [0.2, 0.35, 0.9, 1], spending: 'pocock' },
] as const)('after stopping a study with looks at $fractions, $spending', ({ fractions, spending }) => {
  const bounds = efficacyBounds({ fractions, spending, alpha: 0.025 });
  const stopped = (replication: number, drift: number) => {
    const path = pathOf(6_100_000 + 1000 * drift, replication, fractions, drift);
    const crossed = path.findIndex((z, k) => Math.abs(z) >= bounds[k]);
    const last = crossed < 0 ? path.length - 1 : crossed;
    return {
      ...afterStopping({ fractions: fractions.slice(0, last + 1), upper: bounds.slice(0, last + 1), z: path[last], level: 0.95 }),
      naive: path[last] / Math.sqrt(fractions[last]),
    };
  };

  it.each([0, 1.5, 3, 4.5])('the interval holds a drift of %d, and the estimate is as often above it as below', (drift) => {
    const found = Array.from({ length: replications }, (_, r) => stopped(r, drift));
    expectHits(found.filter(({ low, high }) => low <= drift && drift <= high).length, nominal(0.95));
    expectHits(found.filter(({ median }) => median <= drift).length, nominal(0.5));
    if (drift === 0) for (const chance of [0.025, 0.2, 0.5]) expectHits(found.filter(({ pValue }) => pValue <= chance).length, nominal(chance));
    const off = found.map(({ naive }) => naive - drift);
    const mean = off.reduce((sum, x) => sum + x, 0) / off.length;
    // The control: what the study shows when it stops is too high.
    const error = Math.sqrt(off.reduce((sum, x) => sum + (x - mean) ** 2, 0) / off.length / off.length);
    if (drift === 3) expect(mean).toBeGreaterThan(2 * error);
  });
});

describe('sums of two arms that do not differ, read after every unit from the hundredth on', () => {
  it('the mixture test at a worthwhile effect of a tenth of a deviation errs in 5 % of cases at most', () => {
    const spared = times(replications, (r) => {
      const random = stream(6_200_000, r);
      let sum = 0;
      for (let n = 1; n <= 2000; n++) {
        sum += Math.SQRT2 * random.normal();
        if (n >= 100 && msprt({ value: sum / n, standardError: Math.sqrt(2 / n), worthwhile: 0.1 }).pValue <= 0.05) return false;
      }
      return true;
    });
    expectHits(spared, atLeast(0.95));
  });
});

describe('pairs of events, read after each of 1,800', () => {
  const blocks = (replication: number, p1: number, p0: number): readonly EventBlock[] => {
    const random = stream(6_300_000, replication);
    return Array.from({ length: 1800 }, () => ({ treatment: { units: 1, events: random.bernoulli(p1) }, control: { units: 1, events: random.bernoulli(p0) } }));
  };

  it.each([0.05, 0.5])('of one rate, %d, reach evidence of 20 in one case of twenty at most', (p) =>
    expectHits(
      times(replications, (r) => 1 / (eventEvidence(blocks(r, p, p)).at(-1)?.pValue ?? 0) < 20),
      atLeast(0.95),
    ),
  );

  it('of two rates nearly always leave over their difference, and mostly not zero', () => {
    const holds = (difference: number): number => times(replications, (r) => 1 / (eventEvidence(blocks(r, 0.6, 0.5), { difference }).at(-1)?.pValue ?? 0) < 20);
    expectHits(holds(0.1), atLeast(0.95));
    expectHits(holds(0), below(0.3));
  });
});

describe('power with looks is the share of studies that find', () => {
  const fractions = [0.2, 0.5, 0.8, 1];
  const outcome = { kind: 'mean', sd: { treatment: 3, control: 1 } } as const;
  const shares = { treatment: 0.4, control: 0.6 };
  const units = 200;

  /** The look at which a study of raw data stops, by Welch and bounds mapped to his degrees of freedom, and whether it found. */
  function study(
    replication: number,
    effect: number,
    bounds: readonly number[],
    margin: number | undefined,
  ): { readonly look: number; readonly found: boolean } {
    const random = stream(6_400_000, replication);
    const arms = [
      { mean: 0, sd: 1, share: shares.control, n: 0, sum: 0, squares: 0 },
      { mean: effect, sd: 3, share: shares.treatment, n: 0, sum: 0, squares: 0 },
    ];
    for (const [look, fraction] of fractions.entries()) {
      for (const arm of arms)
        for (; arm.n < Math.round(units * fraction * arm.share); arm.n++) {
          const y = arm.mean + arm.sd * random.normal();
          arm.sum += y;
          arm.squares += y * y;
        }
      const [v0, v1] = arms.map(({ n, sum, squares }) => (squares - sum ** 2 / n) / (n - 1) / n);
      const df = (v0 + v1) ** 2 / (v0 ** 2 / (arms[0].n - 1) + v1 ** 2 / (arms[1].n - 1));
      const t = (arms[1].sum / arms[1].n - arms[0].sum / arms[0].n + (margin ?? 0)) / Math.sqrt(v0 + v1);
      const critical = -studentTQuantile(normalTail(bounds[look]), df);
      if (margin === undefined ? Math.abs(t) >= critical : t >= critical) return { look, found: true };
    }
    return { look: fractions.length - 1, found: false };
  }

  it.each(spendings.flatMap((spending) => [0, 0.8].map((effect) => ({ spending, effect }))))(
    'raw data through Welch, $spending, effect $effect',
    ({ spending, effect }) => {
      const looks = { fractions, spending };
      const design: PowerDesign = { outcome, shares, looks };
      const bounds = efficacyBounds({ ...looks, alpha: 0.025 });
      const found = Array.from({ length: 2 * replications }, (_, r) => study(r, effect, bounds, undefined));
      expectHits(found.filter((s) => s.found).length, nominal(powerOf(design, { units, effect })), found.length);
      // Units when studies stop vary by less than half of all.
      const mean = found.reduce((sum, { look }) => sum + fractions[look], 0) / found.length;
      expect(Math.abs(mean - expectedUnits(design, { units, effect }) / units)).toBeLessThan((4 * 0.4) / Math.sqrt(found.length));
      const first = looksAhead({ ...design, looks }, units, effect)[1].stops;
      expectHits(found.filter((s) => s.found && s.look === 1).length, nominal(first), found.length);
    },
  );

  it('a guardrail at its margin, and without an effect', () => {
    const looks = { fractions, spending: 'pocock' } as const;
    const design: PowerDesign = { outcome, shares, looks, test: { kind: 'non-inferiority', margin: 0.8, alpha: 0.05 } };
    const bounds = efficacyBounds({ ...looks, alpha: 0.05 });
    for (const effect of [-0.8, 0]) {
      const found = times(2 * replications, (r) => study(r, effect, bounds, 0.8).found);
      expectHits(found, nominal(powerOf(design, { units, effect })), 2 * replications);
    }
  });

  it.each(spendings)('paths of Z, %s', (spending) => {
    const looks = { fractions: even(6), spending };
    const design = { outcome: { kind: 'mean', sd: 2 }, reference: 'normal', looks } as const;
    const at = { units: 1500, effect: 0.28 };
    const bounds = efficacyBounds({ ...looks, alpha: 0.025 });
    const drift = at.effect / (2 * Math.sqrt(4 / at.units));
    const found = times(5 * replications, (r) => pathOf(6_500_000, r, looks.fractions, drift).some((z, k) => Math.abs(z) >= bounds[k]));
    expectHits(found, nominal(powerOf(design, at)), 5 * replications);
  });
});
