import { describe, expect, it } from 'vitest';
import type { AdjustedMeans } from '../../src/inference/observed/adjusted-means.ts';
import {
  type ChancesOutOfFold,
  chancesOutOfFold,
  crossFittedMeans,
  type PredictionsOutOfFold,
  predictedOutOfFold,
} from '../../src/inference/observed/cross-fitted-means.ts';
import { doublyRobustMeans, regressionMeans } from '../../src/inference/observed/doubly-robust-means.ts';
import type { Target } from '../../src/inference/observed/observed-units.ts';
import type { UnpenalisedModel } from '../../src/inference/observed/outcome-model.ts';
import { type Propensity, propensityOf } from '../../src/inference/observed/propensity.ts';
import { weightedMeans } from '../../src/inference/observed/weighted-means.ts';
import { optInGolden } from '../support/opt-in-golden.ts';
import { agrees, found, meansOf, missing, notRun, sharedTable, unitsOf, type Way, type Weighed } from '../support/opt-in-published.ts';

const golden = optInGolden<{
  naive: number;
  logit: Record<Target, Weighed> & { coefficients: readonly number[] };
  doublyRobust: readonly (Omit<Way, 'chance'> & Weighed & { outcomeModel: UnpenalisedModel })[];
  crossFitted: Weighed;
  counterfactual: { mean: Weighed };
  truth: { agent: { ate: number; att: number } };
}>('seed');

/** Of the seed's T-learner by maximum likelihood. */
const printedByTier: Readonly<Record<string, number>> = { light: 0.0527377697206, medium: 0.0312629871726, heavy: 0.0478010311419 };

const logs = 'golden/toolset/synthetic_llm_logs_50000.csv.gz';
const rows = () => {
  const table = sharedTable(logs);
  const numbers = (name: string): Float64Array => Float64Array.from(table(name), Number);
  const tier = (level: string): Float64Array => Float64Array.from(table('engagement_tier'), (t) => (t === level ? 1 : 0));
  const covariates = { query_confidence: numbers('query_confidence'), light: tier('light'), medium: tier('medium') };
  return {
    units: unitsOf(numbers('opt_in_agent_mode'), covariates),
    prompts: unitsOf(numbers('prompt_variant'), covariates),
    outcome: numbers('task_completed'),
  };
};

describe.skipIf(missing(logs))(`fifty thousand users who opted in to an agent, or did not${notRun(logs)}`, () => {
  const table = missing(logs) ? undefined : rows();

  it.each(['ate', 'att', 'atc', 'ato'] as const)('weighting, %s', (estimand) => {
    const { units, outcome } = table!;
    const propensity = found<Propensity>(propensityOf(units));
    for (const [j, wanted] of golden.logit.coefficients.entries()) expect(propensity.coefficients[j]).toBeCloseTo(wanted, 9);
    agrees(weightedMeans(outcome, units, estimand, propensity), units, golden.logit[estimand]);
  });

  it.each(golden.doublyRobust)('$method $estimand, outcome $outcomeModel', (wanted) => {
    const { units, outcome } = table!;
    agrees(meansOf({ ...wanted, chance: 'logit' }, outcome, units, units, wanted.outcomeModel), units, wanted);
  });

  it('cross-fitted by row modulo five', () => {
    const { units, outcome } = table!;
    const folds = { of: Int32Array.from(outcome, (_, i) => i % 5), count: 5 };
    const chances = found<ChancesOutOfFold>(chancesOutOfFold(units, folds, 'logistic'));
    agrees(crossFittedMeans(outcome, units, 'ate', chances, found<PredictionsOutOfFold>(predictedOutOfFold(outcome, units, folds))), units, golden.crossFitted);
  });

  it('of a chance that is the same for all, doubly robust is regression: the seed proves nothing by it', () => {
    const { units, outcome } = table!;
    const constant = found<Propensity>(propensityOf({ ...units, names: [], columns: [] }));
    const [robust, regression] = [doublyRobustMeans(outcome, units, 'ate', constant), regressionMeans(outcome, units, 'ate')].map(found<AdjustedMeans>);
    for (const arm of [0, 1]) expect(robust[arm].value / regression[arm].value).toBeCloseTo(1, 11);
  });

  it('what users of one prompt would have seen under the other, by a logit of each', () => {
    const { prompts, outcome } = table!;
    agrees(found<AdjustedMeans>(regressionMeans(outcome, prompts, 'ate', 'logistic')), prompts, golden.counterfactual.mean);
  });

  it('and by tier, of the same logits', () => {
    const { prompts, outcome } = table!;
    const [, light, medium] = prompts.columns;
    const among = {
      light: Uint8Array.from(light),
      medium: Uint8Array.from(medium),
      heavy: Uint8Array.from(light, (of, i) => 1 - of - medium[i]),
    };
    for (const [tier, units] of Object.entries(among)) {
      const [control, treated] = found<AdjustedMeans>(regressionMeans(outcome, prompts, 'ate', 'logistic', units));
      expect(treated.value - control.value).toBeCloseTo(printedByTier[tier], 9);
    }
  });

  it('holds the truth of 8 points, where the naive difference is 21', () => {
    for (const estimand of ['ate', 'att'] as const) {
      const { effect, error } = golden.logit[estimand];
      const truth = golden.truth.agent[estimand];
      expect(Math.abs(effect - truth)).toBeLessThan(1.96 * error);
      expect(golden.naive - truth).toBeGreaterThan(0.13);
    }
  });
});
