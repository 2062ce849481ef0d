import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../test/support/code-of.ts';
import { learned } from '../../../test/support/policies.ts';
import { stream } from '../../math/random/stream.ts';
import type { Features } from '../../models/features.ts';
import { costCurve } from './cost-curve.ts';
import { netScores, spendUnder } from './costs.ts';
import { type Limit, limitedBy } from './limit.ts';
import { treeRule } from './policy-tree.ts';
import { policyValue } from './policy-value.ts';
import { rankedRule, thresholdOf } from './ranking.ts';
import { underRule } from './rule.ts';
import { learnTree } from './trees/learn-tree.ts';
import { limitedTree } from './trees/limited/limited-tree.ts';

const n = 60;
const rows = Int32Array.from({ length: n }, (_, i) => i);

function drawn(seed: number, arms: number) {
  const random = stream(seed);
  const columns = ['x', 'z'].map((name) => ({ name, values: Float64Array.from({ length: n }, () => Math.round(4 * random.normal())) }));
  const features: Features = { units: n, columns };
  const ofArm = Array.from({ length: arms }, (_, k) =>
    Float64Array.from({ length: n }, (_, i) => random.normal() + (k > 0 ? 0.3 * k * columns[k - 1].values[i] : 0)),
  );
  const costs = Array.from({ length: arms }, (_, k) => Float64Array.from({ length: n }, () => (k === 0 ? 0 : k * random.uniform())));
  const weights = Float64Array.from({ length: n }, () => 1 + random.integer(3));
  return { features, scores: { ofArm }, costs, weights };
}

const total = (values: Float64Array, weights?: Float64Array): number => values.reduce((sum, value, i) => sum + value * (weights?.[i] ?? 1), 0);

/** All trees of one cut: what each is worth and uses. */
function allTrees({ features, scores, costs, weights }: ReturnType<typeof drawn>) {
  const arms = scores.ofArm.map((_, k) => k);
  return features.columns.flatMap(({ values }) =>
    [...new Set(values)].flatMap((value) =>
      arms.flatMap((a) =>
        arms.map((b) => {
          const rule = { kind: 'arms', arms: Uint8Array.from(values, (x) => (x <= value ? a : b)) } as const;
          return { worth: total(underRule(rule, scores.ofArm, rows), weights), uses: total(underRule(rule, costs, rows), weights) / total(weights) };
        }),
      ),
    ),
  );
}

describe('a tree within a limit', () => {
  it.each([1, 2, 3, 4, 5, 6])('keeps it, is the best of those that do, and has the price that bounds them best (draw %i)', (seed) => {
    const draw = drawn(seed, 3);
    const trees = allTrees(draw);
    for (const most of [0.05, 0.2, 0.4]) {
      const limited = limitedBy({ kind: 'budget', perUnit: most }, draw.costs, 3, n);
      const found = learned(limitedTree(draw.scores, draw.features, rows, limited, { depth: 1, weights: draw.weights }));
      expect(found.uses).toBeLessThanOrEqual(most + 1e-9);
      const rule = treeRule(found.tree, draw.features);
      expect(total(underRule(rule, draw.scores.ofArm, rows), draw.weights)).toBeCloseTo(found.objective, 8);
      expect(total(underRule(rule, draw.costs, rows), draw.weights) / total(draw.weights)).toBeCloseTo(found.uses, 10);
      const within = Math.max(...trees.filter(({ uses }) => uses <= most).map(({ worth }) => worth));
      expect(found.objective).toBeCloseTo(within, 6);
      const boundAt = (price: number): number => Math.max(...trees.map(({ worth, uses }) => worth + price * total(draw.weights) * (most - uses)));
      for (const other of [0, 0.5, 0.9, 1.1, 2]) expect(boundAt(found.price)).toBeLessThanOrEqual(boundAt(other * found.price) + 1e-6);
    }
  });

  it('says that a limit above everybody is none, and that one that is not reached does not bind', () => {
    const { features, scores, costs } = drawn(7, 2);
    const under = (limit: Limit) => learned(limitedTree(scores, features, rows, limitedBy(limit, costs, 2, n)));
    const free = learned(learnTree(scores, features, rows));
    expect(under({ kind: 'budget', perUnit: 100 })).toMatchObject({ limit: 'above-everybody', tree: free.tree, price: 0 });
    expect(under({ kind: 'capacity', share: 1 })).toMatchObject({ limit: 'above-everybody', tree: free.tree });
    expect(under({ kind: 'capacity', share: 0.99 })).toMatchObject({ limit: 'slack', tree: free.tree });
    expect(under({ kind: 'capacity', count: 200, units: 1000 })).toMatchObject({ limit: 'binding', most: 0.2 });
    expect(under({ kind: 'budget', total: 0, units: 10 }).tree).toEqual({ kind: 'leaf', arm: 0, units: n });
  });

  it('refuses limits that no tree keeps, and costs that are none', () => {
    const { features, scores } = drawn(7, 2);
    const under = (limit: Limit, costs?: readonly (number | Float64Array)[]) =>
      codeOf(() => learned(limitedTree(scores, features, rows, limitedBy(limit, costs, 2, n))));
    expect(under({ kind: 'budget', perUnit: 0.5 }, [1, 2])).toBe('targeting-budget');
    expect(under({ kind: 'budget', perUnit: 0.5 })).toBe('option-invalid');
    expect(under({ kind: 'budget', perUnit: 0.5 }, [0])).toBe('option-invalid');
    expect(under({ kind: 'budget', perUnit: 0.5 }, [0, NaN])).toBe('option-invalid');
    expect(under({ kind: 'budget', perUnit: 0.5 }, [0, new Float64Array(3)])).toBe('option-invalid');
    expect(under({ kind: 'capacity', share: -1 })).toBe('option-invalid');
    expect(under({ kind: 'budget', total: 1, units: 0 }, [0, 1])).toBe('option-invalid');
  });
});

