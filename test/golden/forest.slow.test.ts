import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { causalForest } from '../../src/models/forest/causal-forest.ts';
import { predict } from '../../src/models/forest/predict.ts';
import { drawSetup, type SetupName, setups, unitsOf } from '../support/effect-setups.ts';
import { workDone } from '../support/work-done.ts';

interface Golden {
  readonly made: { readonly package: string; readonly version: string; readonly trees: number; readonly judgedBy: number; readonly firstSeed: number };
  readonly meanSquaredErrors: Readonly<Record<string, readonly number[]>>;
}

const { made, meanSquaredErrors } = JSON.parse(readFileSync(new URL('../../goldens/forest/econml.json', import.meta.url), 'utf8')) as Golden;

/** The mean squared error of effects of units that were not learnt from. */
function errorOf(name: SetupName, seed: number): number {
  const { units } = setups[name];
  const all = drawSetup(name, seed, units + made.judgedBy);
  const { features, outcome, treatment } = unitsOf(all, 0, units);
  const judged = unitsOf(all, units, units + made.judgedBy);
  const { forest } = workDone(causalForest({ features, outcome, treatment }, { trees: made.trees, seed }));
  return predict(forest, judged.features).reduce((sum, effect, i) => sum + (effect - judged.effect[i]) ** 2, 0) / made.judgedBy;
}

// Each error of two samples is its own multiple of econml's on the same samples; over all of them, ours are not larger. All samples are compared by goldens/forest/compare.ts; none of them had a part in choosing how forests are grown.
describe(`a causal forest beside ${made.package} ${made.version} on the same units`, () => {
  it('errs no more over the set-ups whose effects differ', () => {
    const names = ['atw-heterogeneous', 'nw-a', 'nw-b', 'nw-d'] as const;
    const ratios = names.map((name) => {
      const theirs = meanSquaredErrors[`${name} forests`];
      return (errorOf(name, made.firstSeed) + errorOf(name, made.firstSeed + 1)) / (theirs[0] + theirs[1]);
    });
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    expect(mean).toBeLessThan(1.05);
    expect(Math.max(...ratios)).toBeLessThan(1.25);
  });

  it('errs less where the effect is the same for all', () => {
    expect(errorOf('nw-c', made.firstSeed)).toBeLessThan(meanSquaredErrors['nw-c forests'][0]);
  });
});
