import type { MediationModels } from './arm-models.ts';
import { layoutOf, type Quantity, quantity } from './parameters.ts';

/** Residual variances and correlation of outcome and mediator in the treated arm. */
function residualsOf(models: MediationModels, arm: number): { readonly yy: number; readonly mm: number; readonly correlation: number } {
  const [yy, ym, , mm] = models.arms[arm].spread;
  return { yy, mm, correlation: ym / Math.sqrt(yy * mm) };
}

/** The correlation of the errors of mediator and outcome at which nothing goes through the mediator. */
export function correlationAtZero(models: MediationModels, arm: number): Quantity {
  const layout = layoutOf(models);
  const { yy, mm, correlation } = residualsOf(models, arm);
  return quantity(layout, correlation, [
    [layout.spread(arm, 0), -correlation / (2 * yy)],
    [layout.spread(arm, 1), 1 / Math.sqrt(yy * mm)],
    [layout.spread(arm, 2), -correlation / (2 * mm)],
  ]);
}

/**
 * The indirect effect through one mediator if the errors of mediator and outcome in the treated arm were correlated by rho; the usual one at rho = 0.
 *
 * Model   b(rho) = (s_y / s_m) (r - rho sqrt((1 - r^2) / (1 - rho^2))), with s_y, s_m, r the residual spreads and correlation given covariates.
 * Source  Imai, Keele & Yamamoto (2010), Statistical Science 25, theorem 4.
 */
export function indirectEffectAt(rho: number, models: MediationModels, arm: number): Quantity {
  const layout = layoutOf(models);
  const { yy, mm, correlation: r } = residualsOf(models, arm);
  const ratio = Math.sqrt(yy / mm);
  const tilt = rho / Math.sqrt(1 - rho * rho);
  const left = Math.sqrt(1 - r * r);
  const slope = ratio * (r - tilt * left);
  // d slope / d r, and from there by the chain of r's own derivatives.
  const byCorrelation = ratio * (1 + (tilt * r) / left);
  const shift = models.arms[arm].adjusted[1] - models.arms[0].adjusted[1];
  return quantity(layout, slope * shift, [
    [layout.spread(arm, 0), shift * (slope / (2 * yy) - (byCorrelation * r) / (2 * yy))],
    [layout.spread(arm, 1), (shift * byCorrelation) / Math.sqrt(yy * mm)],
    [layout.spread(arm, 2), shift * (-slope / (2 * mm) - (byCorrelation * r) / (2 * mm))],
    [layout.mean(arm, 1), slope],
    [layout.mean(0, 1), -slope],
  ]);
}
