import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../test/support/code-of.ts';
import { learned } from '../../../../test/support/policies.ts';
import { stream } from '../../../math/random/stream.ts';
import type { Feature, Features } from '../../../models/features.ts';
import type { WorkReply, WorkRequest } from '../../../relation/requests.ts';
import { leavesOf, type PolicyTree, treeRule } from '../policy-tree.ts';
import { learnTree } from './learn-tree.ts';
import type { TreeOptions } from './posed.ts';

const allRows = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
const of = (name: string, values: Iterable<number>, levels?: readonly string[]): Feature => ({
  name,
  values: Float64Array.from(values),
  ...(levels && { levels }),
});
const features = (...columns: readonly Feature[]): Features => ({ units: columns[0].values.length, columns });
const scoresOf = (...arms: readonly (readonly number[])[]) => ({ ofArm: arms.map((arm) => Float64Array.from(arm)) });
const learn = (scores: ReturnType<typeof scoresOf>, known: Features, options: TreeOptions = {}) =>
  learned(learnTree(scores, known, allRows(known.units), options));

function drawn(seed: number, n: number, arms = 3) {
  const random = stream(seed);
  const x = Array.from({ length: n }, () => Math.round(10 * random.normal()) / 4);
  const z = Array.from({ length: n }, () => (random.uniform() < 0.2 ? NaN : random.normal()));
  const plan = Array.from({ length: n }, () => random.integer(4));
  const scores = scoresOf(...Array.from({ length: arms }, (_, k) => x.map((value, i) => random.normal() + k * (plan[i] === 2 ? 1 : value) * 0.3)));
  return { scores, known: features(of('x', x), of('z', z), of('plan', plan, ['a', 'b', 'c', 'd'])) };
}

