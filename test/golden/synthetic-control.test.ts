import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { augmentedControl, augmentedErrors } from '../../src/inference/synthetic/augmented.ts';
import type { Counterfactual, Panel } from '../../src/inference/synthetic/panel.ts';
import { penalizedControl } from '../../src/inference/synthetic/penalized.ts';
import { predictorControl } from '../../src/inference/synthetic/predictor-control.ts';
import { syntheticControl } from '../../src/inference/synthetic/synthetic-control.ts';
import { errorBefore } from '../../src/inference/synthetic/weighted-path.ts';

interface Found {
  readonly weights: readonly number[];
  readonly effect: number;
}
interface Augmented extends Found {
  readonly penalties: readonly number[];
  readonly errors: readonly number[];
  readonly chosen: number;
  readonly given: Found & { readonly penalty: number };
}
interface Case {
  readonly name: string;
  readonly panel: { readonly values?: readonly number[]; readonly units: number; readonly periods: number; readonly donors: number; readonly before: number };
  readonly kept: Found;
  readonly moved: Found;
  readonly augmented: { readonly kept: Augmented; readonly moved: Augmented };
  readonly penalized: readonly (Found & { readonly penalty: number })[];
  readonly predicted: {
    readonly predictors?: readonly number[];
    readonly given: { readonly weights: readonly number[]; readonly donors: readonly number[]; readonly effect: number };
    readonly nested: { readonly errors: readonly number[] };
  };
}
const golden: {
  readonly tolerance: { readonly weights: number; readonly effect: number; readonly errors: number };
  readonly prop99: Case;
  readonly cases: readonly Case[];
} = JSON.parse(readFileSync('goldens/synthetic/controls.json', 'utf8'));

// The data are not part of this repository.
const packs = new URL('../../../shared/datasets/prop99.csv', import.meta.url);

/** California last. */
function proposition99(): { readonly panel: Panel; readonly predictors: Float64Array; readonly states: readonly string[] } {
  const byState = new Map<string, number[]>();
  for (const line of readFileSync(packs, 'utf8').trim().split(/\r?\n/).slice(1)) {
    const [state, , sold] = line.split(';');
    byState.set(state, [...(byState.get(state) ?? []), Number(sold)]);
  }
  const states = [...[...byState.keys()].filter((state) => state !== 'California').sort(), 'California'];
  const rows = states.map((state) => byState.get(state) ?? []);
  const mean = (from: number, to: number) => rows.map((row) => row.slice(from - 1970, to - 1969).reduce((sum, value) => sum + value, 0) / (to - from + 1));
  const predictors = [mean(1975, 1975), mean(1980, 1980), mean(1988, 1988), mean(1970, 1974), mean(1976, 1979), mean(1981, 1984), mean(1985, 1987)];
  return {
    panel: { values: Float64Array.from(rows.flat()), units: 39, periods: 31, donors: 38, before: 19 },
    predictors: Float64Array.from(predictors.flat()),
    states,
  };
}

function agrees(found: Counterfactual | undefined, { weights, effect }: Found): void {
  expect(found).toBeDefined();
  if (found === undefined) return;
  const apart = weights.reduce((most, weight, donor) => Math.max(most, Math.abs(weight - found.donorWeights[donor])), 0);
  expect(apart, 'weights').toBeLessThan(golden.tolerance.weights);
  expect(Math.abs(found.effect - effect), 'effect').toBeLessThan(golden.tolerance.effect * Math.abs(effect));
}

function agreesInAll(panel: Panel, predictors: Float64Array, expected: Case): void {
  for (const level of ['kept', 'moved'] as const) {
    agrees(syntheticControl({ level })(panel), expected[level]);
    const { given, chosen, penalties, errors, ...best } = expected.augmented[level];
    agrees(augmentedControl({ level, penalty: given.penalty })(panel), given);
    const found = augmentedErrors(panel, { level });
    for (const [p, error] of errors.entries()) {
      expect(Math.abs(found.penalties[p] / penalties[p] - 1), 'penalty').toBeLessThan(1e-9);
      const mean = found.squares[p].reduce((sum, square) => sum + square, 0) / panel.before;
      expect(Math.abs(mean / error - 1), `error at ${penalties[p]}`).toBeLessThan(golden.tolerance.errors);
    }
    const augmented = augmentedControl({ level })(panel);
    agrees(augmented, best);
    expect(Math.abs((augmented?.penalty ?? 0) / chosen - 1)).toBeLessThan(1e-9);
  }
  for (const { penalty, ...best } of expected.penalized) agrees(penalizedControl({ kind: 'given', value: penalty })(panel), best);
  const { given, nested } = expected.predicted;
  const atGiven = predictorControl({ predictors, weights: { kind: 'given', weights: Float64Array.from(given.weights) } })(panel);
  agrees(atGiven, { weights: given.donors, effect: given.effect });
  const searched = predictorControl({ predictors, weights: { kind: 'nested' } })(panel);
  expect(searched && errorBefore(panel, searched)).toBeLessThanOrEqual(Math.min(...nested.errors) * (1 + golden.tolerance.errors));
}

describe('synthetic controls agree with pysyncon, augsynth-py and exact searches', () => {
  it.each(golden.cases)('$name', (expected) => {
    const panel = { ...expected.panel, values: Float64Array.from(expected.panel.values ?? []) };
    agreesInAll(panel, Float64Array.from(expected.predicted.predictors ?? []), expected);
  });
});

describe.skipIf(!existsSync(packs))(`Proposition 99${existsSync(packs) ? '' : ' (not run: data set absent)'}`, () => {
  it('agrees with the same packages', () => {
    const { panel, predictors } = proposition99();
    agreesInAll(panel, predictors, golden.prop99);
  });

  it('is the published synthetic control: -19.620 packs, of Utah, Montana, Nevada, Connecticut and New Hampshire', () => {
    const { panel, states } = proposition99();
    const found = syntheticControl({ level: 'kept' })(panel);
    expect(found?.effect.toFixed(3)).toBe('-19.620');
    const weightOf = (state: string) => found?.donorWeights[states.indexOf(state)].toFixed(3);
    expect(['Utah', 'Montana', 'Nevada', 'Connecticut', 'New Hampshire'].map(weightOf)).toEqual(['0.396', '0.232', '0.204', '0.104', '0.045']);
  });
});
