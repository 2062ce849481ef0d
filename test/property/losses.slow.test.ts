import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column } from '../../src/expressions/build.ts';
import { imbensManski } from '../../src/inference/losses/imbens-manski.ts';
import { leeBounds } from '../../src/inference/losses/lee-bounds.ts';
import { lossBounds } from '../../src/inference/losses/loss-bounds.ts';
import { lossByArm } from '../../src/inference/losses/loss-by-arm.ts';
import { lossByCluster } from '../../src/inference/losses/loss-by-cluster.ts';
import type { EffectBounds, LossBounds } from '../../src/inference/losses/seen-arms.ts';
import { worstCaseBounds } from '../../src/inference/losses/worst-case.ts';
import { stream } from '../../src/math/random/stream.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import { runSync } from '../../src/relation/run.ts';
import { runs } from '../support/runs.ts';

interface Unit {
  readonly z: 0 | 1;
  readonly y: number | null;
}

/** Two arms with ties; some units of each are lost. */
const arms = fc
  .record({
    seed: fc.nat(2 ** 30),
    n: fc.integer({ min: 12, max: 60 }),
    lost: fc.tuple(fc.double({ min: 0, max: 0.4, noNaN: true }), fc.double({ min: 0, max: 0.4, noNaN: true })),
  })
  .map(({ seed, n, lost }): readonly Unit[] => {
    const random = stream(seed);
    return Array.from({ length: n }, (_, i) => {
      const z = i % 3 === 0 ? 1 : 0;
      const y = Math.round(3 * random.normal()) + z;
      return { z, y: random.bernoulli(lost[z]) === 1 ? null : y };
    });
  });

const rows = (units: readonly Unit[]) => fromColumns({ z: Float64Array.from(units, ({ z }) => z), y: units.map(({ y }) => y) });
const options = { measure: column('y'), assignment: 'z', control: 0 };
const between = { possible: { least: -40, most: 40 } };
const askings = {
  lee: (o: typeof options) => leeBounds(o),
  'worst case': (o: typeof options) => worstCaseBounds({ ...o, ...between }),
};

function only(found: readonly LossBounds[]): EffectBounds {
  const [one] = found;
  fc.pre(one.kind === 'bounds');
  return one as EffectBounds;
}

const numbersOf = ({ low, high, limits }: EffectBounds): readonly number[] => [low.value, high.value, limits.low, limits.high];

function expectClose(actual: readonly number[], expected: readonly number[], scale = 1): void {
  for (const [i, value] of expected.entries())
    expect(Math.abs(actual[i] - value), `${actual} against ${expected}`).toBeLessThan(1e-8 * (scale + Math.abs(value)));
}

const observedShares = (units: readonly Unit[]): readonly number[] =>
  [0, 1].map((arm) => units.filter(({ z, y }) => z === arm && y !== null).length / units.filter(({ z }) => z === arm).length);

describe.each(Object.entries(askings))('bounds, %s', (name, asking) => {
  it('flip when the arms are swapped', () => {
    fc.assert(
      fc.property(arms, (units) => {
        const [s0, s1] = observedShares(units);
        // Where both arms lose alike, either may be called the fuller one.
        fc.pre(s0 !== s1);
        const found = only(runSync(rows(units), asking(options)));
        const [low, high, lowest, highest] = numbersOf(only(runSync(rows(units), asking({ ...options, control: 1 }))));
        expectClose([-high, -low, -highest, -lowest], numbersOf(found));
      }),
      runs(100),
    );
  });

  it('are in order, and the limits beyond them', () => {
    fc.assert(
      fc.property(arms, (units) => {
        const [low, high, lowest, highest] = numbersOf(only(runSync(rows(units), asking(options))));
        expect(low).toBeLessThanOrEqual(high + 1e-12);
        expect(lowest).toBeLessThanOrEqual(low);
        expect(highest).toBeGreaterThanOrEqual(high);
      }),
      runs(100),
    );
  });

  it('are the intention-to-treat effect and its interval where nothing is lost', () => {
    fc.assert(
      fc.property(arms, (units) => {
        const whole = units.map(({ z, y }, i) => ({ z, y: y ?? i % 5 }));
        const [{ value, interval }] = runSync(rows(whole), itt({ outcome: 'y', assignment: 'z', control: 0 })).estimates;
        const [{ low, high }] = interval.pieces;
        expectClose(numbersOf(only(runSync(rows(whole), asking(options)))), [value, value, low!, high!]);
      }),
      runs(100),
    );
  });

  it('move with a shift and a change of scale, upside down too', () => {
    fc.assert(
      fc.property(arms, fc.integer({ min: -50, max: 50 }), fc.constantFrom(-4, 0.5, 3), (units, shift, scale) => {
        const found = numbersOf(only(runSync(rows(units), asking(options))));
        const moved = rows(units.map(({ z, y }) => ({ z, y: y === null ? null : shift + scale * y })));
        const ends = [shift - 40 * scale, shift + 40 * scale].sort((a, b) => a - b);
        const again = name === 'lee' ? leeBounds(options) : worstCaseBounds({ ...options, possible: { least: ends[0], most: ends[1] } });
        const [low, high, lowest, highest] = found.map((x) => scale * x);
        expectClose(numbersOf(only(runSync(moved, again))), scale > 0 ? [low, high, lowest, highest] : [high, low, highest, lowest], 50);
      }),
      runs(100),
    );
  });
});

