import { choleskyFactor } from '../../../math/cholesky.ts';
import { evenDraws, trusted } from './even-draws.ts';
import type { MediatedArms } from './mediated-arms.ts';
import { layoutOf, type Quantity, quantity } from './parameters.ts';

/** What a part is of drawn parameters: of the total effect, and of what the shift of the mediators brings about at the slopes of each arm that is asked. */
export type PartOf = (total: number, through: readonly number[]) => number;

/**
 * The distribution of a part that is a product of estimates: slopes of one arm times the shift of the mediators. Its estimate and its standard error move together,
 * and t intervals miss on one side: with 8 treated they covered 88 of 100, and so did a bootstrap-t of units.
 *
 * Model   total effect, shifts and slopes drawn about their estimates with their joint covariance (the stacked sandwich; what slopes share with shifts
 *         by a share df / (df + 20)), each by t: slopes with the residual
 *         degrees of freedom of their arm, the others with those of the smaller arm; with a cluster those of its clusters. Draws are evenly spread (Richtmyer's sequence), the same in every run.
 * Shapes  the draws in ascending order; undefined where the covariance is singular.
 * Source  MacKinnon, Lockwood & Williams (2004), Multivariate Behavioral Research 39; Tofighi & MacKinnon (2011), Behavior Research Methods 43; Richtmyer (1951).
 */
export function drawnPart({ models, errors }: MediatedArms, at: number, slopesOf: readonly number[], part: PartOf): Float64Array | undefined {
  const layout = layoutOf(models);
  const [treated, control] = [models.arms[at], models.arms[0]];
  const q = layout.mediators;
  const mean = (r: number): Quantity =>
    quantity(layout, treated.adjusted[r] - control.adjusted[r], [
      [layout.mean(at, r), 1],
      [layout.mean(0, r), -1],
    ]);
  const shifts = Array.from({ length: 1 + q }, (_, r) => mean(r));
  const slopes = slopesOf.flatMap((arm) =>
    Array.from({ length: q }, (_, j) => quantity(layout, models.arms[arm].onMediators!.slopes[j], [[layout.slope(arm, j), 1]])),
  );
  const all = [...shifts, ...slopes];
  const size = all.length;
  const freedom = (arm: number, columns: number): number => Math.max(1, (errors.clusters?.[models.arms[arm].arm] ?? models.arms[arm].n - columns) - 1);
  const smaller = Math.min(...[at, 0].map((arm) => freedom(arm, models.arms[arm].onCovariates.columns.length)));
  const ofSlopes = slopesOf.map((arm) => freedom(arm, models.arms[arm].onMediators!.columns.length));
  const blockOf = (i: number): number => (i <= q ? -1 : Math.floor((i - 1 - q) / q));
  const apart = (i: number, j: number): number => (blockOf(i) === blockOf(j) ? 1 : trusted(Math.min(smaller, ...ofSlopes)));
  const factor = choleskyFactor(Float64Array.from(all.flatMap((a, i) => all.map((b, j) => apart(i, j) * errors.covariance(a, b)))), size);
  if (!factor) return undefined;
  const freedoms = all.map((_, i) => (i <= q ? smaller : ofSlopes[blockOf(i)]));
  const x = new Float64Array(size);
  return evenDraws(factor, freedoms, (away) => {
    for (let i = 0; i < size; i++) x[i] = all[i].value + away[i];
    const through = slopesOf.map((_, a) => {
      let sum = 0;
      for (let j = 0; j < q; j++) sum += x[1 + q + a * q + j] * x[1 + j];
      return sum;
    });
    return part(x[0], through);
  }).sort();
}
