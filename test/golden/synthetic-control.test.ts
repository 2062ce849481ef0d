import { describe, expect, it } from 'vitest';
import { augmentedControl, augmentedErrors } from '../../src/inference/synthetic/augmented.ts';
import type { Counterfactual, Panel } from '../../src/inference/synthetic/panel.ts';
import { penalizedControl } from '../../src/inference/synthetic/penalized.ts';
import { predictorControl } from '../../src/inference/synthetic/predictor-control.ts';
import { syntheticControl } from '../../src/inference/synthetic/synthetic-control.ts';
import { type Case, type Found, givenBy, synthetic as golden, packs, proposition99 } from '../support/synthetic-golden.ts';

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
  const { holdout, donors } = expected.chosenPenalty;
  for (const [choice, { penalty, ...best }] of [[{ kind: 'holdout', periods: holdout.periods }, holdout] as const, [{ kind: 'donors' }, donors] as const]) {
    const found = penalizedControl(choice)(panel);
    expect(found?.penalty).toBeCloseTo(penalty, 10);
    agrees(found, best);
  }
  const { given } = expected.predicted;
  const atGiven = predictorControl({ predictors, weights: { kind: 'given', weights: Float64Array.from(given.weights) } })(panel);
  agrees(atGiven, { weights: given.donors, effect: given.effect });
}

describe('synthetic controls agree with pysyncon, augsynth-py and exact searches', () => {
  it.each(golden.cases)('$name', (expected) => {
    const { panel, predictors } = givenBy(expected);
    agreesInAll(panel, predictors, expected);
  });

  it.skipIf(!packs)(`Proposition 99${packs ? '' : ' (not run: data set absent)'}`, () => {
    const { panel, predictors } = proposition99();
    agreesInAll(panel, predictors, golden.prop99);
  });
});
