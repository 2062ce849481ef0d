import { describe, expect, it } from 'vitest';
import { columnBalance, pooledDeviation, unweightedArms } from '../../src/inference/observed/balance.ts';
import { balancingWeights } from '../../src/inference/observed/balancing-weights.ts';
import type { Target } from '../../src/inference/observed/observed-units.ts';
import { concordance, weightSpread } from '../../src/inference/observed/overlap.ts';
import { propensityOf } from '../../src/inference/observed/propensity.ts';
import { optInGolden, optInTable } from '../support/opt-in-golden.ts';

interface BalanceGolden {
  readonly tolerance: number;
  readonly cases: readonly {
    readonly data: string;
    readonly weights: 'as they chose' | 'ate' | 'att';
    readonly column: string;
    readonly difference: number;
    readonly varianceRatio: number;
    readonly distance: number;
  }[];
}

interface ChancesGolden {
  readonly terms: Readonly<Record<string, readonly string[]>>;
  readonly likelihood: readonly { readonly data: string; readonly model: 'logit' | 'probit'; readonly terms: string; readonly auc: number }[];
}

interface WeightsGolden {
  readonly cases: readonly {
    readonly data: string;
    readonly outcome: string;
    readonly model: 'logit' | 'probit';
    readonly terms: string;
    readonly estimand: Target;
    readonly effectiveSizes: readonly [treated: number, control: number];
    readonly largestWeights: readonly [treated: number, control: number];
  }[];
}

const models = { logit: 'logistic', probit: 'probit' } as const;
const chances = optInGolden<ChancesGolden>('propensity');

function fitted(data: string, terms: string, model: 'logit' | 'probit') {
  const table = optInTable(data, chances.terms[terms]);
  const propensity = propensityOf(table.units, models[model]);
  if ('kind' in propensity) throw new Error(propensity.kind);
  return { ...table, propensity };
}

describe('balance, by definition', () => {
  const { tolerance, cases } = optInGolden<BalanceGolden>('balance');
  it.each(cases)('$data $column $weights', ({ data, weights, column, ...wanted }) => {
    const { units, propensity } = fitted(data, 'main', 'logit');
    const values = units.columns[units.names.indexOf(column)];
    const { treated } = units;
    const arms = weights === 'as they chose' ? undefined : balancingWeights(weights, treated, propensity).arms;
    const found = columnBalance(values, arms ? [arms[0].weights, arms[1].weights] : unweightedArms(treated), pooledDeviation(values, treated));
    for (const what of ['difference', 'varianceRatio', 'distance'] as const) expect(Math.abs(found[what]! - wanted[what]), what).toBeLessThan(tolerance);
  });
});

it.each(chances.likelihood)('the area under the curve of $data, $model, $terms is that of scikit-learn', ({ data, terms, model, auc }) => {
  const { units, propensity } = fitted(data, terms, model);
  expect(concordance(propensity.chances, units.treated)).toBeCloseTo(auc, 9);
});

it.each(optInGolden<WeightsGolden>('weighting').cases.filter(({ outcome }) => outcome === 'minutes'))(
  'effective sizes and largest weights of $data, $model, $terms, $estimand',
  ({ data, terms, model, estimand, effectiveSizes, largestWeights }) => {
    const { units, propensity } = fitted(data, terms, model);
    const { arms } = balancingWeights(estimand, units.treated, propensity);
    for (const [arm, at] of [
      [1, 0],
      [0, 1],
    ]) {
      const { weights } = arms[arm];
      const { effective, largest } = weightSpread(weights);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      expect(effective / effectiveSizes[at] - 1).toBeCloseTo(0, 8);
      expect((largest * total) / largestWeights[at] - 1).toBeCloseTo(0, 8);
    }
  },
);
