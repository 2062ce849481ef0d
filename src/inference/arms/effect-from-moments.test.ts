import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { stream } from '../../math/random/stream.ts';
import { adjustedItt } from '../../methods/arms/adjusted-itt.ts';
import { itt } from '../../methods/arms/itt.ts';
import { ratioEffect } from '../../methods/arms/ratio/ratio-effect.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import { runSync } from '../../relation/run.ts';
import { effectFromMoments, ratioFromMoments } from './effect-from-moments.ts';

const n = 400;
const random = stream(11);
const z = Float64Array.from({ length: n }, () => (random.uniform() < 0.4 ? 1 : 0));
const x = Float64Array.from({ length: n }, () => random.normal());
const x2 = Float64Array.from({ length: n }, () => random.exponential());
const y = Float64Array.from(z, (treated, i) => 1 + 0.4 * treated + (0.8 + 0.5 * treated) * x[i] + 0.3 * x2[i] + random.normal());
const under = Float64Array.from(z, () => 1 + random.exponential());
const columns = { z, x, x2, y, under };
const rows = fromColumns(columns);
const armOf = (arm: number) => {
  const own = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.filter((_, i) => z[i] === arm)]));
  return momentsOf({ y: own.y, x: own.x, x2: own.x2, under: own.under });
};
const arms = { control: armOf(0), treatment: armOf(1) };

describe('an effect from moments alone', () => {
  it('without covariates is the difference of means with the error of Welch', () => {
    const { value, standardError } = runSync(rows, itt({ outcome: 'y', assignment: 'z', control: 0 })).estimates[0];
    const found = effectFromMoments(arms, 'y', [])!;
    expect(found.value).toBeCloseTo(value, 12);
    expect(found.standardError).toBeCloseTo(standardError!, 12);
  });

  it('with covariates is that of the regression within each arm, and its error nearly that', () => {
    const { value, standardError } = runSync(rows, adjustedItt({ outcome: 'y', assignment: 'z', control: 0, adjust: ['x', 'x2'] })).estimates[0];
    const found = effectFromMoments(arms, 'y', ['x', 'x2'])!;
    expect(found.value).toBeCloseTo(value, 12);
    expect(found.standardError / standardError!).toBeGreaterThan(0.97);
    expect(found.standardError / standardError!).toBeLessThan(1.03);
  });

  it('of a ratio is that of totals', () => {
    const ratio = { numerator: { op: 'column', name: 'y' }, denominator: { op: 'column', name: 'under' } } as const;
    const { value, standardError } = runSync(rows, ratioEffect({ outcome: 'r', ...ratio, assignment: 'z', control: 0 })).estimates[0];
    const found = ratioFromMoments(arms, 'y', 'under')!;
    expect(found.value).toBeCloseTo(value, 12);
    expect(found.standardError / standardError!).toBeCloseTo(1, 2);
  });

  it('is none of fewer units than it needs, of columns that say the same, and of what does not vary', () => {
    const few = momentsOf({ y: Float64Array.of(1, 2, 4), x: Float64Array.of(0, 1, 5), x2: Float64Array.of(0, 2, 10) });
    expect(effectFromMoments({ control: few, treatment: arms.treatment }, 'y', ['x', 'x2'])).toBeUndefined();
    expect(effectFromMoments({ control: few, treatment: few }, 'y', ['x'])).toMatchObject({ value: 0 });
    const same = momentsOf({ y: Float64Array.of(1, 2, 4, 3, 6), x: Float64Array.of(0, 1, 5, 2, 2), x2: Float64Array.of(0, 2, 10, 4, 4) });
    expect(effectFromMoments({ control: same, treatment: same }, 'y', ['x', 'x2'])).toBeUndefined();
    const flat = momentsOf({ y: Float64Array.of(3, 3, 3, 3) });
    expect(effectFromMoments({ control: flat, treatment: flat }, 'y', [])).toBeUndefined();
  });
});
