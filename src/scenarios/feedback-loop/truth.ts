import { gridForSlope } from '../normal-grid.ts';
import type { Truth } from '../scenario.ts';
import { addPeriod, labelTally, labelTruths } from './labels.ts';
import { firstLoop, type LoopParameters, nextLoop, periods, servedChance, strengthAfter } from './rules.ts';

/** A period: the strength that it began with, the share that was served, and how much harder labelled requests were than all. */
export interface Period {
  readonly strength: number;
  readonly served: number;
  readonly gap: number;
}

/** The population effects: the path of a product with endlessly many requests a period. The path of a sample strays from it, because its labels move the model. */
export function populationTruth(parameters: LoopParameters, simulated = periods): readonly Truth[] {
  const path: Period[] = [];
  const labels = labelTally();
  let loop = firstLoop;
  for (let period = 0; period < simulated; period++) {
    const now = periodAt(loop.strength, parameters);
    path.push(now);
    addPeriod(labels, loop.strength, parameters);
    loop = nextLoop(loop, now.gap, parameters);
  }
  return [...periodTruths(path), resting(parameters), ...labelTruths(labels)];
}

/** The truths of periods; a period in which nothing was labelled has no gap. */
export function periodTruths(path: readonly Period[]): readonly Truth[] {
  return path.flatMap(({ strength, served, gap }, period) => {
    const after = `-${String(period).padStart(2, '0')}`;
    const truths = [
      { id: `strength${after}/served`, outcome: 'served', estimand: `The strength of the model in period ${period}.`, value: strength },
      { id: `share${after}/served`, outcome: 'served', estimand: `The share of requests that are served in period ${period}.`, value: served },
    ];
    if (Number.isNaN(gap)) return truths;
    const estimand = `The mean difficulty of labelled requests less that of all requests in period ${period}: no effect, but biased by selection, because easy requests are served.`;
    return [...truths, { id: `gap${after}/difficulty`, outcome: 'difficulty', estimand, value: gap }];
  });
}

/** Where the loop rests, found by halving: the easier the labels, the stronger the model, and the less easy its labels. */
function resting(parameters: LoopParameters): Truth {
  const gapAfter = (learned: number) => periodAt(strengthAfter(learned, parameters.loopStrength), parameters).gap;
  let [low, high] = [-10, 1];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (gapAfter(middle) > middle) low = middle;
    else high = middle;
  }
  const estimand = 'The mean difficulty of labelled requests less that of all requests at which the loop rests: what it leads to is itself.';
  return { id: 'resting-gap/difficulty', outcome: 'difficulty', estimand, value: low };
}

/** A period of endlessly many requests, whose mean difficulty is zero. */
function periodAt(strength: number, parameters: LoopParameters): Period {
  const { points, weights } = gridForSlope(Math.max(1, Math.abs(parameters.selection)));
  let [served, difficulty] = [0, 0];
  points.forEach((z, i) => {
    const chance = weights[i] * servedChance(z, strength, parameters);
    served += chance;
    difficulty += chance * z;
  });
  return { strength, served, gap: difficulty / served };
}