describe('a policy tree', () => {
  it.each([1, 2, 3] as const)('of depth %i is the same however its work is done, and in any order', (depth) => {
    const { scores, known } = drawn(1, 60);
    const asking = learnTree(scores, known, allRows(60), { depth });
    let state = asking.next();
    let rounds = 0;
    while (!state.done) {
      const [{ task, parts }] = state.value as readonly WorkRequest[];
      const backwards = parts.toReversed().map((part) => structuredClone(task.run(structuredClone(part))));
      state = asking.next([{ kind: 'work', done: backwards.reverse() } satisfies WorkReply]);
      rounds++;
    }
    expect(rounds).toBe(depth === 3 ? 3 : 1);
    expect(state.value).toEqual(learn(scores, known, { depth }));
  });

  it('is worth no less with one question more, keeps the least leaf, and does not depend on the order of units', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 12 }), (seed, leastLeaf) => {
        const { scores, known } = drawn(seed, 40);
        const found = ([0, 1, 2, 3] as const).map((depth) => learn(scores, known, { depth, leastLeaf }));
        for (let depth = 1; depth < 4; depth++) expect(found[depth].objective).toBeGreaterThanOrEqual(found[depth - 1].objective - 1e-9);
        for (const { tree } of found.slice(1)) {
          for (const leaf of leavesOf(tree)) expect(leaf.units).toBeGreaterThanOrEqual(leastLeaf);
          expect(leavesOf(tree).reduce((sum, { units }) => sum + units, 0)).toBe(40);
        }
        const turned = learned(learnTree(scores, known, allRows(40).reverse(), { leastLeaf }));
        expect(turned.objective).toBeCloseTo(found[2].objective, 9);
      }),
      { numRuns: 6, seed: 20260702 },
    );
  });

  it('is the best of all, wherever the treatment should go', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(-1, 1),
        fc.constantFrom(2, 3),
        fc.boolean(),
        (seed, least, sign, arms, whole) => {
          const random = stream(seed);
          const columns = [0, 1].map(() => Array.from({ length: 26 }, () => (whole ? Math.round(1.5 * random.normal()) : random.normal())));
          const scores = scoresOf(...Array.from({ length: arms }, (_, k) => columns[k % 2].map((x) => random.normal() + sign * k * x)));
          const sum = (rows: readonly number[], k: number) => rows.reduce((total, i) => total + scores.ofArm[k][i], 0);
          const best = (rows: readonly number[], depth: number): number => {
            const leaf = Math.max(...scores.ofArm.map((_, k) => sum(rows, k)));
            if (depth === 0) return leaf;
            const cuts = columns.flatMap((x) => rows.map((at) => [rows.filter((i) => x[i] <= x[at]), rows.filter((i) => x[i] > x[at])] as const));
            return Math.max(
              leaf,
              ...cuts.filter((sides) => sides.every(({ length }) => length >= least)).map(([a, b]) => best(a, depth - 1) + best(b, depth - 1)),
            );
          };
          const known = features(of('x', columns[0]), of('z', columns[1]));
          expect(learn(scores, known, { leastLeaf: least }).objective).toBeCloseTo(best([...allRows(26)], 2), 8);
        },
      ),
      { numRuns: 25, seed: 20260707 },
    );
  });

  it('of three questions is worth no less than the best among few cuts', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const random = stream(seed);
      const columns = [0, 1].map(() => Array.from({ length: 60 }, () => random.normal()));
      const scores = scoresOf(...[0, 1].map((k) => columns[0].map((x, i) => random.normal() + k * (Math.sin(4 * x) + columns[1][i]))));
      const known = features(of('x', columns[0]), of('z', columns[1]));
      const few = learn(scores, known, { depth: 3, mostCuts: 3, fewCuts: 3 });
      expect(learn(scores, known, { depth: 3, fewCuts: 3 }).objective).toBeGreaterThan(few.objective + 0.5);
    }
  });

  it('of three questions begins with cuts of the columns as they are', () => {
    const x = Array.from({ length: 60 }, (_, i) => i);
    const asking = learnTree(
      scoresOf(
        x.map(() => 0),
        x.map((value) => Math.sin(value / 3)),
      ),
      features(of('x', x)),
      allRows(60),
      { depth: 3, fewCuts: 3 },
    );
    const doneIn = (state: ReturnType<typeof asking.next>): readonly unknown[] => {
      const [{ task, parts }] = state.value as readonly WorkRequest[];
      return parts.map((part) => task.run(part));
    };
    const ofTwo = doneIn(asking.next());
    const [few] = doneIn(asking.next([{ kind: 'work', done: ofTwo }])) as readonly { readonly code: number }[];
    expect([14, 29, 44]).toContain(few.code);
  });

  it('gives those it learned from the arms that its objective counts', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.constantFrom('ordered' as const, 'one-against-rest' as const), fc.constantFrom(undefined, 3), (seed, levels, mostCuts) => {
        const { scores, known } = drawn(seed, 50);
        const weights = Float64Array.from({ length: 50 }, (_, i) => 1 + (i % 3));
        const { tree, objective } = learn(scores, known, { levels, weights, leastLeaf: 3, ...(mostCuts && { mostCuts }) });
        const { arms } = treeRule(tree, known);
        expect(arms.reduce((sum, arm, i) => sum + weights[i] * scores.ofArm[arm][i], 0)).toBeCloseTo(objective, 9);
        expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
      }),
      { numRuns: 40, seed: 20260703 },
    );
  });

  it('does not treat where nothing is gained, and prefers what it is told to', () => {
    const x = of('x', [1, 2, 3, 4, 5, 6]);
    const alike = scoresOf([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]);
    expect(learn(alike, features(x)).tree).toEqual({ kind: 'leaf', arm: 0, units: 6 });
    expect(learn(alike, features(x), { preferred: [1, 0] }).tree).toEqual({ kind: 'leaf', arm: 1, units: 6 });
    // Between 2 and 5 it makes no difference: they are not treated.
    const some = scoresOf([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], [-1, 0.1, 0.1, 0.1, 0.1, 1]);
    expect(learn(some, features(x)).tree).toMatchObject({ condition: { value: 5 }, holds: { arm: 0 }, fails: { arm: 1, units: 1 } });
  });

  it('sends unknown values where they are best, or asks about them alone', () => {
    const x = of('x', [1, 2, 3, 4, NaN, NaN]);
    const control = [0, 0, 0, 0, 0, 0];
    const cut = (treated: readonly number[]) =>
      (learn(scoresOf(control, treated), features(x), { depth: 1 }).tree as Extract<PolicyTree, { kind: 'cut' }>).condition;
    expect(cut([1, 1, -1, -1, 1, 1])).toEqual({ kind: 'at-most', column: 'x', value: 2, unknown: true });
    expect(cut([1, 1, -1, -1, -1, -1])).toEqual({ kind: 'at-most', column: 'x', value: 2, unknown: false });
    expect(cut([1, 1, 1, 1, -1, -1])).toEqual({ kind: 'unknown', column: 'x' });
    expect(cut([-1, -1, -1, -1, 1, 1])).toEqual({ kind: 'unknown', column: 'x' });
    const plan = of('plan', [0, 1, 2, 0, NaN, NaN], ['a', 'b', 'c']);
    expect(learn(scoresOf(control, [-1, -1, -1, -1, 1, 1]), features(plan), { depth: 1 }).tree).toMatchObject({
      condition: { kind: 'unknown', column: 'plan' },
      holds: { arm: 1 },
      fails: { arm: 0 },
    });
  });

  it('cuts levels in the order of their benefit as well as any subset could', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: -9, max: 9 })), { minLength: 2, maxLength: 25 }), (units) => {
        const known = features(
          of(
            'plan',
            units.map(([level]) => level),
            ['a', 'b', 'c', 'd', 'e', 'f'],
          ),
        );
        const gains = units.map(([, gain]) => gain);
        const bySubset = Array.from({ length: 64 }, (_, subset) => units.reduce((sum, [level, gain]) => sum + ((subset >> level) & 1) * gain, 0));
        const { objective } = learn(
          scoresOf(
            gains.map(() => 0),
            gains,
          ),
          known,
          { depth: 1, levels: 'ordered' },
        );
        expect(objective).toBeCloseTo(Math.max(...bySubset), 9);
      }),
      { numRuns: 60, seed: 20260704 },
    );
  });

  it('with fewer cuts is exact where columns have no more values, and says so where not', () => {
    const { scores, known } = drawn(5, 200);
    const all = learn(scores, known);
    const values = Math.max(...known.columns.map(({ values }) => new Set(values).size));
    expect(learn(scores, known, { mostCuts: values })).toEqual(all);
    const few = learn(scores, known, { mostCuts: 8 });
    expect(few.exact).toBe(false);
    expect(few.objective).toBeLessThanOrEqual(all.objective + 1e-9);
    expect(few.objective).toBeGreaterThan(0.8 * all.objective);
  });

  it('of columns that tell nothing is a leaf', () => {
    const scores = scoresOf([0, 0, 0, 0], [1, 2, -1, 5]);
    const leaf = { kind: 'leaf', arm: 1, units: 4 };
    expect(learn(scores, { units: 4, columns: [] }).tree).toEqual(leaf);
    expect(learn(scores, features(of('x', [3, 3, 3, 3]), of('y', [NaN, NaN, NaN, NaN]), of('p', [0, 0, 0, 0], ['a', 'b']))).tree).toEqual(leaf);
    expect(learn(scores, features(of('x', [1, 2, 3, 4])), { leastLeaf: 3 }).tree).toEqual(leaf);
    expect(learned(learnTree(scores, features(of('x', [1, 2, 3, 4])), Int32Array.of(2), { depth: 3 })).tree).toEqual({ kind: 'leaf', arm: 0, units: 1 });
  });

  it('refuses what it cannot learn from', () => {
    const scores = scoresOf([0, 0], [1, -1]);
    const code = (known: Features, options: TreeOptions = {}) => codeOf(() => learn(scores, known, options));
    expect(code(features(of('x', [1, Infinity])))).toBe('targeting-infinite');
    expect(code(features(of('x', [1, 2])), { leastLeaf: 3 })).toBe('targeting-few');
    expect(code(features(of('x', [1, 2])), { leastLeaf: 0.5 })).toBe('option-invalid');
    expect(code(features(of('x', [1, 2])), { mostCuts: 0 })).toBe('option-invalid');
    expect(code(features(of('x', [1, 2])), { preferred: [1, 1] })).toBe('option-invalid');
    expect(code(features(of('x', [1, 2])), { fewCuts: 0 })).toBe('option-invalid');
    expect(code(features(of('x', [1, 2])), { depth: 4 as 3 })).toBe('option-invalid');
    expect(codeOf(() => learn(scoresOf([0, NaN], [1, 1]), features(of('x', [1, 2]))))).toBe('targeting-scores');
    expect(
      codeOf(() =>
        treeRule(
          { kind: 'cut', condition: { kind: 'unknown', column: 'y' }, holds: { kind: 'leaf', arm: 0, units: 1 }, fails: { kind: 'leaf', arm: 1, units: 1 } },
          features(of('x', [1])),
        ),
      ),
    ).toBe('targeting-column-missing');
  });

  it('takes levels by their names, in whatever order other units have them', () => {
    const tree: PolicyTree = {
      kind: 'cut',
      condition: { kind: 'among', column: 'plan', levels: ['b'], unknown: false },
      holds: { kind: 'leaf', arm: 1, units: 1 },
      fails: { kind: 'leaf', arm: 0, units: 1 },
    };
    expect([...treeRule(tree, features(of('plan', [0, 1, 2, NaN], ['b', 'new', 'a']))).arms]).toEqual([1, 0, 0, 0]);
  });
});
