import { armMeanErrors } from '../../../inference/arms/clustered/arm-mean-errors.ts';
import type { Contrast } from '../../../inference/arms/contrast.ts';
import { dot } from '../../../math/dot.ts';
import { multiplyVector } from '../../../math/matrix.ts';
import type { ArmFitting, ArmForm, ArmResponses, Influences } from '../../../models/logistic/arm-fitting.ts';
import type { Maximum } from '../../../models/logistic/maximise.ts';
import { type Asking, all } from '../../../relation/asking.ts';
import type { Group } from '../../../relation/requests.ts';

export type LogisticCovariance = 'nonrobust' | 'HC0' | 'HC1' | 'CR0' | 'CR1' | 'CR2';

/** Covariances of the standardised shares of all arms (control first), then of the log odds of the treatment arms. */
export interface ArmCovariance {
  between(i: number, j: number): number;
  readonly clusters?: number;
  /** Of the contrast of a treatment arm, by its place, with control. */
  df(treatment: number): number;
}

/**
 * Model   sums of products of influences, by row or by cluster. CR2: a cluster's sum is divided by the root of 1 - its share of its arm, products are multiplied
 *         by (n - arms) / (n - k) for what the covariates fit, and degrees of freedom are Bell and McCaffrey's of the difference in means. Without covariates
 *         this is CR2 of that difference.
 * Source  White (1982), Econometrica 50; Liang & Zeger (1986), Biometrika 73; Bell & McCaffrey (2002), Survey Methodology 28. The factors of HC1 and CR1 are those
 *         of statsmodels and Stata.
 */
export function* armCovariance(
  fitting: ArmFitting,
  fit: Maximum,
  responses: ArmResponses,
  kind: LogisticCovariance,
  { c, groups }: { readonly c: Contrast; readonly groups: readonly Group[] },
): Asking<ArmCovariance> {
  const k = fit.coefficients.length;
  const { n, gradients } = responses;
  const unit = (j: number): Float64Array => Float64Array.from({ length: k }, (_, i) => (i === j ? 1 : 0));
  const directions = [...gradients, ...gradients.slice(1).map((_, a) => unit(a + 1))];
  const weights = directions.map((direction) => multiplyVector(fit.inverse, direction, k));
  if (kind === 'nonrobust') return { df: () => n - k, between: (i, j) => dot(directions[i], weights[j]) };
  const forms = weights.map((w, i): ArmForm => ({ weights: w, ...(i < gradients.length && { arm: i }) }));
  const influences = (sizes?: readonly number[]): Asking<Influences> => fitting.influences(fit.coefficients, responses, forms, sizes);
  const at = (products: Float64Array, factor: number) => (i: number, j: number) => factor * products[i * forms.length + j];
  if (kind === 'CR2') {
    const sizes = groups.map(({ moments: m }) => m.n);
    const [{ products, clusters }, { errors }] = yield* all([influences(sizes), armMeanErrors(groups, c, 'CR2')]);
    return { df: (treatment) => errors.difference(treatment).df, between: at(products, (n - groups.length) / (n - k)), clusters: clusters! };
  }
  const { products, clusters } = yield* influences();
  const between = at(products, factorOf(kind, n, k, clusters));
  return clusters === undefined ? { df: () => n - k, between } : { df: () => clusters - 1, between, clusters };
}

function factorOf(kind: LogisticCovariance, n: number, k: number, clusters = 0): number {
  if (kind === 'HC1') return n / (n - k);
  return kind === 'CR1' ? (clusters / (clusters - 1)) * ((n - 1) / (n - k)) : 1;
}
