import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { countAssignments, visitAssignments } from './assignments.ts';
import { balanceOf } from './balance.ts';
import { type Codes, isMechanismRefusal, type Lots, lotsOf, type Mechanism } from './mechanism.ts';
import { type RandomizationTest, type RandomizationTestAsked, randomizationInference } from './randomization-test.ts';
import { redraw } from './redraw.ts';

const noRows = { answerSync: () => [] };
const codes = (...values: readonly number[]): Codes => ({ codes: Int32Array.from(values), count: Math.max(...values) + 1 });

function known<T extends object>(found: T): Exclude<T, { readonly kind: string }> {
  if (isMechanismRefusal(found)) throw new Error(found.kind);
  return found as Exclude<T, { readonly kind: string }>;
}

function tested(mechanism: Mechanism, outcome: readonly number[], more: Partial<RandomizationTestAsked> = {}): RandomizationTest {
  return known(runSync(noRows, randomizationInference({ mechanism, outcome: Float64Array.from(outcome), draws: 400, seed: 3, ...more }))) as RandomizationTest;
}

describe('arms drawn anew', () => {
  const mechanism: Mechanism = {
    arms: Int32Array.of(0, 0, 1, 2, 2, 1, 0, 0, 1, 1, 2, 0),
    clusters: codes(0, 0, 1, 2, 2, 3, 4, 4, 5, 5, 6, 7),
    blocks: codes(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1),
  };

  it('keep the lots of each arm in each block, and clusters whole', () => {
    const draw = redraw(mechanism) as Exclude<ReturnType<typeof redraw>, { kind: string }>;
    const lots = (arms: Int32Array) => new Map(Array.from(arms, (arm, i) => [mechanism.clusters!.codes[i], `${mechanism.blocks!.codes[i]}:${arm}`]));
    const counted = (arms: Int32Array) => [...lots(arms).values()].sort();
    for (let d = 0; d < 50; d++) {
      const arms = known(draw(stream(1, d)));
      expect(counted(arms)).toEqual(counted(mechanism.arms));
      for (let i = 0; i < arms.length; i++) expect(lots(arms).get(mechanism.clusters!.codes[i])).toBe(`${mechanism.blocks!.codes[i]}:${arms[i]}`);
    }
  });

  it('are the same for the same numbers, whatever was drawn before', () => {
    const draw = redraw(mechanism) as Exclude<ReturnType<typeof redraw>, { kind: string }>;
    const first = known(draw(stream(1, 4))).slice();
    draw(stream(1, 5));
    expect(known(draw(stream(1, 4)))).toEqual(first);
  });

  it('are each as likely as any other', () => {
    const draw = redraw({ arms: Int32Array.of(0, 1, 2, 0) }) as Exclude<ReturnType<typeof redraw>, { kind: string }>;
    const counts = new Map<string, number>();
    const draws = 12_000;
    for (let d = 0; d < draws; d++) {
      const key = known(draw(stream(8, d))).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(12);
    // Standard deviation 30 about 1,000.
    for (const count of counts.values()) expect(Math.abs(count - draws / 12)).toBeLessThan(4.5 * 30.3);
  });

  it('are counted as they are visited, each once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(1)), { minLength: 2, maxLength: 8 }), (units) => {
        const lots = lotsOf({ arms: Int32Array.from(units, ([arm]) => arm), blocks: { codes: Int32Array.from(units, ([, block]) => block), count: 2 } });
        if (isMechanismRefusal(lots)) return;
        const seen = new Set<string>();
        visitAssignments(lots, undefined, (arms) => seen.add(arms.join()));
        expect(countAssignments(lots, 1e6)).toBe(seen.size);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('are too many to count beyond a limit', () =>
    expect(countAssignments(lotsOf({ arms: Int32Array.from({ length: 60 }, (_, i) => i % 2) }) as Lots, 20_000)).toBeUndefined());
});

describe('arms drawn again until they are alike', () => {
  const random = stream(4);
  const x = Float64Array.from({ length: 200 }, () => random.normal());
  const w = x.map((value) => value ** 2 + random.normal());
  const arms = Int32Array.from({ length: 200 }, (_, i) => i % 2);

  it('lie below the limit, which so many draws do', () => {
    const lots = lotsOf({ arms }) as Lots;
    const balance = known(balanceOf(lots, { on: [x, w], acceptance: 0.2 })) as Exclude<ReturnType<typeof balanceOf>, { kind: string }>;
    const free = redraw({ arms }) as Exclude<ReturnType<typeof redraw>, { kind: string }>;
    let below = 0;
    for (let d = 0; d < 1000; d++) if (balance.distance(known(free(stream(2, d)))) <= balance.most) below++;
    // 0.2, with a standard deviation of 0.013.
    expect(Math.abs(below / 1000 - 0.2)).toBeLessThan(0.05);
    const kept = redraw({ arms, rerandomized: { on: [x, w], acceptance: 0.2 } }) as Exclude<ReturnType<typeof redraw>, { kind: string }>;
    for (let d = 0; d < 30; d++) expect(balance.distance(known(kept(stream(2, d))))).toBeLessThanOrEqual(balance.most);
  });

  it('have the distance of Morgan and Rubin', () => {
    const small = [1, 4, 2, 8, 5, 7];
    const balance = known(balanceOf(lotsOf({ arms: Int32Array.of(1, 0, 1, 0, 0, 0) }) as Lots, { on: [Float64Array.from(small)], acceptance: 0.5 })) as Exclude<
      ReturnType<typeof balanceOf>,
      { kind: string }
    >;
    const mean = 27 / 6;
    const variance = small.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 5;
    expect(balance.distance(Int32Array.of(1, 0, 1, 0, 0, 0))).toBeCloseTo((((2 * 4) / 6) * (1.5 - 6) ** 2) / variance, 12);
  });
});

describe('what cannot be drawn anew is said', () => {
  const alike = Float64Array.of(1, 1, 1, 1);
  it.each<[string, Mechanism]>([
    ['cluster-mixed', { arms: Int32Array.of(0, 1, 0, 1), clusters: codes(0, 0, 1, 1) }],
    ['cluster-torn', { arms: Int32Array.of(0, 0, 1, 1), clusters: codes(0, 0, 1, 1), blocks: codes(0, 1, 0, 1) }],
    ['one-assignment', { arms: Int32Array.of(0, 0, 1, 1), blocks: codes(0, 0, 1, 1) }],
    ['covariates-alike', { arms: Int32Array.of(0, 1, 0, 1), rerandomized: { on: [alike], acceptance: 0.5 } }],
  ])('%s', (kind, mechanism) => expect(redraw(mechanism)).toMatchObject({ kind }));

  it('not-accepted, where what happened lies further apart than a draw may', () => {
    const on = [Float64Array.from({ length: 12 }, (_, i) => i)];
    const mechanism = { arms: Int32Array.from({ length: 12 }, (_, i) => (i < 6 ? 1 : 0)), rerandomized: { on, acceptance: 0.05 } };
    expect(runSync(noRows, randomizationInference({ mechanism, outcome: on[0], draws: 100, seed: 1 }))).toMatchObject({ kind: 'not-accepted' });
  });
});

describe('a randomization test', () => {
  const random = stream(21);
  const arms = Int32Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? 1 : 0));
  const y = Array.from({ length: 12 }, () => Math.exp(random.normal()));
  const base = tested({ arms }, y);
  const { low, high } = base.set(0.9);

  it('ignores a constant, and turns with the sign', () => {
    const [shifted, turned] = [
      tested(
        { arms },
        y.map((v) => v + 1000),
      ),
      tested(
        { arms },
        y.map((v) => -3 * v),
      ),
    ];
    expect(shifted.pValue).toEqual(base.pValue);
    expect(shifted.set(0.9).low).toBeCloseTo(low!, 9);
    expect(turned.pValue).toEqual({ twoSided: base.pValue.twoSided, greater: base.pValue.less, less: base.pValue.greater });
    expect([turned.set(0.9).low, turned.set(0.9).high]).toEqual([expect.closeTo(-3 * high!, 9), expect.closeTo(-3 * low!, 9)]);
  });

  it('rejects effects just outside its set, and none just inside', () => {
    const at = (effect: number) =>
      tested(
        { arms },
        y.map((v, i) => v - effect * arms[i]),
      ).pValue.twoSided;
    const near = 1e-7;
    expect([at(low! - near) <= 0.1, at(low! + near) > 0.1, at(high! - near) > 0.1, at(high! + near) <= 0.1]).toEqual([true, true, true, true]);
  });

  it('has bounds that are the ends of a set that errs twice as often, or nearly', () => {
    const bounds = base.bounds(0.95);
    expect(bounds.low).toBeGreaterThanOrEqual(low! - 1);
    expect(bounds.low).toBeLessThan(base.estimate);
    expect(bounds.high).toBeGreaterThan(base.estimate);
  });

  it('is unbounded where there are too few assignments to reject anything', () => {
    const few = tested({ arms: Int32Array.of(1, 0, 1, 0) }, [1, 2, 4, 9]);
    expect([few.exact, few.assignments, few.set(0.95), few.bounds(0.95)]).toEqual([true, 6, {}, { low: -Infinity, high: Infinity }]);
  });

  it('says near the same by other draws, and the same by the same', () => {
    const many = Array.from({ length: 24 }, (_, i) => y[i % 12] + (i % 5));
    const drawn = Int32Array.from({ length: 24 }, (_, i) => i % 2);
    const some = tested({ arms: drawn }, many, { draws: 2_000 });
    expect([some.exact, some.assignments]).toEqual([false, 2_000]);
    const other = tested({ arms: drawn }, many, { draws: 2_000, seed: 4 });
    expect(Math.abs(some.pValue.twoSided - other.pValue.twoSided)).toBeLessThan(6 * some.simulationError);
    expect(tested({ arms: drawn }, many, { draws: 2_000 }).set(0.95)).toEqual(some.set(0.95));
  });

  it('of rows without a spread in an arm takes the difference as it is', () => {
    const tea = tested({ arms: Int32Array.of(1, 1, 1, 1, 0, 0, 0, 0) }, [1, 1, 1, 1, 0, 0, 0, 0]);
    expect([tea.studentized, tea.pValue.greater]).toEqual(['none', 1 / 70]);
  });
});