describe("Lee's bounds", () => {
  it('are the difference of means where both arms lose the same share', () => {
    fc.assert(
      fc.property(arms, (units) => {
        // Every third unit is treated; one in four of either arm is lost.
        const alike = units.slice(0, 12 * Math.floor(units.length / 12)).map(({ z, y }, i) => ({ z, y: Math.floor(i / 3) % 4 === 0 ? null : (y ?? i % 5) }));
        const mean = (arm: number): number => {
          const known = alike.flatMap(({ z, y }) => (z === arm && y !== null ? [y] : []));
          return known.reduce((a, b) => a + b, 0) / known.length;
        };
        const { low, high, trimmed } = only(runSync(rows(alike), leeBounds(options)));
        expect(trimmed!.share).toBeLessThan(1e-12);
        expectClose([low.value, high.value], [mean(1) - mean(0), mean(1) - mean(0)]);
      }),
      runs(100),
    );
  });

  it('hold the effect among those observed in either arm, when assignment moves observation one way only', () => {
    const unit = fc.record({ y: fc.integer({ min: -9, max: 9 }), effect: fc.integer({ min: -3, max: 3 }), always: fc.boolean() });
    fc.assert(
      fc.property(fc.array(unit, { minLength: 4, maxLength: 30 }), fc.boolean(), (units, treatmentReveals) => {
        // Every unit is in both arms once: then the shares and the always-observed are alike in both, and the bounds are exact.
        const always = units.filter((u) => u.always);
        fc.pre(always.length >= 2);
        const side = (z: 0 | 1): readonly Unit[] => units.map((u) => ({ z, y: u.always || (z === 1) === treatmentReveals ? u.y + z * u.effect : null }));
        const { low, high } = only(runSync(rows([...side(0), ...side(1)]), leeBounds(options)));
        const truth = always.reduce((sum, u) => sum + u.effect, 0) / always.length;
        expect(low.value).toBeLessThanOrEqual(truth + 1e-9);
        expect(high.value).toBeGreaterThanOrEqual(truth - 1e-9);
      }),
      runs(200),
    );
  });
});

describe('worst-case bounds', () => {
  it('hold the effect of the full data, whoever is lost', () => {
    fc.assert(
      fc.property(arms, (units) => {
        const full = units.map(({ y }, i) => y ?? (i % 7) - 3);
        const mean = (arm: number): number => {
          const own = full.filter((_, i) => units[i].z === arm);
          return own.reduce((a, b) => a + b, 0) / own.length;
        };
        const { low, high } = only(runSync(rows(units), worstCaseBounds({ ...options, ...between })));
        const truth = mean(1) - mean(0);
        expect(low.value).toBeLessThanOrEqual(truth + 1e-9);
        expect(high.value).toBeGreaterThanOrEqual(truth - 1e-9);
      }),
      runs(100),
    );
  });

  it('are refused where a value lies outside the bounds that were declared, and where an arm has one unit', () => {
    const one = rows([0, 0, 1, 1].map((z, i) => ({ z: z as 0 | 1, y: i === 3 ? 2 : 1 })));
    expect(runSync(one, worstCaseBounds({ ...options, possible: { least: 0, most: 1 } }))).toMatchObject([{ kind: 'none', why: 'outside' }]);
    const few = rows([0, 0, 1].map((z) => ({ z: z as 0 | 1, y: z })));
    expect(runSync(few, lossBounds(options))).toMatchObject([{ kind: 'none', why: 'few-units' }]);
  });
});

