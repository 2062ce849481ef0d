import { describe, expect, it } from 'vitest';
import { binomialMass } from '../../src/inference/exact/binomial-mass.ts';
import { exactDifference, exactRatio } from '../../src/inference/exact/limits-that-hold.ts';
import { newcombe, newcombeRatio, type Proportion } from '../../src/inference/newcombe.ts';
import { shareOf } from './alarms.ts';

// No draws: every table that can be is weighed by its chance.

interface Design {
  readonly units: readonly [treatment: number, control: number];
  readonly chances: readonly [treatment: number, control: number];
}
type Passes = (treatment: Proportion, control: Proportion) => boolean;

const few = ({ events, n }: Proportion): boolean => Math.min(events, n - events) < 10;

/** The chance of a table with few events that the rule lets pass; tables that are less likely than 1e-8 are left out. */
function chanceToPass({ units, chances }: Design, passes: Passes): number {
  const [one, zero] = units.map((n, i) => binomialMass(n, chances[i]));
  let share = 0;
  for (const [i, p1] of one.chances.entries())
    for (const [j, p0] of zero.chances.entries()) {
      if (p1 * p0 < 1e-8) continue;
      const [treatment, control] = [
        { events: one.from + i, n: units[0] },
        { events: zero.from + j, n: units[1] },
      ];
      if ((few(treatment) || few(control)) && passes(treatment, control)) share += p1 * p0;
    }
  shareOf(share, 1);
  return share;
}

const alpha = 0.05;

describe('a guardrail at its margin, few events: passes', () => {
  const within =
    (margin: number): Passes =>
    (t, c) =>
      newcombe(t, c, 1 - 2 * alpha).high <= margin;
  const shown =
    (margin: number): Passes =>
    (t, c) => {
      // A limit is never moved inwards.
      const limits = newcombe(t, c, 1 - 2 * alpha);
      return limits.high <= margin && exactDifference(t, c, limits, alpha).high <= margin;
    };
  const designs = [
    { units: [900, 100], control: 0.005, margin: 0.01, old: 0.068 },
    { units: [900, 100], control: 0.005, margin: 0.02, old: 0.076 },
    { units: [900, 100], control: 0.02, margin: 0.05, old: 0.067 },
    { units: [100, 900], control: 0.02, margin: 0.03, old: 0 },
    { units: [300, 300], control: 0.01, margin: 0.02, old: 0 },
  ] as const;
  const at = ({ units, control, margin }: (typeof designs)[number]): Design => ({ units, chances: [control + margin, control] });

  it.each(designs)('$units units, $control of control, a margin of $margin', (design) =>
    expect(chanceToPass(at(design), shown(design.margin))).toBeLessThanOrEqual(alpha),
  );
  it.each(designs.filter(({ old }) => old > 0))('$units units, $control of control, a margin of $margin: by Newcombe alone a share of $old', (design) =>
    expect(chanceToPass(at(design), within(design.margin))).toBeGreaterThan(design.old),
  );
});

describe('a relative guardrail at its margin, few events: passes', () => {
  const designs = [
    { units: [900, 100], control: 0.02, margin: 1, old: 0 },
    { units: [900, 100], control: 0.05, margin: 0.5, old: 0 },
    { units: [2000, 200], control: 0.02, margin: 0.2, old: 0.052 },
  ] as const;
  const at = ({ units, control, margin }: (typeof designs)[number]): Design => ({ units, chances: [control * (1 + margin), control] });
  const within =
    (margin: number, exact: boolean): Passes =>
    (t, c) => {
      if (c.events === 0) return false;
      const limits = newcombeRatio(t, c, 1 - 2 * alpha);
      const passes = ({ high = Infinity }: { readonly high?: number }): boolean => high <= 1 + margin;
      return passes(limits) && (!exact || passes(exactRatio(t, c, limits, alpha)));
    };
  it.each(designs)('$units units, $control of control, a margin of $margin', (design) => {
    expect(chanceToPass(at(design), within(design.margin, true))).toBeLessThanOrEqual(alpha);
  });
  it.each(designs.filter(({ old }) => old > 0))('$units units, $control of control, a margin of $margin: by Newcombe alone a share of $old', (design) => {
    expect(chanceToPass(at(design), within(design.margin, false))).toBeGreaterThan(design.old);
  });
});

describe('an outcome without an effect, few events: its interval says better', () => {
  const positive =
    (exact: boolean): Passes =>
    (t, c) => {
      const limits = newcombe(t, c, 0.95);
      return limits.low > 0 && (!exact || exactDifference(t, c, limits, 0.025).low > 0);
    };
  const designs = [
    { units: [100, 900], chance: 0.01, old: 0.04 },
    { units: [900, 100], chance: 0.98, old: 0.038 },
    { units: [50, 1000], chance: 0.02, old: 0.046 },
  ] as const;
  it.each(designs)('$units units, $chance of both', ({ units, chance }) => {
    expect(chanceToPass({ units, chances: [chance, chance] }, positive(true))).toBeLessThanOrEqual(0.025);
  });
  it.each(designs)('$units units, $chance of both: by Newcombe alone a share of $old', ({ units, chance, old }) => {
    expect(chanceToPass({ units, chances: [chance, chance] }, positive(false))).toBeGreaterThan(old);
  });
});
