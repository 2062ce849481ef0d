import { type MatchingEstimate, type MatchingRefusal, matchingEstimate } from '../../inference/matching/matching-estimate.ts';
import { contentOrder } from '../../inference/observed/content-order.ts';
import { unitsAt, valuesAt } from '../../inference/observed/observed-units.ts';
import { remembered } from '../../math/remembered.ts';
import type { Fitted } from './fitted.ts';
import { type Chosen, unweighedTarget } from './options.ts';

/** What matching tells of each unit, as it is read. */
export type Matched = Omit<MatchingEstimate, 'targets' | 'uses' | 'sets'>;

/** The matches of the units, as the study asks for them: computed once for the effect and for its balance. */
export function matched(fitted: Fitted, c: Chosen): Matched | MatchingRefusal {
  const { optIn, seed } = c;
  const { matching: how = {}, caliper, exactOn = [] } = optIn;
  const estimand = unweighedTarget(c);
  return remembered(fitted, `matched ${JSON.stringify([how, caliper, exactOn, estimand, seed])}`, () => {
    // Who is used once depends on who is asked first: those who are equal by what they hold, not by where they stand.
    const order = contentOrder(fitted.units, fitted.outcome, seed);
    const { units, outcome, predictors, chances, slopes, choosing, codes } = inOrder(fitted, exactOn, order);
    const byChance = (how.on ?? 'chance') === 'chance';
    const found = matchingEstimate({
      // The linear predictor tells chances near zero and one apart, which they themselves do not.
      on: byChance ? { kind: 'score', score: predictors } : { kind: 'covariates', columns: units.columns, metric: 'mahalanobis' },
      outcome,
      treated: units.treated,
      estimand,
      neighbours: how.neighbours ?? 1,
      ...(exactOn.length > 0 && { exactOn: codes }),
      ...(caliper !== undefined && { caliper: byChance ? caliper * deviationOf(predictors) : caliper }),
      ...(how.replace === false && { once: { descendingBy: predictors, seed } }),
      ...((how.biasAdjusted ?? true) && { biasAdjustment: units.columns }),
      ...(byChance && { propensity: { columns: choosing.columns, chance: chances, density: slopes, covariance: fitted.propensity.covariance } }),
    });
    if (found.kind !== 'estimate') return found;
    const weights = new Float64Array(order.length);
    for (const [at, place] of order.entries()) weights[place] = found.weights[at];
    return { ...found, weights };
  });
}

function inOrder(fitted: Fitted, exactOn: readonly string[], order: Int32Array) {
  const { units, outcome, propensity, choosing } = fitted;
  const codes = codesOf(fitted, exactOn);
  return {
    units: unitsAt(units, order),
    outcome: valuesAt(outcome, order),
    choosing: unitsAt(choosing, order),
    predictors: valuesAt(propensity.predictors, order),
    chances: valuesAt(propensity.chances, order),
    slopes: valuesAt(propensity.slopes, order),
    codes: Int32Array.from(order, (place) => codes[place]),
  };
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** Units with the same values of some covariates have the same code. */
function codesOf({ terms, units }: Fitted, exactOn: readonly string[]): Int32Array {
  const own = terms.filter(({ covariate }) => exactOn.includes(covariate));
  const seen = new Map<string, number>();
  return Int32Array.from(units.treated, (_, i) => {
    const key = own.map(({ values }) => values[i]).join(' ');
    const code = seen.get(key) ?? seen.size;
    seen.set(key, code);
    return code;
  });
}
