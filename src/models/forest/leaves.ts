import type { GrowthPlan } from './split-search.ts';
import type { GrowthKind, TreeRows } from './targets.ts';

/**
 * How many numbers a leaf keeps, the first of them its mean weight, which is 0 of a leaf that says nothing; of gradients only what the leaf adds.
 *
 * Shapes    regression: w, wy. classes: w, and w of each class. instrumental: w, wy, wt, wz, wyz, wtz, where t is the treatment and z the instrument.
 */
export function leafWidth(kind: GrowthKind, responses: number): number {
  if (kind === 'instrumental') return 6;
  return kind === 'gradient' ? 1 : 1 + responses;
}

/** Writes what a leaf keeps of the units that fill it: means over them. */
export function fillLeaf(plan: GrowthPlan, rows: TreeRows, places: Int32Array, from: number, to: number, out: Float64Array, at: number): void {
  if (plan.kind === 'instrumental') fillEffect(rows, places, from, to, out, at);
  else if (plan.kind === 'gradient') out[at] = newtonStep(plan, rows, places, from, to);
  else fillMeans(plan, rows, places, from, to, out, at);
  if (plan.kind === 'gradient') return;
  for (let k = 0; k < leafWidth(plan.kind, plan.responses); k++) out[at + k] /= to - from;
}

function fillEffect(
  { values: [outcome, treatment, instrument], weights }: TreeRows,
  places: Int32Array,
  from: number,
  to: number,
  out: Float64Array,
  at: number,
): void {
  for (let i = from; i < to; i++) {
    const row = places[i];
    const weight = weights[row];
    const away = weight * instrument[row];
    out[at] += weight;
    out[at + 1] += weight * outcome[row];
    out[at + 2] += weight * treatment[row];
    out[at + 3] += away;
    out[at + 4] += away * outcome[row];
    out[at + 5] += away * treatment[row];
  }
}

function fillMeans(
  { kind }: GrowthPlan,
  { values: [target], weights }: TreeRows,
  places: Int32Array,
  from: number,
  to: number,
  out: Float64Array,
  at: number,
): void {
  for (let i = from; i < to; i++) {
    const weight = weights[places[i]];
    const value = target[places[i]];
    out[at] += weight;
    if (kind === 'classes') out[at + 1 + value] += weight;
    else out[at + 1] += weight * value;
  }
}

function newtonStep({ ridge }: GrowthPlan, { values: [gradient, hessian], weights }: TreeRows, places: Int32Array, from: number, to: number): number {
  let [slope, bend] = [0, 0];
  for (let i = from; i < to; i++) {
    const row = places[i];
    slope += weights[row] * gradient[row];
    bend += weights[row] * hessian[row];
  }
  return bend + ridge > 0 ? -slope / (bend + ridge) : 0;
}