describe('a ranking by benefit and cost', () => {
  /** The best that any way of giving arms by chance brings within a budget, by its dual: min over prices of what is left to gain, plus the price of the budget. */
  function bestWithin(benefits: readonly Float64Array[], costs: readonly Float64Array[], most: number, weights: Float64Array): number {
    const prices = [0, ...Array.from({ length: 600 }, (_, p) => 10 ** (-2 + p / 200))];
    const dual = (price: number): number =>
      rows.reduce((sum, i) => sum + weights[i] * Math.max(...costs.map((cost, k) => (k === 0 ? 0 : benefits[k - 1][i]) - price * cost[i])), 0) +
      price * most * total(weights);
    return Math.min(...prices.map(dual));
  }

  it.each([1, 2, 3, 4])('spends the budget, no more, and nothing brings more (draw %i)', (seed) => {
    const { scores, costs, weights } = drawn(seed, 3);
    const benefits = scores.ofArm.slice(1).map((score, k) => score.map((one, i) => Math.round(10 * (one - scores.ofArm[0][i])) / 10 + 0 * k));
    for (const most of [0.1, 0.3, 0.5]) {
      const limited = { uses: costs, most };
      const threshold = thresholdOf(benefits, limited, rows, weights);
      const rule = rankedRule(threshold, benefits, costs, rows);
      const spend = spendUnder(rule, costs, rows, { weights }).value;
      if (threshold.limit === 'binding') expect(spend).toBeCloseTo(most, 10);
      else expect(spend).toBeLessThan(most);
      const gain = total(underRule(rule, [new Float64Array(n), ...benefits], rows), weights);
      const best = bestWithin(benefits, costs, most, weights);
      expect(gain).toBeLessThanOrEqual(best + 1e-9);
      expect(gain).toBeGreaterThan(best * 0.998);
    }
  });

  it('treats nobody whom it would harm, and says when the budget is above everybody', () => {
    const benefits = [Float64Array.from(rows, (i) => i - 20)];
    const costs = [new Float64Array(n), new Float64Array(n).fill(2)];
    const threshold = thresholdOf(benefits, { uses: costs, most: 3 }, rows);
    expect(threshold).toEqual({ price: 0, share: 0, limit: 'above-everybody' });
    expect(spendUnder(rankedRule(threshold, benefits, costs, rows), costs, rows).value).toBeCloseTo((2 * 39) / 60, 12);
    expect(thresholdOf(benefits, { uses: costs, most: 1.5 }, rows).limit).toBe('slack');
    expect(thresholdOf(benefits, { uses: costs, most: 1 }, rows)).toEqual({ price: 4.5, share: 0, limit: 'binding' });
  });

  it('meets a budget among units alike by chance', () => {
    const benefits = [new Float64Array(n).fill(1)];
    const costs = [new Float64Array(n), new Float64Array(n).fill(1)];
    const threshold = thresholdOf(benefits, { uses: costs, most: 0.25 }, rows);
    expect(threshold).toEqual({ price: 1, share: 0.25, limit: 'binding' });
    expect(spendUnder(rankedRule(threshold, benefits, costs, rows), costs, rows).value).toBeCloseTo(0.25, 12);
  });
});

describe('a cost curve', () => {
  it('passes through what the ranking brings at each spend, from nothing to all steps', () => {
    const { scores, costs, weights } = drawn(3, 3);
    const benefits = scores.ofArm.slice(1).map((score, k) => score.map((one, i) => one - scores.ofArm[0][i] + Math.sin(i + k)));
    const curve = costCurve(scores, benefits, costs, { seed: 1, points: 10, draws: 50, weights });
    const nobody = policyValue(scores, { kind: 'draw', chances: [1, 0, 0] }, { weights }).value;
    for (const { spend, gain, low, high, bandLow, bandHigh } of curve) {
      const rule = rankedRule(thresholdOf(benefits, { uses: costs, most: spend }, rows, weights), benefits, costs, rows);
      expect(gain).toBeCloseTo(policyValue(scores, rule, { weights }).value - nobody, 9);
      for (const one of [low, high, bandLow, bandHigh]) expect(one).toSatisfy(Number.isFinite);
      expect(bandLow).toBeLessThanOrEqual(low);
      expect(bandHigh).toBeGreaterThanOrEqual(high);
    }
    expect(curve[0]).toMatchObject({ spend: 0, gain: 0, standardError: 0, low: 0, high: 0 });
    expect(curve[10].random).toBeCloseTo(curve[10].gain, 12);
    expect(costCurve(scores, benefits, costs, { seed: 1, points: 10, draws: 50, weights })).toEqual(curve);
  });

  it('of a treatment that helps nobody is a point', () => {
    const { scores, costs } = drawn(3, 2);
    const curve = costCurve(scores, [new Float64Array(n).fill(-1)], costs, { seed: 1, points: 2, draws: 10 });
    expect(curve.map(({ spend, gain, standardError, random }) => [spend, gain, standardError, random])).toEqual(Array(3).fill([0, 0, 0, 0]));
  });
});

it('takes costs from what outcomes are worth', () => {
  const scores = { ofArm: [Float64Array.of(1, 2), Float64Array.of(3, 5)] };
  expect(netScores(scores, { value: 10, costs: [0, Float64Array.of(4, 5)] }).ofArm).toEqual([Float64Array.of(10, 20), Float64Array.of(26, 45)]);
  expect(netScores(scores, { value: -1 }).ofArm[1]).toEqual(Float64Array.of(-3, -5));
});
