import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../test/support/code-of.ts';
import { learned } from '../../../test/support/policies.ts';
import { stream } from '../../math/random/stream.ts';
import type { Features } from '../../models/features.ts';
import { costCurve } from './cost-curve.ts';
import { netScores } from './costs.ts';
import { learnAndValue, type Parts, type PolicyOptions, rankAndValue } from './learn-and-value.ts';
import { treeRule } from './policy-tree.ts';
import { gainOverRandom, policyGain, policyValue } from './policy-value.ts';
import { sameForAll } from './rule.ts';

function drawn(n: number, seed = 3) {
  const random = stream(seed);
  const x = Float64Array.from({ length: n }, () => random.normal());
  const features: Features = {
    units: n,
    columns: [
      { name: 'x', values: x },
      { name: 'noise', values: x.map(() => random.normal()) },
    ],
  };
  const scores = { ofArm: [0, 1, 2].map((k) => x.map((value) => k * 0.5 * value + random.normal())) };
  return { features, scores };
}
const parts: Parts = { learning: Int32Array.from({ length: 100 }, (_, i) => 2 * i), valuing: Int32Array.from({ length: 100 }, (_, i) => 2 * i + 1) };

describe('a policy that is learned and valued', () => {
  it('is worth what it is to those that did not learn it, and says nothing of those that did', () => {
    const { features, scores } = drawn(200);
    const found = learned(learnAndValue(scores, features, parts));
    expect(found).not.toHaveProperty('objective');
    const rule = treeRule(found.tree, features);
    const rows = parts.valuing;
    expect(found.value).toEqual(policyValue(scores, rule, { rows }));
    expect(found.overNobody).toEqual(policyGain(scores, rule, sameForAll(0, 3), { rows }));
    expect(found.overEverybody).toEqual([1, 2].map((arm) => policyGain(scores, rule, sameForAll(arm, 3), { rows })));
    expect(found.shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    // Scores of the learning units change the tree alone; of the others, what it is worth alone.
    const other = { ofArm: scores.ofArm.map((score) => score.map((one, i) => (i % 2 === 0 ? one : 2 * one))) };
    const again = learned(learnAndValue(other, features, parts));
    expect(again.tree).toEqual(found.tree);
    expect(again.value.value).toBeCloseTo(2 * found.value.value, 12);
  });

  it('keeps a limit on the units that learn, and says what it uses of the others', () => {
    const { features, scores } = drawn(200);
    const options: PolicyOptions = { value: 10, costs: [0, 1, 3], limit: { kind: 'budget', perUnit: 0.5 }, leastLeaf: 5 };
    const { kept, spend, ...found } = learned(learnAndValue(scores, features, parts, options));
    expect(kept?.limit).toBe('binding');
    expect(kept?.learning).toBeLessThanOrEqual(0.5);
    expect(kept?.valuing).toEqual(spend);
    expect(found.value).toEqual(policyValue(netScores(scores, options), treeRule(found.tree, features), { rows: parts.valuing }));
  });

  it('does not treat at a cost that is above the benefit', () => {
    const { features, scores } = drawn(200);
    expect(learned(learnAndValue(scores, features, parts, { costs: [0, 100, 100] })).tree).toMatchObject({ kind: 'leaf', arm: 0 });
    expect(learned(learnAndValue(scores, features, parts, { costs: [100, 100, 0] })).tree).toMatchObject({ kind: 'leaf', arm: 2 });
    // Worth the same after costs: the cheaper is given.
    const alike = { ofArm: [5, 3, 4].map((score) => new Float64Array(200).fill(score)) };
    expect(learned(learnAndValue(alike, features, parts, { costs: [2, 0, 1] })).tree).toMatchObject({ kind: 'leaf', arm: 1 });
  });

  it('refuses parts that share units, or clusters', () => {
    const { features, scores } = drawn(200);
    const code = (some: Parts, options: PolicyOptions = {}) => codeOf(() => learned(learnAndValue(scores, features, some, options)));
    expect(code({ ...parts, valuing: parts.learning })).toBe('targeting-parts');
    expect(code(parts, { clusters: Int32Array.from({ length: 200 }, (_, i) => i >> 1) })).toBe('targeting-parts');
    expect(code(parts, { clusters: Int32Array.from({ length: 200 }, (_, i) => i % 20) })).toBe(undefined);
    expect(code({ ...parts, valuing: new Int32Array() })).toBe('targeting-few');
    const spoiled = { ofArm: scores.ofArm.map((score) => score.map((one, i) => (i === 1 ? NaN : one))) };
    expect(codeOf(() => learned(learnAndValue(spoiled, features, parts)))).toBe('targeting-scores');
    expect(codeOf(() => policyValue(scores, sameForAll(0, 3), { rows: new Int32Array() }))).toBe('targeting-few');
    expect(policyValue(scores, sameForAll(0, 3), { clusters: new Int32Array(200) }).df).toBe(0);
  });
});

describe('a ranking that is cut and valued', () => {
  it('stops where the units that learn meet the limit, and is a point of the cost curve of the others', () => {
    const { features, scores } = drawn(400);
    const [learning, valuing] = [0, 1].map((part) => Int32Array.from({ length: 200 }, (_, i) => 2 * i + part));
    const benefits = [1, 2].map((k) => features.columns[0].values.map((x) => 0.5 * k * x - 0.1));
    const costs = [0, 1, 3];
    const limit = { kind: 'budget', perUnit: 0.3 } as const;
    const found = rankAndValue(scores, benefits, { learning, valuing }, { limit, costs });
    expect(found.kept).toMatchObject({ limit: 'binding', most: 0.3 });
    expect(found.kept.learning).toBeCloseTo(0.3, 10);
    expect(found.kept.valuing.value).not.toBe(found.kept.learning);
    const uses = costs.map((cost) => new Float64Array(400).fill(cost));
    const gain = policyGain(scores, found.rule, sameForAll(0, 3), { rows: valuing });
    expect(found.overNobody.value).toBeCloseTo(gain.value - found.kept.valuing.value, 12);
    const spend = found.kept.valuing.value;
    const fine = costCurve(scores, benefits, uses, { seed: 1, rows: valuing, points: 4000, draws: 2 });
    const near = fine.reduce((best, point) => (Math.abs(point.spend - spend) < Math.abs(best.spend - spend) ? point : best));
    expect(Math.abs(near.gain - gain.value)).toBeLessThan(0.01);
    expect(codeOf(() => rankAndValue(scores, benefits, { learning, valuing: learning }, { limit, costs }))).toBe('targeting-parts');
  });
});

describe('the gain over drawing as many', () => {
  it('is a covariance, with the error of a jackknife of clusters', () => {
    const { features, ...rest } = drawn(600, 5);
    const scores = { ofArm: rest.scores.ofArm.map((score, k) => score.map((one) => one + 5 * k)) };
    const rule = { kind: 'arms', arms: Uint8Array.from(features.columns[0].values, (x) => (x > 0.5 ? 2 : x > 0 ? 1 : 0)) } as const;
    const clusters = Int32Array.from({ length: 600 }, (_, i) => Math.floor(i / 5));
    const weights = Float64Array.from({ length: 600 }, (_, i) => 1 + (i % 4));
    const at = (rows: Int32Array) => gainOverRandom(scores, rule, { rows, clusters, weights });
    const all = at(Int32Array.from({ length: 600 }, (_, i) => i));
    const left = Array.from({ length: 120 }, (_, g) => at(Int32Array.from({ length: 600 }, (_, i) => i).filter((i) => clusters[i] !== g)).value);
    const mean = left.reduce((a, b) => a + b) / 120;
    const jackknife = Math.sqrt((119 / 120) * left.reduce((sum, one) => sum + (one - mean) ** 2, 0));
    expect(Math.abs(all.standardError / jackknife - 1)).toBeLessThan(0.02);
    const everyone = gainOverRandom(scores, sameForAll(1, 3));
    expect([everyone.value, everyone.standardError]).toEqual([0, 0]);
  });
});
