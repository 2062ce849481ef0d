import { describe, expect, it } from 'vitest';
import type { Reference } from '../../src/estimate/estimate.ts';
import { maxT } from '../../src/inference/multiplicity/max-t.ts';
import { shrunkenEffects } from '../../src/inference/multiplicity/shrunken-effects.ts';
import { studentTTwoSided } from '../../src/math/distributions/student-t.ts';
import { stream } from '../../src/math/random/stream.ts';
import { expectHits, replications } from './band.ts';
import { atLeast, below, nominal } from './case.ts';

interface Arm {
  readonly mean: number;
  readonly variance: number;
  readonly n: number;
}

/** Arms that do not differ, the control first: mean and variance of n normal units each. */
function armsOf(replication: number, shape: readonly { readonly n: number; readonly deviation: number }[]): readonly Arm[] {
  const random = stream(5_000_000, replication);
  return shape.map(({ n, deviation }) => {
    const y = Float64Array.from({ length: n }, () => deviation * random.normal());
    const mean = y.reduce((sum, x) => sum + x, 0) / n;
    return { mean, variance: y.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1) / n, n };
  });
}

/** Contrasts of each arm with the control, by Welch. */
function contrasts([control, ...arms]: readonly Arm[]) {
  const variances = arms.map(({ variance }) => variance + control.variance);
  const references = arms.map(({ variance, n }, i): Reference => {
    return { kind: 't', df: variances[i] ** 2 / (variance ** 2 / (n - 1) + control.variance ** 2 / (control.n - 1)) };
  });
  return {
    statistics: arms.map(({ mean }, i) => (mean - control.mean) / Math.sqrt(variances[i])),
    correlation: variances.flatMap((v, i) => variances.map((w, j) => (i === j ? 1 : control.variance / Math.sqrt(v * w)))),
    references,
  };
}

const count = (holds: (replication: number) => boolean): number => Array.from({ length: replications }, (_, r) => holds(r)).filter(Boolean).length;

describe('five arms of unequal size and spread that do not differ', () => {
  // About 60 units an arm.
  const shape = [
    { n: 80, deviation: 1 },
    { n: 40, deviation: 2 },
    { n: 60, deviation: 1 },
    { n: 90, deviation: 0.5 },
    { n: 30, deviation: 1.5 },
  ];
  const families = Array.from({ length: replications }, (_, r) => contrasts(armsOf(r, shape)));
  const joint = families.map((family) => maxT({ ...family, level: 0.95, boundsLevel: 0.9 }));

  it('simultaneous intervals all hold at their level', () => {
    expectHits(
      count((r) => families[r].statistics.every((t, i) => Math.abs(t) <= joint[r].critical[i])),
      nominal(0.95),
    );
  });

  it('so do lower bounds together', () => {
    expectHits(
      count((r) => families[r].statistics.every((t, i) => t <= joint[r].boundsCritical[i])),
      nominal(0.9),
    );
  });

  it('the least adjusted p-value is uniform', () => {
    for (const alpha of [0.01, 0.2, 0.5]) {
      expectHits(
        count((r) => Math.min(...joint[r].adjusted) >= alpha),
        nominal(1 - alpha),
      );
    }
  });

  it('pointwise intervals do not hold together', () => {
    expectHits(
      count((r) => families[r].statistics.every((t, i) => studentTTwoSided(t, (families[r].references[i] as { df: number }).df) >= 0.05)),
      below(0.95),
    );
  });
});

it('few units an arm: the copula of separate variances stays on the safe side', () => {
  const shape = [6, 6, 6, 6, 6].map((n) => ({ n, deviation: 1 }));
  expectHits(
    count((r) => {
      const family = contrasts(armsOf(r, shape));
      const { critical } = maxT({ ...family, level: 0.95, boundsLevel: 0.95 });
      return family.statistics.every((t, i) => Math.abs(t) <= critical[i]);
    }),
    atLeast(0.95),
  );
});

it('the winner of six arms that do not differ looks too good; shrunken it keeps a third of that at most', () => {
  const shape = [0, 1, 2, 3, 4, 5].map(() => ({ n: 60, deviation: 1 }));
  let [naive, shrunken] = [0, 0];
  for (let r = 0; r < replications; r++) {
    const arms = armsOf(r, shape);
    const values = arms.map(({ mean }) => mean);
    const { effects } = shrunkenEffects({ values, variances: arms.map(({ variance }) => variance) })!;
    const winner = values.indexOf(Math.max(...values.slice(1)), 1);
    naive += (values[winner] - values[0]) / replications;
    shrunken += effects[winner - 1].value / replications;
  }
  // E of the largest of five standard normals is 1.163.
  const expected = 1.163 / Math.sqrt(60);
  expect(Math.abs(naive - expected)).toBeLessThan((3.9 * Math.sqrt(1.45 / 60)) / Math.sqrt(replications));
  expect(shrunken).toBeGreaterThan(0);
  expect(shrunken).toBeLessThan(naive / 3);
});
