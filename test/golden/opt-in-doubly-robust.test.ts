import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AdjustedMeans } from '../../src/inference/observed/adjusted-means.ts';
import {
  type ChancesOutOfFold,
  chancesOutOfFold,
  crossFittedMeans,
  expectedOutOfFold,
  type PredictionsOutOfFold,
  predictedOutOfFold,
} from '../../src/inference/observed/cross-fitted-means.ts';
import { doublyRobustMeans, regressionMeans, weightedDoublyRobustMeans, weightedRegressionMeans } from '../../src/inference/observed/doubly-robust-means.ts';
import { effectErrors } from '../../src/inference/observed/effect-errors.ts';
import type { Folds } from '../../src/inference/observed/folds.ts';
import type { ObservedUnits, Target } from '../../src/inference/observed/observed-units.ts';
import type { NoFit, OutcomeModel, UnpenalisedModel } from '../../src/inference/observed/outcome-model.ts';
import { partiallyLinear } from '../../src/inference/observed/partially-linear.ts';
import { type Propensity, propensityOf } from '../../src/inference/observed/propensity.ts';
import { type OptInTable, optInGolden, optInTable } from '../support/opt-in-golden.ts';

interface StackedGolden {
  readonly tolerance: number;
  readonly names: readonly string[];
  readonly cases: readonly StackedCase[];
  /** By ra and aipw alone. */
  readonly ridge: readonly StackedCase[];
}

interface StackedCase {
  readonly data: string;
  readonly outcome: string;
  readonly method: 'ra' | 'aipw' | 'ipwra' | 'wls';
  readonly estimand: Exclude<Target, 'ato'>;
  readonly chance: 'logit' | 'probit' | null;
  readonly outcomeModel: OutcomeModel;
  readonly effect: number;
  readonly means: readonly [treated: number, control: number];
  readonly errors: { readonly HC0: number; readonly CR0: number };
  readonly covarianceOfMeans: readonly (readonly number[])[];
}

interface FoldedGolden {
  readonly tolerance: number;
  readonly names: readonly string[];
  readonly cases: readonly {
    readonly model: string;
    readonly score?: string;
    readonly outcome: string;
    readonly estimand: Exclude<Target, 'ato'>;
    readonly outcomeLearner: 'linear' | 'logistic' | 'ridge';
    readonly chanceLearner: 'linear' | 'logistic' | 'ridge';
    readonly rows: { readonly values: readonly number[]; readonly errors: readonly number[] };
  }[];
}

type Way = (
  outcome: Float64Array,
  units: ObservedUnits,
  estimand: Exclude<Target, 'ato'>,
  chance: () => Propensity,
  model: OutcomeModel,
) => AdjustedMeans | NoFit;

function found<T extends object>(answer: T | { readonly kind: string }): T {
  if ('kind' in answer) throw new Error(String(answer.kind));
  return answer as T;
}

const effectOf = ([control, treated]: AdjustedMeans): number => treated.value - control.value;
const models = { logit: 'logistic', probit: 'probit' } as const;

describe('doubly robust and by regression, with the error of the whole stack', () => {
  const { tolerance, names, cases, ridge } = optInGolden<StackedGolden>('doubly-robust');
  const tables = new Map<string, OptInTable>();
  const tableOf = (data: string): OptInTable => {
    const table = tables.get(data) ?? optInTable(data, names);
    tables.set(data, table);
    return table;
  };
  const ways = {
    ra: (outcome, units, estimand, _, model) => regressionMeans(outcome, units, estimand, model),
    aipw: (outcome, units, estimand, chance, model) => doublyRobustMeans(outcome, units, estimand, chance(), model),
    ipwra: (outcome, units, estimand, chance, model) => weightedRegressionMeans(outcome, units, estimand, chance(), model as UnpenalisedModel),
    wls: (outcome, units, _, chance, model) => weightedDoublyRobustMeans(outcome, units, chance(), model as UnpenalisedModel),
  } satisfies Record<string, Way>;

  it.each([...cases, ...ridge])('$data $outcome $method $estimand $chance $outcomeModel', (one) => {
    const { data, outcome, method, estimand, chance, outcomeModel, effect, means, errors, covarianceOfMeans } = one;
    const { units, outcomes, clusters } = tableOf(data);
    const answer = found<AdjustedMeans>(
      ways[method](outcomes[outcome], units, estimand, () => found<Propensity>(propensityOf(units, models[chance!])), outcomeModel),
    );
    for (const [value, wanted] of [
      [answer[1].value, means[0]],
      [answer[0].value, means[1]],
      [effectOf(answer), effect],
    ])
      expect(Math.abs(value - wanted)).toBeLessThan(tolerance * errors.HC0);
    const independent = effectErrors(answer, units, 'HC0');
    expect(Math.sqrt(independent.variance) / errors.HC0 - 1).toBeCloseTo(0, 8);
    expect(Math.abs(independent.covariance - covarianceOfMeans[0][1])).toBeLessThan(1e-8 * covarianceOfMeans[0][0]);
    expect(Math.sqrt(effectErrors(answer, { ...units, clusters }, 'HC0').variance) / errors.CR0 - 1).toBeCloseTo(0, 8);
  });
});