describe('lossBounds', () => {
  it('speaks for all units where the outcome is 0 or 1 or has bounds, else for those observed in either arm', () => {
    const units = (values: readonly (number | null)[]) => rows(values.map((y, i) => ({ z: i % 2 === 0 ? 0 : 1, y })));
    const populationOf = (relation: ReturnType<typeof units>, more: object = {}) =>
      runSync(relation, lossBounds({ ...options, ...more })).map((one) => one.kind === 'bounds' && one.population);
    const counts = units([0, 1, 3, 2, 1, null, 5, 1, 2, 2]);
    expect(populationOf(counts)).toEqual(['units that would be observed in either arm']);
    expect(populationOf(counts, { possible: { least: 0, most: 5 } })).toEqual(['all units assigned']);
    expect(populationOf(units([0, 1, 1, 0, 1, null, 0, 1, 1, 0]))).toEqual(['all units assigned']);
  });

  it('survives JSON, and has few observed where an arm is empty', () => {
    const lost = rows([0, 1, 0, 1, 0, 1].map((z, i) => ({ z: z as 0 | 1, y: z === 1 ? null : 2 * i })));
    const found = runSync(lost, lossBounds(options));
    expect(found).toEqual([
      { kind: 'none', arm: '1', why: 'few-observed', losses: { treatment: { arm: '1', lost: 3, kept: 0 }, control: { arm: '0', lost: 0, kept: 3 } } },
    ]);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect(() => runSync(lost, lossBounds({ ...options, treatments: [2] }))).toThrow('2');
  });
});

describe('limits of Imbens and Manski', () => {
  it('miss with the promised chance at the worse end, by their own reference', () => {
    const end = fc.record({
      value: fc.double({ min: -5, max: 5, noNaN: true }),
      standardError: fc.double({ min: 1e-3, max: 2, noNaN: true }),
      df: fc.integer({ min: 2, max: 500 }),
    });
    fc.assert(
      fc.property(end, end, (a, b) => {
        const [low, high] = a.value <= b.value ? [a, b] : [b, a];
        const { critical } = imbensManski(low, high, 0.95);
        const widest = imbensManski(low, { ...high, value: low.value }, 0.95).critical;
        const narrowest = imbensManski(low, { ...high, value: low.value + 1e9 }, 0.95).critical;
        expect(critical).toBeLessThanOrEqual(widest + 1e-9);
        expect(critical).toBeGreaterThanOrEqual(narrowest - 1e-9);
      }),
      runs(200),
    );
  });

  it('stand at the ends where these have no error', () => {
    expect(imbensManski({ value: 1, standardError: 0 }, { value: 2, standardError: 0 }, 0.95)).toMatchObject({ low: 1, high: 2 });
  });
});

describe('losses by arm', () => {
  it('are adjusted over arms by Holm, and nothing lost is no difference', () => {
    const [b, c] = lossByArm({ arm: 'a', lost: 2, kept: 98 }, [
      { arm: 'b', lost: 15, kept: 85 },
      { arm: 'c', lost: 3, kept: 97 },
    ]);
    expect(b).toMatchObject({ arm: 'b', share: 0.15, controlShare: 0.02, difference: 0.13, adjusted: 2 * b.pValue });
    expect(c.adjusted).toBe(c.pValue);
    expect(lossByArm({ arm: 'a', lost: 0, kept: 9 }, [{ arm: 'b', lost: 0, kept: 0 }])).toMatchObject([{ share: 0, difference: 0, pValue: 1 }]);
  });

  it('by cluster of one unit each have about the p-value of the exact test, the same from the same stream, and with losses in more than 5,000 that of t', () => {
    const clusters = (arm: string, lost: number, n: number) => ({
      arm,
      units: new Float64Array(n).fill(1),
      lost: Float64Array.from({ length: n }, (_, g) => (g < lost ? 1 : 0)),
    });
    const ask = () => lossByCluster(clusters('a', 3, 40), [clusters('b', 9, 40)], { column: 'g', random: stream(4) });
    const [exact] = lossByArm({ arm: 'a', lost: 3, kept: 37 }, [{ arm: 'b', lost: 9, kept: 31 }]);
    const [found] = ask();
    expect(Math.abs(found.pValue / exact.pValue - 1)).toBeLessThan(0.4);
    expect(ask()).toEqual([found]);
    for (const [reference, zero, one] of [
      ['permutation', 60, 90],
      ['t', 5700, 5840],
    ] as const) {
      const [many] = lossByCluster(clusters('a', zero, 6000), [clusters('b', one, 6000)], { column: 'g', random: stream(4) });
      const [same] = lossByArm({ arm: 'a', lost: zero, kept: 6000 - zero }, [{ arm: 'b', lost: one, kept: 6000 - one }]);
      expect(many.reference).toBe(reference);
      expect(Math.abs(Math.log(many.pValue / same.pValue))).toBeLessThan(0.4);
    }
    expect(() => lossByCluster(clusters('a', 0, 1), [clusters('b', 0, 5)], { column: 'g', random: stream(4) })).toThrow('g');
  });
});
