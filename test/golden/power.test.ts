import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type MarginKind, marginTest, passProbability } from '../../src/inference/margins.ts';
import { noncentralTCdf, noncentralTTail } from '../../src/math/distributions/noncentral-t.ts';
import { studentTQuantile } from '../../src/math/distributions/student-t.ts';
import type { OutcomeSpread, PerArm, PowerDesign } from '../../src/power/design.ts';
import { designEffect } from '../../src/power/design-effect.ts';
import { powerOf } from '../../src/power/power-of.ts';
import { smallestEffect } from '../../src/power/smallest.ts';
import { unitsFor } from '../../src/power/units-for.ts';
import { expectPValue, expectRelative } from '../support/agree.ts';

const golden = (name: string) => JSON.parse(readFileSync(new URL(`../../goldens/power/${name}.json`, import.meta.url), 'utf8'));
const power = golden('power');
const margins = golden('margins');
const noncentral = golden('noncentral-t');
const { tolerances } = power;

/** The reference counts the units of one arm and the ratio of the other to it. */
function design(outcome: OutcomeSpread, ratio: number, alpha: number): PowerDesign {
  return { outcome, shares: { treatment: 1 / (1 + ratio), control: ratio / (1 + ratio) }, test: { kind: 'difference', alpha } };
}

interface Means {
  readonly effect: number;
  readonly sd: number;
  readonly n1: number;
  readonly ratio: number;
  readonly alpha: number;
  readonly t: number;
  readonly normal: number;
  readonly [more: string]: number;
}

type ByMethod = Readonly<Record<'unpooled' | 'pooled' | 'arcsine', number>>;
interface Proportions extends ByMethod {
  readonly control: number;
  readonly effect: number;
  readonly n1: number;
  readonly ratio: number;
  readonly alpha: number;
  readonly 'n1For0.8'?: ByMethod;
}

interface Ratio extends Extract<OutcomeSpread, { kind: 'ratio' }> {
  readonly effect: number;
  readonly units: number;
  readonly power: number;
}

describe('power agrees with statsmodels', () => {
  it.each(power.means as readonly Means[])('means: effect $effect, sd $sd, $n1 units x $ratio, alpha $alpha', (c) => {
    const d = design({ kind: 'mean', sd: c.sd }, c.ratio, c.alpha);
    const units = c.n1 * (1 + c.ratio);
    expectRelative(powerOf(d, { units, effect: c.effect }), c.t, tolerances.power, 't');
    expectRelative(powerOf({ ...d, reference: 'normal' }, { units, effect: c.effect }), c.normal, tolerances.power, 'normal');
    for (const target of [0.8, 0.9]) {
      const n1 = c[`n1For${target}`];
      if (n1 === undefined) continue;
      expectRelative(unitsFor(d, { effect: c.effect, power: target }).exact / (1 + c.ratio), n1, tolerances.units, `units for ${target}`);
      expectRelative(smallestEffect(d, { units, power: target }), c[`effectFor${target}`], tolerances.units, `effect at ${target}`);
    }
  });

  it.each(power.unequal as readonly { effect: number; sd: PerArm; n: PerArm; power: number }[])(
    'unequal deviations $sd',
    ({ effect, sd, n, power: expected }) => {
      const units = n.treatment + n.control;
      const shares = { treatment: n.treatment / units, control: n.control / units };
      expectRelative(powerOf({ outcome: { kind: 'mean', sd }, shares }, { units, effect }), expected, tolerances.power, 'power');
    },
  );

  it.each((power.proportions as readonly Proportions[]).flatMap((c) => (['unpooled', 'pooled', 'arcsine'] as const).map((method) => ({ ...c, method }))))(
    'proportions, $method: $control and $effect more',
    (c) => {
      const d = design({ kind: 'proportion', control: c.control, method: c.method }, c.ratio, c.alpha);
      expectRelative(powerOf(d, { units: c.n1 * (1 + c.ratio), effect: c.effect }), c[c.method], tolerances.power, 'power');
      const needed = c['n1For0.8'];
      if (!needed) return;
      expectRelative(unitsFor(d, { effect: c.effect, power: 0.8 }).exact / (1 + c.ratio), needed[c.method], tolerances.units, 'units');
    },
  );

  it.each(power.clusters as readonly Readonly<Record<string, number>>[])('clusters of $size, cv $sizeVariation, icc $icc', (c) => {
    const clusters = { size: c.size, sizeVariation: c.sizeVariation, icc: c.icc };
    expectRelative(designEffect(clusters), c.designEffect, 1e-14, 'design effect');
    const d: PowerDesign = { outcome: { kind: 'mean', sd: c.sd }, clusters, test: { kind: 'difference', alpha: c.alpha } };
    expectRelative(powerOf(d, { units: c.units, effect: c.effect }), c.power, tolerances.power, 'power');
  });

  it.each(power.ratios as readonly Ratio[])('ratio of means, effect $effect', ({ numerator, denominator, covariance, effect, units, power: expected }) => {
    expectRelative(powerOf({ outcome: { kind: 'ratio', numerator, denominator, covariance } }, { units, effect }), expected, tolerances.power, 'power');
  });
});