const [head, ...dealt] = readFileSync(resolve(import.meta.dirname, '../../goldens/opt-in/folds.csv'), 'utf8')
  .trim()
  .split(/\r?\n/)
  .map((row) => row.split(','));

/** The folds of one of the ways in which users were dealt out. */
function givenFolds(r: number): Folds {
  const at = head.indexOf(head.filter((name) => !name.startsWith('user'))[r]);
  const own = dealt.map((row) => Number(row[at]));
  const [least, most] = [Math.min(...own), Math.max(...own)];
  return { of: Int32Array.from(own, (fold) => fold - least), count: most - least + 1 };
}

describe('cross-fitted by given folds', () => {
  const { tolerance, names, cases } = optInGolden<FoldedGolden>('dml');
  const table = optInTable('users', names);
  const ours = cases.filter(({ model }) => model === 'irm');
  const penalised = { model: 'logistic', ridge: 1 } as const;

  it.each(ours)('$outcome $estimand $outcomeLearner $chanceLearner, as DoubleML', ({ outcome, estimand, outcomeLearner, chanceLearner, rows: wanted }) => {
    const outcomeModel = outcomeLearner === 'ridge' ? penalised : outcomeLearner;
    for (const [r, value] of wanted.values.entries()) {
      const folds = givenFolds(r);
      const units: ObservedUnits = table.units;
      const chances = found<ChancesOutOfFold>(chancesOutOfFold(units, folds, chanceLearner === 'ridge' ? { ridge: 1 } : 'logistic'));
      const means = crossFittedMeans(
        table.outcomes[outcome],
        units,
        estimand,
        chances,
        found<PredictionsOutOfFold>(predictedOutOfFold(table.outcomes[outcome], units, folds, outcomeModel)),
      );
      expect(Math.abs(effectOf(means) - value)).toBeLessThan(tolerance * wanted.errors[r]);
      expect(Math.sqrt(effectErrors(means, units, 'HC0').variance) / wanted.errors[r] - 1).toBeCloseTo(0, 7);
    }
  });
});

describe('partially linear, by given folds', () => {
  const { tolerance, names, cases } = optInGolden<FoldedGolden>('dml');
  const table = optInTable('users', names);
  const ours = cases.filter(({ model, score, chanceLearner }) => model === 'plr' && score === 'partialling out' && chanceLearner !== 'linear');

  it.each(ours)('$outcome $chanceLearner, as DoubleML', ({ outcome, chanceLearner, rows: wanted }) => {
    for (const [r, value] of wanted.values.entries()) {
      const folds = givenFolds(r);
      const y = table.outcomes[outcome];
      const { chances } = found<ChancesOutOfFold>(chancesOutOfFold(table.units, folds, chanceLearner === 'ridge' ? { ridge: 1 } : 'logistic'));
      const expected = found<Float64Array>(expectedOutOfFold(y, table.units, folds, 'linear'));
      const answer = partiallyLinear(y, table.units, chances, expected);
      expect(Math.abs(answer.value - value)).toBeLessThan(tolerance * wanted.errors[r]);
      expect(Math.sqrt(answer.variance) / wanted.errors[r] - 1).toBeCloseTo(0, 7);
    }
  });
});
