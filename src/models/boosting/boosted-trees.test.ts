import { describe, expect, it } from 'vitest';
import { mixedFeatures } from '../../../test/support/small-trees.ts';
import { onCopies, workDone } from '../../../test/support/work-done.ts';
import { stream } from '../../math/random/stream.ts';
import { boostedTrees } from '../base-learners/boosted-trees.ts';
import { boostTrees, predictBoosted } from './boosted-trees.ts';

const units = 600;
const random = stream(5);
const features = mixedFeatures(units, random);
const mean = features.columns[1].values.map((few, i) => few + (features.columns[3].values[i] === 1 ? 3 : 0));
const outcome = mean.map((value) => value + random.normal());
const error = (values: Float64Array): number => values.reduce((sum, value, i) => sum + (value - mean[i]) ** 2, 0) / units;
const squared = { features, outcome, loss: 'squared' } as const;

describe('boosted trees', () => {
  const boosted = workDone(boostTrees(squared));

  it('come close to the mean, and stop where more would learn noise', () => {
    expect(error(predictBoosted(boosted, features))).toBeLessThan(0.1);
    expect(boosted.trees.count).toBeLessThan(200);
    const noise = workDone(boostTrees({ ...squared, outcome: outcome.map(() => random.normal()) }));
    expect(noise.trees.count).toBeLessThan(20);
  });

  it('are one step of Newton for each leaf: a single tree of two leaves by hand', () => {
    const one = workDone(boostTrees(squared, { rounds: 1, shrinkage: 1, ridge: 3, stopping: 'none', size: { kind: 'leaves', most: 2 } }));
    const found = predictBoosted(one, features);
    const [low, high] = [Math.min(...found), Math.max(...found)];
    expect(new Set(found).size).toBe(2);
    const base = outcome.reduce((sum, value) => sum + value, 0) / units;
    for (const side of [low, high]) {
      const inside = outcome.filter((_, i) => found[i] === side);
      expect(side).toBeCloseTo(base + inside.reduce((sum, value) => sum + value - base, 0) / (inside.length + 3), 10);
      expect(inside.length).toBeGreaterThanOrEqual(20);
    }
  });

  it('have no more leaves or levels than they may', () => {
    const of = (size: { readonly kind: 'depth' | 'leaves'; readonly most: number }) =>
      workDone(boostTrees(squared, { rounds: 5, stopping: 'none', size })).trees.leafStarts;
    for (let tree = 0; tree < 5; tree++) {
      expect(of({ kind: 'leaves', most: 7 })[tree + 1] - of({ kind: 'leaves', most: 7 })[tree]).toBe(7);
      expect(of({ kind: 'depth', most: 2 })[tree + 1] - of({ kind: 'depth', most: 2 })[tree]).toBeLessThanOrEqual(4);
    }
  });

  it('of 0 and 1 give chances', () => {
    const chance = mean.map((value) => 1 / (1 + Math.exp(2 - value)));
    const clicked = chance.map((p) => random.bernoulli(p));
    const learner = boostedTrees();
    const rows = Int32Array.from({ length: units }, (_, i) => i);
    const found = workDone(learner.learn({ features, rows, target: clicked, seed: 4 }))(features);
    expect(found.every((p) => p > 0 && p < 1)).toBe(true);
    expect(found.reduce((sum, p, i) => sum + (p - chance[i]) ** 2, 0) / units).toBeLessThan(0.02);
  });

  it('have the same bits wherever they are grown, move with the outcome, and scale with it', () => {
    expect(workDone(boostTrees(squared), onCopies)).toEqual(boosted);
    const moved = workDone(boostTrees({ ...squared, outcome: outcome.map((value) => 8 * value + 1024) }));
    const [found, expected] = [predictBoosted(moved, features), predictBoosted(boosted, features)];
    for (let i = 0; i < units; i++) expect(found[i]).toBeCloseTo(8 * expected[i] + 1024, 8);
  });
});
