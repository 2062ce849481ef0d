import { column, divide } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { comomentOf, type Moments, meanOf, varianceOf } from '../../moments/moments.ts';
import type { Clusters } from '../../power/design.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { derive, rollup, where } from '../../relation/steps.ts';

/**
 * Sizes of clusters, and how alike the units in one are.
 *
 * Model     intraclass correlation by analysis of variance: (MSB - MSW) / (MSB + (n0 - 1) MSW), n0 = (N - Σ n² / N) / (k - 1); below zero it is zero.
 * Source    Donner & Koval (1980), Biometrics 36.
 */
export function* askClusters(measure: Expression, cluster: string | undefined, known: Expression, whole: Moments): Asking<Clusters | undefined> {
  if (cluster === undefined) return undefined;
  const totals = { n: { kind: 'count' }, sum: { kind: 'sum', of: measure } } as const;
  const over = [where(known), rollup([cluster], totals), derive({ mean: divide(column('sum'), column('n')) })];
  const [sizes, means] = yield* all([
    ask(moments({ columns: { n: column('n') }, over })),
    ask(moments({ columns: { mean: column('mean') }, weight: { column: column('n'), kind: 'frequency' }, over })),
  ]);
  const k = sizes.groups[0].moments.n;
  const units = means.groups[0].moments.n;
  if (k < 2) return undefined;
  const size = meanOf(sizes.groups[0].moments, 'n');
  const sizeVariation = Math.sqrt(varianceOf(sizes.groups[0].moments, 'n')) / size;
  const between = comomentOf(means.groups[0].moments, 'mean', 'mean');
  const msb = between / (k - 1);
  const msw = units > k ? Math.max(0, comomentOf(whole, 'y', 'y') - between) / (units - k) : 0;
  const n0 = (units - (size ** 2 + ((k - 1) / k) * (sizeVariation * size) ** 2) * (k / units)) / (k - 1);
  const icc = units > k ? (msb - msw) / (msb + (n0 - 1) * msw) : 0;
  return { size, sizeVariation, icc: Math.min(1 - 1e-9, Math.max(0, icc)) };
}
