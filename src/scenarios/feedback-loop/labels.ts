import { gridForSlope } from '../normal-grid.ts';
import type { Truth } from '../scenario.ts';
import { type LoopParameters, resolvedChance, servedChance, steepestOutcome } from './rules.ts';

/** Running means of the outcome under both prompts: of all requests, and of those that are labelled. */
export interface LabelTally {
  /** `labelled`: 0 or 1, or the chance to be; `weight`: how many such requests there are. */
  add(byPrompt: readonly number[], labelled: number, weight?: number): void;
  all(): readonly number[];
  labelled(): readonly number[];
}

export function labelTally(): LabelTally {
  const [all, labelled] = [
    { total: 0, sums: [0, 0] },
    { total: 0, sums: [0, 0] },
  ];
  const add = (to: typeof all, byPrompt: readonly number[], weight: number): void => {
    to.total += weight;
    to.sums = to.sums.map((sum, arm) => sum + weight * byPrompt[arm]);
  };
  const means = ({ total, sums }: typeof all): readonly number[] => sums.map((sum) => sum / total);
  return {
    add(byPrompt, share, weight = 1) {
      add(all, byPrompt, weight);
      add(labelled, byPrompt, share * weight);
    },
    all: () => means(all),
    labelled: () => means(labelled),
  };
}

/** Endlessly many requests of a period, into the tally: difficulty is drawn alike in every period, who is served is not. */
export function addPeriod(tally: LabelTally, strength: number, parameters: LoopParameters): void {
  const { points, weights } = gridForSlope(Math.max(steepestOutcome, Math.abs(parameters.selection)));
  points.forEach((z, i) => {
    const outcomes = [0, 1].map((prompt) => resolvedChance(z, prompt, parameters));
    tally.add(outcomes, servedChance(z, strength, parameters), weights[i]);
  });
}

/** The truths of the outcome; without a labelled request there are none of labels. */
export function labelTruths(tally: LabelTally): readonly Truth[] {
  return [...truthsOf(tally.all(), '', 'all requests, served or not'), ...truthsOf(tally.labelled(), 'labelled-', 'labelled requests, biased by selection')];
}

function truthsOf([zero, one]: readonly number[], prefix: string, whose: string): readonly Truth[] {
  if (Number.isNaN(zero)) return [];
  const outcome = 'resolved';
  return [
    { id: `${prefix}mean/resolved`, outcome, estimand: `The share of ${whose}, that is resolved if half get the new prompt.`, value: (zero + one) / 2 },
    { id: `${prefix}itt/resolved`, outcome, estimand: `The change of the share that is resolved caused by the new prompt among ${whose}.`, value: one - zero },
  ];
}
