import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { add, column, number, times } from '../expressions/build.ts';
import { stream } from '../math/random/stream.ts';
import { runSync } from '../relation/run.ts';
import { type HeavyTailOptions, heavyTail } from './heavy-tail.ts';

/** One unit in ten is treated; values of a law, and clusters of four units. */
function rows(n: number, law: (random: ReturnType<typeof stream>) => number) {
  const random = stream(31);
  const z = Float64Array.from({ length: n }, (_, i) => (Math.floor(i / 4) % 10 === 0 ? 1 : 0));
  return { z, g: Float64Array.from(z, (_, i) => Math.floor(i / 4)), y: Float64Array.from(z, () => law(random)) };
}
const found = (columns: Parameters<typeof fromColumns>[0], changes: Partial<HeavyTailOptions> = {}) =>
  runSync(fromColumns(columns), heavyTail({ outcome: 'y', assignment: 'z', control: 0, ...changes })).findings;

const heavy = rows(2_000, (random) => Math.exp(2 * random.normal()));
const usual = rows(2_000, (random) => random.exponential());

describe('means that a few large values decide', () => {
  it('passes what intervals cover, with the error that is left', () => {
    const [{ verdict, statistic, says, inconclusive }, ...more] = found(usual);
    expect(more).toEqual([]);
    expect([verdict, inconclusive]).toEqual(['pass', undefined]);
    expect(statistic).toBeGreaterThan(1);
    expect(statistic).toBeLessThan(2);
    expect(says).toMatch(/^No few values decide the mean of y: .* where 2\.5 % are promised\.$/);
  });

  it('fails a heavy tail, leaves the outcome open and names the share of its largest values', () => {
    const [{ verdict, about, inconclusive, says, mend }] = found(heavy);
    expect([verdict, about]).toEqual(['fail', { column: 'y', arm: '1' }]);
    expect(inconclusive).toMatch(/no interval/);
    expect(mend).toMatch(/winsorize.*quantile/);
    const mean = heavy.y.reduce((sum, y) => sum + y, 0) / 2_000;
    const arm = (z: number) => heavy.y.filter((_, i) => heavy.z[i] === z);
    const within = [0, 1].flatMap((z) => {
      const own = arm(z);
      const center = own.reduce((sum, y) => sum + y, 0) / own.length;
      return Array.from(own, (y) => (y - center) ** 2);
    });
    const cut = mean + 3 * Math.sqrt(within.reduce((sum, d) => sum + d, 0) / 2_000);
    const far = heavy.y.filter((y) => y > cut);
    const share = far.reduce((sum, y) => sum + y, 0) / (2_000 * mean);
    expect(says).toContain(`${far.length} of 2,000 values, those above ${Number(cut.toPrecision(3))}, carry ${(100 * share).toFixed(1)} % of the total`);
    expect(says).toContain('200 against 1,800 in arms 1 and 0');
  });

  it('finds the same of costs as of gains, and of values far from zero', () => {
    const [{ statistic, says }] = found(heavy);
    const [negative] = found(heavy, { measure: times(column('y'), -1) });
    expect(negative.statistic).toBeCloseTo(statistic!, 8);
    expect(negative.says).toMatch(/those below -/);
    expect(says).toMatch(/those above/);
    const [shifted] = found(heavy, { measure: add(column('y'), 1e5) });
    expect(shifted.statistic! / statistic!).toBeCloseTo(1, 4);
  });

  it('is quiet about the same values capped, and about equal arms', () => {
    expect(found({ ...heavy, y: heavy.y.map((y) => Math.min(y, 20)) })).toMatchObject([{ verdict: 'pass' }]);
    expect(found({ ...heavy, z: heavy.z.map((_, i) => i % 2) })).toMatchObject([{ verdict: 'pass' }]);
  });

  it('asks more of intervals that hold together', () => {
    const at = (contrasts: number) => found(usual, { contrasts })[0].statistic!;
    expect(at(10)).toBeGreaterThan(at(1));
  });

  it('looks at means of clusters where clusters were drawn', () => {
    // Three thousand units of which each has the others' value are no more than their clusters.
    const same = { ...heavy, y: heavy.y.map((_, i) => heavy.y[i - (i % 4)]) };
    const [{ says }] = found(same, { cluster: 'g' });
    expect(says).toContain('50 against 450 in arms 1 and 0');
  });

  it('leaves ones and zeros to the rule of rare events, and says nothing of what does not vary', () => {
    expect(found({ ...usual, y: usual.y.map((y) => (y > 4 ? 1 : 0)) })).toEqual([]);
    expect(found(usual, { measure: number(3) })).toEqual([]);
  });

  it('does not judge values whose squares a double cannot hold', () =>
    expect(found(usual, { measure: add(column('y'), 1e9) })).toMatchObject([{ verdict: 'warn', about: { column: 'y' } }]));

  it('is told of values whose squares no double holds, and of infinite ones by their name', () => {
    const at = (value: number) => ({ ...usual, y: usual.y.map((y, i) => (i === 7 ? value : y)) });
    for (const value of [1e60, -1e60, 1e-60]) expect(() => found(at(value))).not.toThrow();
    expect(() => found({ ...usual, y: usual.y.map((y) => y * 1e-60) })).not.toThrow();
    expect(() => found(at(Number.POSITIVE_INFINITY))).toThrow(/"y"/);
  });

  it('is about the arms that are compared', () => {
    const three = { ...heavy, z: heavy.z.map((z, i) => (z === 0 && i % 3 === 0 ? 2 : z)) };
    expect(found(three, { treatments: [1] }).map(({ about }) => about.arm)).toEqual(['1']);
  });
});
