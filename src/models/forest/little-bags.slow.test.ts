import { describe, expect, it } from 'vitest';
import { drawSetup, unitsOf } from '../../../test/support/effect-setups.ts';
import { workDone } from '../../../test/support/work-done.ts';
import { causalForest } from './causal-forest.ts';
import { predicted } from './predict.ts';

/** Replications; more by TIMES. */
const samples = 20 * Number(process.env.TIMES ?? 1);
const units = 400;

/** Of one unit in each sample that was not learnt from: does its interval of 95 % hold its effect? And how large are variances beside squared errors? */
function judged(ofEffect: (x: number) => number) {
  let [covered, squares, variance] = [0, 0, 0];
  for (let seed = 1; seed <= samples; seed++) {
    const all = drawSetup('nw-c', 500 + seed, units + 1);
    // The set-up's own effect is 1; another is put in its place.
    const effect = all.features.columns[0].values.map(ofEffect);
    const outcome = all.outcome.map((y, i) => y + (effect[i] - 1) * (all.treatment[i] - 0.5));
    const { features, ...learnt } = unitsOf({ ...all, outcome }, 0, units);
    const other = unitsOf(all, units, units + 1);
    const { forest } = workDone(causalForest({ features, outcome: learnt.outcome, treatment: learnt.treatment }, { trees: 200, seed }));
    const { values, variances } = workDone(predicted(forest, other.features, undefined, 'little-bags'));
    const error = (values[0] - effect[units]) ** 2;
    if (error <= 1.96 ** 2 * variances[0]) covered++;
    squares += error / samples;
    variance += variances[0] / samples;
  }
  return { covered: covered / samples, squares, variance };
}

describe('variances by little bags', () => {
  it('cover an effect of 0, and are of the size of the errors', () => {
    const { covered, squares, variance } = judged(() => 0);
    expect(covered).toBeGreaterThanOrEqual(0.95 - 3.1 * Math.sqrt((0.95 * 0.05) / samples));
    expect(variance / squares).toBeGreaterThan(0.5);
    expect(variance / squares).toBeLessThan(4);
  });
});
