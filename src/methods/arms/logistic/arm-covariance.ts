import { dot } from '../../../math/dot.ts';
import { multiplyVector } from '../../../math/matrix.ts';
import type { ArmFitting, ArmForm, ArmResponses } from '../../../models/logistic/arm-fitting.ts';
import type { Maximum } from '../../../models/logistic/maximise.ts';
import type { Asking } from '../../../relation/asking.ts';

export type LogisticCovariance = 'nonrobust' | 'HC0' | 'HC1' | 'CR0' | 'CR1';

/** Covariances of the standardised shares of all arms (control first), then of the log odds of the treatment arms. */
export interface ArmCovariance {
  between(i: number, j: number): number;
  readonly clusters?: number;
  readonly df: number;
}

/** Source  White (1982), Econometrica 50; Liang & Zeger (1986), Biometrika 73. The factors of HC1 and CR1 are those of statsmodels and Stata. */
export function* armCovariance(fitting: ArmFitting, fit: Maximum, responses: ArmResponses, kind: LogisticCovariance): Asking<ArmCovariance> {
  const k = fit.coefficients.length;
  const { n, gradients } = responses;
  const unit = (j: number): Float64Array => Float64Array.from({ length: k }, (_, i) => (i === j ? 1 : 0));
  const directions = [...gradients, ...gradients.slice(1).map((_, a) => unit(a + 1))];
  const weights = directions.map((direction) => multiplyVector(fit.inverse, direction, k));
  const df = n - k;
  if (kind === 'nonrobust') return { df, between: (i, j) => dot(directions[i], weights[j]) };
  const forms = weights.map((w, i): ArmForm => ({ weights: w, ...(i < gradients.length && { arm: i }) }));
  const { products, clusters } = yield* fitting.influences(fit.coefficients, responses, forms);
  const between = (i: number, j: number): number => factorOf(kind, n, k, clusters) * products[i * forms.length + j];
  return clusters === undefined ? { df, between } : { df: clusters - 1, between, clusters };
}

function factorOf(kind: LogisticCovariance, n: number, k: number, clusters = 0): number {
  if (kind === 'HC1') return n / (n - k);
  return kind === 'CR1' ? (clusters / (clusters - 1)) * ((n - 1) / (n - k)) : 1;
}
