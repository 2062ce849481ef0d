import type { MediationModels } from './arm-models.ts';

/**
 * The parameters that every effect here is a function of, arm after arm: the adjusted means of the outcome and of the mediators, the slopes of the
 * outcome on the mediators, and (variance, covariance, variance) of what the covariates leave of the outcome and a single mediator.
 */
export interface Layout {
  readonly arms: number;
  readonly mediators: number;
  /** Parameters of one arm. */
  readonly width: number;
  /** The outcome is response 0, mediators follow. */
  readonly mean: (arm: number, response: number) => number;
  readonly slope: (arm: number, mediator: number) => number;
  readonly spread: (arm: number, entry: 0 | 1 | 2) => number;
}

export function layoutOf({ arms, mediators }: MediationModels): Layout {
  const q = mediators.length;
  const spreads = q === 1 ? 3 : 0;
  const width = 1 + 2 * q + spreads;
  return {
    arms: arms.length,
    mediators: q,
    width,
    mean: (arm, response) => arm * width + response,
    slope: (arm, mediator) => arm * width + 1 + q + mediator,
    spread: (arm, entry) => arm * width + 1 + 2 * q + entry,
  };
}

/** A function of the parameters at their estimates: its value and its first derivatives. */
export interface Quantity {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** A sum of quantities, each times a factor. */
export function combined(terms: readonly (readonly [factor: number, of: Quantity])[]): Quantity {
  const [[, first]] = terms;
  return {
    value: terms.reduce((sum, [factor, of]) => sum + factor * of.value, 0),
    gradient: first.gradient.map((_, i) => terms.reduce((sum, [factor, of]) => sum + factor * of.gradient[i], 0)),
  };
}

/** From the parameters with a derivative other than zero. */
export function quantity(layout: Layout, value: number, derivatives: readonly (readonly [parameter: number, derivative: number])[]): Quantity {
  const gradient = new Float64Array(layout.arms * layout.width);
  for (const [parameter, derivative] of derivatives) gradient[parameter] += derivative;
  return { value, gradient };
}
