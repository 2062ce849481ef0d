import { multiplyVector } from '../../math/matrix.ts';
import {
  type BinaryData,
  type BinaryRefusal,
  type BinaryRegression,
  coefficientsNear,
  linkOf,
  logisticRegression,
  probitRegression,
} from '../../models/logistic/logistic-regression.ts';
import { ridgeLogit } from '../../models/logistic/ridge-logit.ts';
import { alongColumns } from './along-columns.ts';
import type { ObservedUnits } from './observed-units.ts';

/** Ridge: logistic, its slopes held near zero by so large a penalty. */
export type PropensityModel = 'logistic' | 'probit' | { readonly ridge: number };

/** Chances of treatment, as far as covariates tell them. */
export interface Propensity {
  /** One a unit. */
  readonly chances: Float64Array;
  /** How fast the chance moves with the linear predictor. */
  readonly slopes: Float64Array;
  readonly predictors: Float64Array;
  /** The constant first, then one a covariate; with their covariance as if the model were right, k x k. */
  readonly coefficients: Float64Array;
  readonly covariance: Float64Array;
  readonly iterations: number;
  /** What each unit adds to the error of a number that moves with each unit's linear predictor as told. */
  carried(moves: Float64Array): Float64Array;
}

/**
 * The chance of treatment given the covariates.
 *
 * Model    P(treated) = 1 / (1 + exp(-(constant + sum of covariates))), by maximum likelihood; the normal distribution function for probit.
 *          The coefficients err by the inverse of the observed information times the sum of scores. With a ridge penalty both have the penalty in them: each unit's score its part.
 * Shapes   covariates of equal length, finite.
 * Errors   refusals as values, which name the column: separated, perfect-predictor, collinear, too-few-rows, constant-outcome, no-convergence.
 * Source   Rosenbaum & Rubin (1983), Biometrika 70. Parity: statsmodels Logit, Probit; sklearn with a ridge.
 */
export function propensityOf(units: ObservedUnits, model: PropensityModel = 'logistic'): Propensity | BinaryRefusal {
  const fitted = fitPropensity(units, model);
  if ('kind' in fitted) return fitted;
  const { treated, columns } = units;
  const n = treated.length;
  const link = linkOf(fitted);
  const { chances, slopes, predictors } = chancesAt(fitted, columns, n);
  const { coefficients, penalties } = fitted;
  return {
    chances,
    slopes,
    predictors,
    coefficients,
    covariance: fitted.covariance,
    iterations: fitted.iterations,
    carried(moves) {
      const along = multiplyVector(fitted.covariance, alongColumns(moves, columns), columns.length + 1);
      const held = penalties ? penalties.reduce((sum, penalty, j) => sum + penalty * coefficients[j] * along[j], 0) / n : 0;
      const adds = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        let sum = along[0];
        for (let j = 0; j < columns.length; j++) sum += along[j + 1] * columns[j][i];
        // Of the logit it is what is left of the treatment.
        const score = link.name === 'logit' ? treated[i] - chances[i] : ((treated[i] - chances[i]) * slopes[i]) / (chances[i] * (1 - chances[i]));
        adds[i] = sum * score - held;
      }
      return adds;
    },
  };
}

interface FittedPropensity extends Pick<BinaryRegression, 'link' | 'coefficients' | 'covariance' | 'iterations'> {
  /** Of each coefficient's square, halved; absent without a ridge. */
  readonly penalties?: Float64Array;
}

/** The regression alone. */
function fitPropensity(units: ObservedUnits, model: PropensityModel): FittedPropensity | BinaryRefusal {
  const data = dataOf(units);
  if (typeof model === 'object') return ridgePropensity(data, model.ridge);
  return model === 'logistic' ? logisticRegression(data) : probitRegression(data);
}

/** What chances of any units are told by. */
export type ChanceModel = Pick<BinaryRegression, 'link' | 'coefficients'>;

/** The same for its coefficients alone, which those of units that these are drawn from are near: a few steps instead of many. */
export function chanceModelNear(units: ObservedUnits, model: PropensityModel, near: Float64Array | undefined): ChanceModel | BinaryRefusal {
  if (typeof model === 'object') return fitPropensity(units, model);
  const link = model === 'logistic' ? 'logit' : 'probit';
  const coefficients = coefficientsNear(link, dataOf(units), near);
  return 'kind' in coefficients ? coefficients : { link, coefficients };
}

const dataOf = ({ treated, names, columns }: ObservedUnits): BinaryData => ({
  outcome: Float64Array.from(treated),
  terms: columns.map((values, j) => ({ kind: 'numeric', name: names[j], values }) as const),
});

/** A penalty takes columns that tell the same, but hides nobody's being certain: what covariates tell for sure is refused as without it. */
function ridgePropensity(data: BinaryData, ridge: number): FittedPropensity | BinaryRefusal {
  const plain = logisticRegression(data);
  const apart =
    'kind' in plain && plain.kind === 'collinear'
      ? logisticRegression({ ...data, terms: data.terms.filter(({ name }) => !plain.columns.includes(name)) })
      : plain;
  return 'kind' in apart ? apart : ridgeLogit(data, ridge);
}

/** Chances of any units at fitted coefficients. */
export function chancesAt(
  fitted: ChanceModel,
  columns: readonly Float64Array[],
  n: number,
): { readonly chances: Float64Array; readonly slopes: Float64Array; readonly predictors: Float64Array } {
  const link = linkOf(fitted);
  const { coefficients } = fitted;
  const [chances, slopes, predictors] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    let predictor = coefficients[0];
    for (let j = 0; j < columns.length; j++) predictor += coefficients[j + 1] * columns[j][i];
    predictors[i] = predictor;
    chances[i] = link.share(predictor);
    slopes[i] = link.density(predictor);
  }
  return { chances, slopes, predictors };
}
