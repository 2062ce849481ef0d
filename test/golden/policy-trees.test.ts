import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { treeRule } from '../../src/inference/policy/policy-tree.ts';
import { learnTree } from '../../src/inference/policy/trees/learn-tree.ts';
import type { Features } from '../../src/models/features.ts';
import { learned } from '../support/policies.ts';

interface Case {
  readonly name: string;
  readonly least: number;
  readonly scores: readonly (readonly number[])[];
  readonly weights?: readonly number[];
  readonly columns: readonly { readonly values: readonly (number | null)[]; readonly levels: number }[];
  readonly expected: Readonly<Record<string, number>>;
  readonly greedy?: Readonly<Record<string, number>>;
}

const golden: { readonly tolerance: number; readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../goldens/policy/trees.json'), 'utf8'),
);

const featuresOf = ({ columns, scores }: Case): Features => ({
  units: scores[0].length,
  columns: columns.map(({ values, levels }, j) => ({
    name: `x${j}`,
    values: Float64Array.from(values, (value) => value ?? NaN),
    ...(levels > 0 && { levels: Array.from({ length: levels }, (_, k) => `level ${k}`) }),
  })),
});

describe.each(golden.cases)('policy trees of $name', (one) => {
  const features = featuresOf(one);
  const ofArm = one.scores.map((score) => Float64Array.from(score));
  const rows = Int32Array.from({ length: features.units }, (_, i) => i);
  const most = rows.reduce((sum, i) => sum + Math.max(...ofArm.map((score) => Math.abs(score[i]))) * (one.weights?.[i] ?? 1), 0);
  const weights = one.weights && Float64Array.from(one.weights);
  const found = (depth: 0 | 1 | 2 | 3) =>
    learned(learnTree({ ofArm }, features, rows, { depth, leastLeaf: one.least, fewCuts: 1000, ...(weights && { weights }) }));

  it.each(Object.entries(one.expected))('of depth %s reach what the best of all trees does', (depth, expected) => {
    const { tree, objective, exact } = found(Number(depth) as 2);
    expect(exact).toBe(true);
    expect(Math.abs(objective - expected)).toBeLessThan(golden.tolerance * most);
    const { arms } = treeRule(tree, features);
    const sum = rows.reduce((total, i) => total + ofArm[arms[i]][i] * (weights?.[i] ?? 1), 0);
    expect(Math.abs(sum - objective)).toBeLessThan(golden.tolerance * most);
  });

  it.each(Object.entries(one.greedy ?? {}))('of depth %s reach no less than the greedy tree', (depth, greedy) => {
    const searched = learned(learnTree({ ofArm }, features, rows, { depth: Number(depth) as 2, leastLeaf: one.least }));
    expect(searched.objective).toBeGreaterThanOrEqual(greedy - golden.tolerance * most);
  });
});
