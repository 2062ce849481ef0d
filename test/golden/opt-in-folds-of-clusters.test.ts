import { describe, expect, it } from 'vitest';
import {
  type ChancesOutOfFold,
  chancesOutOfFold,
  crossFittedMeans,
  type PredictionsOutOfFold,
  predictedOutOfFold,
} from '../../src/inference/observed/cross-fitted-means.ts';
import { effectErrors } from '../../src/inference/observed/effect-errors.ts';
import type { Target } from '../../src/inference/observed/observed-units.ts';
import type { OutcomeModel } from '../../src/inference/observed/outcome-model.ts';
import { optInColumns, optInGolden, optInTable } from '../support/opt-in-golden.ts';
import { found } from '../support/opt-in-published.ts';

interface Folded {
  readonly model: string;
  readonly outcome: string;
  readonly estimand: Exclude<Target, 'ato'>;
  readonly outcomeLearner: OutcomeModel | 'ridge';
  readonly chanceLearner: string;
  readonly clusters: { readonly values: readonly number[]; readonly errors: readonly Readonly<Record<'HC0' | 'CR0', number>>[] };
}
const { tolerance, names, cases } = optInGolden<{ tolerance: number; names: readonly string[]; cases: readonly Folded[] }>('dml');

describe('cross-fitted by folds of whole workspaces', () => {
  const { units, outcomes, clusters } = optInTable('users', names);
  const dealt = optInColumns('folds');
  const ours = cases.filter(({ model, outcomeLearner, chanceLearner }) => model === 'irm' && outcomeLearner !== 'ridge' && chanceLearner === 'logistic');

  it('keeps each workspace whole', () => {
    for (const r of [1, 2, 3]) expect(new Set(dealt[`workspace${r}`].map((fold, i) => `${fold} ${clusters.codes[i]}`)).size).toBe(clusters.count);
  });

  it.each(ours)('$outcome $estimand, as DoubleML, with errors by row and by workspace', ({ outcome, estimand, outcomeLearner, clusters: wanted }) => {
    for (const [r, value] of wanted.values.entries()) {
      const folds = { of: Int32Array.from(dealt[`workspace${r + 1}`], Number), count: 5 };
      const chances = found<ChancesOutOfFold>(chancesOutOfFold(units, folds, 'logistic'));
      const means = crossFittedMeans(
        outcomes[outcome],
        units,
        estimand,
        chances,
        found<PredictionsOutOfFold>(predictedOutOfFold(outcomes[outcome], units, folds, outcomeLearner as OutcomeModel)),
      );
      const { HC0, CR0 } = wanted.errors[r];
      expect(Math.abs(means[1].value - means[0].value - value)).toBeLessThan(tolerance * HC0);
      expect(Math.sqrt(effectErrors(means, units, 'HC0').variance) / HC0 - 1).toBeCloseTo(0, 7);
      expect(Math.sqrt(effectErrors(means, { ...units, clusters }, 'HC0').variance) / CR0 - 1).toBeCloseTo(0, 7);
    }
  });
});
