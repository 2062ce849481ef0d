import { describe, expect, it } from 'vitest';
import { expectHits, replications } from '../../../test/calibration/band.ts';
import { learned } from '../../../test/support/policies.ts';
import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { type Random, stream } from '../../math/random/stream.ts';
import type { Features } from '../../models/features.ts';
import { costCurve } from './cost-curve.ts';
import type { MeanEstimate } from './mean-errors.ts';
import { type PolicyTree, treeRule } from './policy-tree.ts';
import { gainOverRandom, policyGain, policyValue } from './policy-value.ts';
import { type Rule, sameForAll } from './rule.ts';
import { learnTree } from './trees/learn-tree.ts';

/** A population of cells, each as likely as any other, so that what any rule is worth is a sum. */
const cells = [-2, -1, 0, 1, 2].flatMap((x) => [0, 1, 2].flatMap((z) => [0, 1].map((noise) => ({ x, z, noise }))));
const effect = (cell: (typeof cells)[number]): number => 0.4 * cell.x + (cell.z === 2 ? 0.3 : -0.1);
const untreated = (cell: (typeof cells)[number]): number => 0.5 * cell.z;
const population: Features = featuresOf(cells);

function featuresOf(units: typeof cells): Features {
  return { units: units.length, columns: (['x', 'z', 'noise'] as const).map((name) => ({ name, values: Float64Array.from(units, (unit) => unit[name]) })) };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What a rule of cells is worth, and gains over nobody and over drawing as many. */
function truthOf(arms: Uint8Array) {
  const treated = Array.from(arms);
  const gain = mean(cells.map((cell, i) => treated[i] * effect(cell)));
  return { value: mean(cells.map(untreated)) + gain, gain, overRandom: gain - mean(treated) * mean(cells.map(effect)) };
}

interface Draw {
  readonly features: Features;
  readonly scores: { readonly ofArm: readonly [Float64Array, Float64Array] };
  readonly clusters?: Int32Array;
  readonly weights?: Float64Array;
}

/** An experiment with known chances and a prediction that is wrong: scores are right on average. */
function experiment(random: Random, n: number, kind: 'rows' | 'clusters' | 'weights'): Draw {
  const units: typeof cells = [];
  const [clusters, weights] = [new Int32Array(n), new Float64Array(n)];
  const ofArm = [new Float64Array(n), new Float64Array(n)] as const;
  let [cluster, left, shared] = [-1, 0, 0];
  for (let i = 0; i < n; i++) {
    if (left === 0) {
      cluster++;
      left = 1 + random.integer(5);
      shared = random.normal();
    }
    left--;
    clusters[i] = cluster;
    // Those at the top count less and are drawn more often, so that weighting makes them what they are.
    const often = kind === 'weights' && random.uniform() < 1 / 3;
    const cell = often ? cells[random.integer(6) + 24] : cells[random.integer(30)];
    weights[i] = cell.x === 2 ? 0.2 / (1 / 3 + (2 / 3) * 0.2) : 0.2 / ((2 / 3) * 0.2);
    units.push(cell);
    const chance = cell.z === 0 ? 0.3 : 0.5;
    const arm = random.bernoulli(chance);
    const noise = kind === 'clusters' ? shared + 0.5 * random.normal() : (1 + 0.5 * Math.abs(cell.x)) * random.normal();
    const outcome = untreated(cell) + arm * effect(cell) + noise;
    const predicted = [0.2, 0.4];
    for (const k of [0, 1]) ofArm[k][i] = predicted[k] + (arm === k ? (outcome - predicted[k]) / (k === 1 ? chance : 1 - chance) : 0);
  }
  return { features: featuresOf(units), scores: { ofArm }, ...(kind === 'clusters' && { clusters }), ...(kind === 'weights' && { weights }) };
}

const covers = ({ value, standardError, df }: MeanEstimate, truth: number): boolean => Math.abs(value - truth) <= studentTQuantile(0.975, df) * standardError;
const fixed: PolicyTree = {
  kind: 'cut',
  condition: { kind: 'at-most', column: 'x', value: 0, unknown: false },
  holds: { kind: 'leaf', arm: 0, units: 1 },
  fails: { kind: 'leaf', arm: 1, units: 1 },
};
const nobody = sameForAll(0, 2);

describe.each(['rows', 'clusters', 'weights'] as const)('values of rules, %s', (kind) => {
  it('cover what a rule that was fixed is worth, and what it brings over others', () => {
    const truth = truthOf(treeRule(fixed, population).arms);
    const hits = { value: 0, gain: 0, overRandom: 0 };
    for (let r = 0; r < replications; r++) {
      const { features, scores, ...counting } = experiment(stream(20260710, r), 150, kind);
      const rule: Rule = treeRule(fixed, features);
      if (covers(policyValue(scores, rule, counting), truth.value)) hits.value++;
      if (covers(policyGain(scores, rule, nobody, counting), truth.gain)) hits.gain++;
      if (covers(gainOverRandom(scores, rule, counting), truth.overRandom)) hits.overRandom++;
    }
    if (process.env.CALIBRATION_REPLICATIONS) console.info(kind, 'fixed', hits);
    for (const found of Object.values(hits)) expectHits(found, { kind: 'nominal', rate: 0.95 });
  });

  it('cover what a tree is worth on units that did not learn it; on those that did they are too high', () => {
    const hits = { value: 0, gain: 0, overRandom: 0, inSample: 0 };
    const apart: number[] = [];
    for (let r = 0; r < replications; r++) {
      const { features, scores, ...counting } = experiment(stream(20260711, r), 300, kind);
      const border = counting.clusters ? counting.clusters[150] : 0;
      const all = Int32Array.from({ length: 300 }, (_, i) => i);
      const learning = all.filter((i) => (counting.clusters ? counting.clusters[i] < border : i < 150));
      const rows = all.filter((i) => (counting.clusters ? counting.clusters[i] >= border : i >= 150));
      const { tree } = learned(learnTree(scores, features, learning, counting.weights ? { weights: counting.weights } : {}));
      const truth = truthOf(treeRule(tree, population).arms);
      const rule = treeRule(tree, features);
      const valued = { ...counting, rows };
      if (covers(policyValue(scores, rule, valued), truth.value)) hits.value++;
      // Where nobody is treated there is nothing to be wrong about.
      const gain = policyGain(scores, rule, nobody, valued);
      if (covers(gain, truth.gain)) hits.gain++;
      if (covers(gainOverRandom(scores, rule, valued), truth.overRandom)) hits.overRandom++;
      const inSample = policyGain(scores, rule, nobody, { ...counting, rows: learning });
      if (covers(inSample, truth.gain)) hits.inSample++;
      apart.push(inSample.value - truth.gain);
    }
    if (process.env.CALIBRATION_REPLICATIONS) console.info(kind, 'learned', hits, 'in sample too high by', mean(apart));
    for (const found of [hits.value, hits.gain, hits.overRandom]) expectHits(found, { kind: 'nominal', rate: 0.95 });
    expectHits(hits.inSample, { kind: 'below', rate: 0.95 });
    expect(mean(apart)).toBeGreaterThan(0.1);
  });
});

it('bands of cost curves cover the whole curve', () => {
  // What is expected is the truth but for a tenth of it, the same for every unit: the curve of the population is that of its cells in this order.
  const costs = cells.map((cell) => 1 + 0.5 * cell.z);
  const order = [...cells.keys()].filter((i) => effect(cells[i]) > 0).sort((a, b) => effect(cells[b]) / costs[b] - effect(cells[a]) / costs[a]);
  const truthAt = (spend: number): number => {
    let [used, gain] = [0, 0];
    for (const i of order) {
      const part = Math.min(1, Math.max(0, (spend - used) / (costs[i] / 30)));
      gain += (part * effect(cells[i])) / 30;
      used += costs[i] / 30;
    }
    return gain;
  };
  const [points, few] = [8, Math.ceil(replications / 2)];
  let [together, alone] = [0, 0];
  for (let r = 0; r < few; r++) {
    const { features, scores } = experiment(stream(20260712, r), 300, 'rows');
    const [x, z] = features.columns.map(({ values }) => values);
    const benefits = [x.map((value, i) => 0.9 * (0.4 * value + (z[i] === 2 ? 0.3 : -0.1)))];
    const uses = [new Float64Array(300), z.map((value) => 1 + 0.5 * value)];
    const curve = costCurve(scores, benefits, uses, { seed: r, points, draws: 200 });
    if (curve.every(({ spend, bandLow, bandHigh }) => bandLow <= truthAt(spend) + 1e-12 && truthAt(spend) <= bandHigh + 1e-12)) together++;
    const middle = curve[points / 2];
    if (middle.low <= truthAt(middle.spend) && truthAt(middle.spend) <= middle.high) alone++;
  }
  if (process.env.CALIBRATION_REPLICATIONS) console.info('cost curve', { together, alone, of: few });
  expectHits(together, { kind: 'between', rate: 0.93, to: 0.985 }, few);
  expectHits(alone, { kind: 'between', rate: 0.93, to: 0.985 }, few);
});

it('with more units trees come nearer to the best', () => {
  const best = mean(cells.map((cell) => Math.max(0, effect(cell))));
  const regrets = [100, 400, 1600].map((n) =>
    mean(
      Array.from({ length: 40 }, (_, r) => {
        const { features, scores } = experiment(stream(20260713, r), n, 'rows');
        const { tree } = learned(
          learnTree(
            scores,
            features,
            Int32Array.from({ length: n }, (_, i) => i),
          ),
        );
        return best - truthOf(treeRule(tree, population).arms).gain;
      }),
    ),
  );
  if (process.env.CALIBRATION_REPLICATIONS) console.info('regret', regrets);
  expect(Math.min(...regrets)).toBeGreaterThanOrEqual(-1e-9);
  expect(regrets[1]).toBeLessThan(0.6 * regrets[0]);
  expect(regrets[2]).toBeLessThan(0.6 * regrets[1]);
});
