import { describe, expect, it } from 'vitest';
import type { Panel } from '../../src/inference/synthetic/panel.ts';
import { treatedMean } from '../../src/inference/synthetic/panels-of.ts';
import { predictorControl } from '../../src/inference/synthetic/predictor-control.ts';
import { syntheticControl } from '../../src/inference/synthetic/synthetic-control.ts';
import { errorBefore, weightedPath } from '../../src/inference/synthetic/weighted-path.ts';
import { type Case, givenBy, synthetic as golden, packs, proposition99 } from '../support/synthetic-golden.ts';

/** Predictors by units, over all the time before the change and over its first part. */
interface Told {
  readonly predictors: Float64Array;
  readonly training: Float64Array;
}

function reachesAsMuch(panel: Panel, { predictors, training }: Told, expected: Case): void {
  const { nested, validated } = expected.predicted;
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

describe('predictors count so that donors follow outcomes no worse than by the search of pysyncon', () => {
  it.each(golden.cases)('$name', (expected) => {
    const { panel, ...told } = givenBy(expected);
    reachesAsMuch(panel, told, expected);
  });

  it.skipIf(!packs)(`Proposition 99${packs ? '' : ' (not run: data set absent)'}`, () => {
    const { panel, ...told } = proposition99();
    reachesAsMuch(panel, told, golden.prop99);
  });
});

describe.skipIf(!packs)(`Proposition 99${packs ? '' : ' (not run: data set absent)'}`, () => {
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