interface MarginCase {
  readonly kind: MarginKind;
  readonly effect: number;
  readonly margin: number;
  readonly standardError: number;
  readonly df: number | null;
  readonly alpha: number;
  readonly power: number;
}

interface Sample {
  readonly value: number;
  readonly standardError: number;
  readonly df: number | null;
  readonly margin: number;
  readonly nonInferiority: number;
  readonly superiority: number;
  readonly equivalence: number;
  readonly worse: number;
  readonly better: number;
}

describe('margin tests agree with statsmodels', () => {
  it.each(margins.power as readonly MarginCase[])('power of $kind at $effect, margin $margin, df $df', (c) => {
    const df = c.df ?? Infinity;
    const found = passProbability(c.kind, { effect: c.effect, standardError: c.standardError, df }, c.margin, -studentTQuantile(c.alpha, df));
    expectRelative(found, c.power, margins.tolerance, 'power');
  });

  it.each(margins.samples as readonly Sample[])('p-values at $value, margin $margin', ({ value, standardError, df, margin, ...expected }) => {
    const reference = df === null ? ({ kind: 'normal' } as const) : ({ kind: 't', df } as const);
    const pieces = { value, standardError, reference, margin, better: 'higher' } as const;
    const agree = (found: number | undefined, p: number, limit: number) => expectPValue(found, p, (value - limit) / standardError, margins.tolerance);
    agree(marginTest({ ...pieces, kind: 'non-inferiority' }).pValue, expected.nonInferiority, -margin);
    agree(marginTest({ ...pieces, kind: 'superiority' }).pValue, expected.superiority, margin);
    const { pValue, pValues } = marginTest({ ...pieces, kind: 'equivalence' });
    agree(pValues?.worse, expected.worse, -margin);
    agree(pValues?.better, expected.better, margin);
    agree(pValue, expected.equivalence, expected.worse > expected.better ? -margin : margin);
  });
});

describe('noncentral t', () => {
  it('agrees with scipy to 1e-10, large noncentrality included', () => {
    const wrong = noncentral.grid.filter(([t, df, nc, tail]: number[]) => !(Math.abs(noncentralTTail(t, df, nc) - tail) <= noncentral.tolerance));
    expect(noncentral.grid.length).toBeGreaterThan(400);
    expect(wrong).toEqual([]);
  });

  it('agrees with integration of 40 digits in the far tails, to 1e-10 of the tail', () => {
    for (const [t, df, nc, tail] of noncentral.far) expectRelative(noncentralTTail(t, df, nc), tail, noncentral.tolerance, `${t}, ${df}, ${nc}`);
  });

  it('is symmetric, and is Student t or normal where those are its limits', () => {
    expect(noncentralTCdf(-2, 7, -1.5)).toBe(noncentralTTail(2, 7, 1.5));
    expectRelative(noncentralTTail(1.7, 12, 1e-12), noncentralTTail(1.7, 12, 0), 1e-10, 'Student t');
    expectRelative(noncentralTTail(1.7, 1e13, 0.8), noncentralTTail(1.7, Infinity, 0.8), 1e-10, 'normal');
  });
});

describe('paired differences', () => {
  const paired = golden('paired');
  it.each(
    paired.cases as readonly {
      readonly effect: number;
      readonly sd: number;
      readonly units: number;
      readonly alpha: number;
      readonly [more: string]: number;
    }[],
  )('of $effect with deviation $sd, $units of them', ({ effect, sd, units, alpha, difference, margin, 'unitsFor0.8': enough }) => {
    const outcome = { kind: 'paired', sd } as const;
    expectRelative(powerOf({ outcome, test: { kind: 'difference', alpha } }, { units, effect }), difference, paired.tolerances.power, 'difference');
    const test = { kind: 'non-inferiority', margin: Math.abs(effect), alpha } as const;
    expectRelative(powerOf({ outcome, test }, { units, effect: 0 }), margin, paired.tolerances.power, 'margin');
    const size = unitsFor({ outcome, test: { kind: 'difference', alpha } }, { effect, power: 0.8 });
    expectRelative(size.exact, enough, paired.tolerances.units, 'units');
    expect(size.perArm).toEqual({ treatment: size.units, control: size.units });
  });
});
