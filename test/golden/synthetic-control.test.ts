import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { augmentedControl, augmentedErrors } from '../../src/inference/synthetic/augmented.ts';
import type { Panel, WeightedCounterfactual } from '../../src/inference/synthetic/panel.ts';
import { treatedMean } from '../../src/inference/synthetic/panels-of.ts';
import { penalizedControl } from '../../src/inference/synthetic/penalized.ts';
import { predictorControl } from '../../src/inference/synthetic/predictor-control.ts';
import { syntheticControl } from '../../src/inference/synthetic/synthetic-control.ts';
import { errorBefore, weightedPath } from '../../src/inference/synthetic/weighted-path.ts';

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
  readonly chosenPenalty: {
    readonly holdout: Found & { readonly periods: number; readonly penalty: number };
    readonly donors: Found & { readonly penalty: number };
  };
  readonly predicted: {
    readonly predictors?: readonly number[];
    readonly given: { readonly weights: readonly number[]; readonly donors: readonly number[]; readonly effect: number };
    readonly nested: { readonly errors: readonly number[] };
    readonly validated: { readonly training?: readonly number[]; readonly split: number; readonly errors: readonly number[] };
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
function proposition99(): { readonly panel: Panel; readonly predictors: Float64Array; readonly training: Float64Array; readonly states: readonly string[] } {
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
    training: Float64Array.from([mean(1970, 1970), mean(1973, 1973), mean(1976, 1976), mean(1979, 1979), mean(1970, 1974), mean(1975, 1979)].flat()),
    states,
  };
}

function agrees(found: WeightedCounterfactual | undefined, { weights, effect }: Found): void {
  expect(found).toBeDefined();
  if (found === undefined) return;
  const apart = weights.reduce((most, weight, donor) => Math.max(most, Math.abs(weight - found.donorWeights[donor])), 0);
  expect(apart, 'weights').toBeLessThan(golden.tolerance.weights);
  expect(Math.abs(found.effect - effect), 'effect').toBeLessThan(golden.tolerance.effect * Math.abs(effect));
}

/** Predictors by units, over all the time before the change and over its first part. */
interface Told {
  readonly predictors: Float64Array;
  readonly training: Float64Array;
}

function agreesInAll(panel: Panel, { predictors, training }: Told, expected: Case): void {
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
  const { holdout, donors } = expected.chosenPenalty;
  for (const [choice, { penalty, ...best }] of [[{ kind: 'holdout', periods: holdout.periods }, holdout] as const, [{ kind: 'donors' }, donors] as const]) {
    const found = penalizedControl(choice)(panel);
    expect(found?.penalty).toBeCloseTo(penalty, 10);
    agrees(found, best);
  }
  const { given, nested, validated } = expected.predicted;
  const atGiven = predictorControl({ predictors, weights: { kind: 'given', weights: Float64Array.from(given.weights) } })(panel);
  agrees(atGiven, { weights: given.donors, effect: given.effect });
  const searched = predictorControl({ predictors, weights: { kind: 'nested' } })(panel);
  expect(searched && errorBefore(panel, searched)).toBeLessThanOrEqual(Math.min(...nested.errors) * (1 + golden.tolerance.errors));
  // Weights of predictors are judged by the periods from the split to the change, and used with predictors from all the time before it.
  const { split } = validated;
  const byTraining = predictorControl({ predictors, weights: { kind: 'cross-validated', training, split } })(panel);
  if (byTraining === undefined) throw new Error('none');
  const weights = { kind: 'given', weights: byTraining.predictorWeights } as const;
  const judged = predictorControl({ predictors: training, weights })({ ...panel, before: split });
  if (judged === undefined) throw new Error('none');
  const treated = treatedMean(panel);
  let error = 0;
  for (let t = split; t < panel.before; t++) error += (treated[t] - judged.path[t]) ** 2 / (panel.before - split);
  expect(error).toBeLessThanOrEqual(Math.min(...validated.errors) * (1 + golden.tolerance.errors));
  expect(predictorControl({ predictors, weights })(panel)).toEqual(byTraining);
}

describe('synthetic controls agree with pysyncon, augsynth-py and exact searches', () => {
  it.each(golden.cases)('$name', (expected) => {
    const panel = { ...expected.panel, values: Float64Array.from(expected.panel.values ?? []) };
    const { predictors = [], validated } = expected.predicted;
    agreesInAll(panel, { predictors: Float64Array.from(predictors), training: Float64Array.from(validated.training ?? []) }, expected);
  });
});

describe.skipIf(!existsSync(packs))(`Proposition 99${existsSync(packs) ? '' : ' (not run: data set absent)'}`, () => {
  it('agrees with the same packages', () => {
    const { panel, ...told } = proposition99();
    agreesInAll(panel, told, golden.prop99);
  });

  it('follows the state better than the published synthetic control, which is the same search before its end: -19.620 packs', () => {
    const { panel, states } = proposition99();
    const found = syntheticControl({ level: 'kept' })(panel);
    const published = weightedPath(panel, afterSteps(panel, 10_000));
    expect(published.effect.toFixed(3)).toBe('-19.620');
    const of = (state: string, weights = published.donorWeights) => weights[states.indexOf(state)];
    const printed = ['Utah', 'Montana', 'Nevada', 'Connecticut', 'New Hampshire'];
    expect(printed.map((state) => of(state).toFixed(3))).toEqual(['0.396', '0.232', '0.204', '0.104', '0.045']);
    expect(found && errorBefore(panel, found)).toBeLessThan(errorBefore(panel, published));
    expect(found?.effect).toBeCloseTo(-19.5136, 4);
    for (const state of printed) expect(Math.abs(of(state) - of(state, found?.donorWeights))).toBeLessThan(0.006);
  });
});

/** R's synthdid: steps towards one donor at a time, all alike at first; after a hundred steps small weights are set to zero. It stops after so many, when the error still falls. */
function afterSteps(panel: Panel, steps: number): Float64Array {
  const { values, periods, donors, before } = panel;
  const target = treatedMean(panel);
  let weights = new Float64Array(donors).fill(1 / donors);
  for (let step = 0; step < 100 + steps; step++) {
    if (step === 100) {
      const most = Math.max(...weights);
      const kept = weights.map((weight) => (weight <= most / 4 ? 0 : weight));
      const total = kept.reduce((sum, weight) => sum + weight, 0);
      weights = kept.map((weight) => weight / total);
    }
    const gaps = Float64Array.from({ length: before }, (_, t) =>
      weights.reduce((sum, weight, donor) => sum + weight * values[donor * periods + t], -target[t]),
    );
    const slopes = Array.from(weights, (_, donor) => gaps.reduce((sum, gap, t) => sum + gap * values[donor * periods + t], 0));
    const steepest = slopes.indexOf(Math.min(...slopes));
    const way = gaps.map((gap, t) => values[steepest * periods + t] - target[t] - gap);
    const along = gaps.reduce((sum, gap, t) => sum + gap * way[t], 0);
    const size = Math.min(1, Math.max(0, -along / way.reduce((sum, value) => sum + value * value, 0)));
    weights = weights.map((weight, donor) => (1 - size) * weight + (donor === steepest ? size : 0));
  }
  return weights;
}
