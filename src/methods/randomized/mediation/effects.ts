import type { MediationModels } from './arm-models.ts';
import { combined, layoutOf, type Quantity, quantity } from './parameters.ts';

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

/** Of assignment to this arm rather than control, by whatever way: the difference of adjusted means. */
export function totalEffect(models: MediationModels, arm: number): Quantity {
  const layout = layoutOf(models);
  return quantity(layout, models.arms[arm].adjusted[0] - models.arms[0].adjusted[0], [
    [layout.mean(arm, 0), 1],
    [layout.mean(0, 0), -1],
  ]);
}

/** What the shift of all mediators brings about at the slopes of an arm, the treated one unless told: the part of the total effect that goes through them. */
export function indirectEffect(models: MediationModels, arm: number, slopesOf = arm): Quantity {
  const layout = layoutOf(models);
  const [treated, control] = [models.arms[arm], models.arms[0]];
  const slopes = models.arms[slopesOf].onMediators!.slopes;
  const shift = (j: number): number => treated.adjusted[1 + j] - control.adjusted[1 + j];
  const each = upTo(layout.mediators);
  return quantity(
    layout,
    each.reduce((sum, j) => sum + slopes[j] * shift(j), 0),
    each.flatMap((j) => [
      [layout.slope(slopesOf, j), shift(j)],
      [layout.mean(arm, 1 + j), slopes[j]],
      [layout.mean(0, 1 + j), -slopes[j]],
    ]),
  );
}

/** What is left of the total effect beside the indirect one at these slopes: the mediators are then what they would be in the other arm. */
export const directEffect = (models: MediationModels, arm: number, slopesOf = arm): Quantity =>
  combined([
    [1, totalEffect(models, arm)],
    [-1, indirectEffect(models, arm, slopesOf)],
  ]);

/** The mean of two effects. */
export const averageOf = (one: Quantity, other: Quantity): Quantity =>
  combined([
    [0.5, one],
    [0.5, other],
  ]);

/**
 * The effect with the mediators held at these values for everybody, by sequential g-estimation: of each outcome is taken off what its mediators add
 * to it beyond these values, at the slopes that hold intermediates too; what is left is compared as any outcome is.
 *
 * @param at  the values; the adjusted means of control when absent, which are estimates themselves.
 */
export function controlledEffect(models: MediationModels, arm: number, at: readonly number[] | undefined): Quantity {
  const layout = layoutOf(models);
  const [treated, control] = [models.arms[arm], models.arms[0]];
  const [b1, b0] = [treated.onMediators!.slopes, control.onMediators!.slopes];
  const held = (j: number): number => at?.[j] ?? control.adjusted[1 + j];
  const each = upTo(layout.mediators);
  const through = quantity(
    layout,
    each.reduce((sum, j) => sum + b1[j] * (treated.adjusted[1 + j] - held(j)) - b0[j] * (control.adjusted[1 + j] - held(j)), 0),
    each.flatMap((j) => [
      [layout.slope(arm, j), treated.adjusted[1 + j] - held(j)],
      [layout.slope(0, j), held(j) - control.adjusted[1 + j]],
      [layout.mean(arm, 1 + j), b1[j]],
      [layout.mean(0, 1 + j), at ? -b0[j] : -b1[j]],
    ]),
  );
  return combined([
    [1, totalEffect(models, arm)],
    [-1, through],
  ]);
}
