import { normalGrid } from '../../math/normal-grid.ts';
import { type ArmWords, armTally, armTruths } from '../arm-truths.ts';
import { clippedNormalMean } from '../clipped-normal.ts';
import type { Truth } from '../scenario.ts';
import {
  armEffects,
  baseCost,
  expectedLatency,
  leastRisk,
  type MultiArmParameters,
  meanCostNoise,
  middleRisk,
  mostRisk,
  multiArmValues,
  riskSlope,
  successChance,
  valueLocation,
  valueScale,
} from './rules.ts';

/** The order of outcomes in `netValue` and `multiArmTruths`. */
const outcomes = {
  task_success: 'share of cases that succeed',
  latency_seconds: 'mean latency in seconds',
  cost_dollars: 'mean cost in dollars',
  unsafe_or_bad: 'share of cases with an unsafe or bad answer',
  net_value: `mean net value in dollars (${Object.entries(multiArmValues)
    .map(([outcome, value]) => `${value} x ${outcome}`)
    .join(', ')})`,
};
const names = Object.keys(outcomes);
export const outcomeCount = names.length;

const assistant = (id: string, what: string): ArmWords => ({
  mean: `${id}-mean`,
  when: `if every case went to ${what}`,
  effect: { id, of: `sending every case to ${what} instead of to nobody` },
});
const armWords: readonly ArmWords[] = [
  { mean: 'baseline-mean', when: 'if no case went to an assistant' },
  assistant('chat', 'the chat assistant'),
  assistant('rag', 'the retrieval assistant'),
  assistant('agent', 'the agent'),
];

/** The four outcomes of a case, and its net value. */
export function withNetValue(success: number, latency: number, cost: number, bad: number): readonly number[] {
  const measured = [success, latency, cost, bad];
  return [...measured, measured.reduce((sum, y, k) => sum + multiArmValues[names[k]] * y, 0)];
}

export const multiArmTruths = (means: readonly ArrayLike<number>[]): readonly Truth[] => armTruths(outcomes, armWords, means);

/** The population effects: success on a grid over complexity and customer value, all else in closed form. */
export function populationTruth(p: MultiArmParameters): readonly Truth[] {
  const grid = normalGrid(0.5);
  const tally = armTally(armEffects.length, outcomeCount);
  const bad = armEffects.map((arm) => clippedNormalMean(middleRisk(arm, p), riskSlope, leastRisk, mostRisk));
  grid.points.forEach((complexity, i) => {
    grid.points.forEach((z, j) => {
      const drawn = { complexity, customerValue: Math.exp(valueLocation + valueScale * z) };
      const expected = armEffects.map((arm, a) =>
        withNetValue(successChance(drawn, arm, p), expectedLatency(complexity, arm, p), baseCost(arm, p) + meanCostNoise, bad[a]),
      );
      tally.add(expected, grid.weights[i] * grid.weights[j]);
    });
  });
  return multiArmTruths(tally.means());
}
