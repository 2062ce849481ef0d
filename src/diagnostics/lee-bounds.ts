import { and, column, is, less } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { moments, quantiles } from '../relation/requests.ts';

/** One arm's observed values. */
export interface Observed {
  readonly arm: string;
  readonly n: number;
  readonly share: number;
  readonly mean: number;
}

/**
 * Bounds on the effect among units that are observed in either arm, when one arm loses more outcomes.
 *
 * Model   the arm with the larger observed share is trimmed by the excess, from above and from below; the boundary value counts in part,
 *         so that ties are shared exactly. Assumes that assignment moves observation one way only.
 * Source  Lee (2009), Review of Economic Studies 76.
 */
export function* leeBounds(treatment: Observed, control: Observed, measure: Expression, assignment: string): Asking<{ low: number; high: number }> {
  const [fuller, other] = treatment.share >= control.share ? [treatment, control] : [control, treatment];
  const kept = (other.share / fuller.share) * fuller.n;
  const inArm = is(column(assignment), fuller.arm);
  const order = (k: number): number => (fuller.n > 1 ? (k - 1) / (fuller.n - 1) : 0);
  const ranks = [Math.ceil(kept), fuller.n - Math.ceil(kept) + 1].map((k) => Math.min(fuller.n, Math.max(1, k)));
  const found = yield* ask(quantiles({ of: measure, at: ranks.map(order), where: inArm }));
  const [upper, lower] = found.groups[0].values;
  const below = yield* all([upper, lower].map((t) => ask(moments({ columns: { y: measure }, where: and(inArm, less(measure, t)) }))));
  const sumBelow = below.map(({ groups: [{ moments: m }] }) => ({ n: m.n, sum: m.n > 0 ? m.n * m.mean[0] : 0 }));
  const lowest = (sumBelow[0].sum + upper * (kept - sumBelow[0].n)) / kept;
  const dropped = fuller.n - kept;
  const highest = (fuller.n * fuller.mean - sumBelow[1].sum - lower * (dropped - sumBelow[1].n)) / kept;
  return fuller === treatment ? { low: lowest - control.mean, high: highest - control.mean } : { low: treatment.mean - highest, high: treatment.mean - lowest };
}
