import type { Effects } from '../benefit/sample.ts';
import { aboveEverybody, type Limited } from './limit.ts';
import type { Rule } from './rule.ts';

/**
 * Where a ranking stops: a unit gets the arm whose expected benefit, less the price of what the arm uses, is largest. Where several are worth the same at this price, those that use
 * more are given to a share by chance.
 */
export interface Threshold {
  readonly price: number;
  readonly share: number;
  readonly limit: 'above-everybody' | 'slack' | 'binding';
}

/** A step of a unit from one arm to one that uses more: the units' best arms in the order of what they use. */
export interface Steps {
  /** What a step brings for each that it uses more; sorted from the highest. */
  readonly prices: Float64Array;
  readonly units: Int32Array;
  /** What it uses more. */
  readonly uses: Float64Array;
  /** The arms that it leads from and to. */
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  /** What is used before any step, weights counted. */
  readonly least: number;
  readonly total: number;
}

/**
 * Where "first those who benefit most from what they use" stops at a limit.
 *
 * Model    units step to arms that use more, along the upper hull of benefit against use, while what a step brings for each that it uses is above the price; steps at the price are taken
 *          by a share, so that the limit is met on average. With one treatment: treated where benefit by cost is above the price. The price is never below zero: nothing is given that
 *          does harm.
 * Shapes   `benefits` as effects against control, by unit; `rows`: the learning part. The threshold is for other units.
 * Units    price: of the benefit for each that is used.
 * Source   Sun, Du & Wager (2021), arXiv:2103.11066; several treatments: Sverdrup, Wu, Athey & Wager (2024), arXiv:2306.11979.
 */
export function thresholdOf(benefits: Effects, limited: Limited, rows: Int32Array, weights?: Float64Array): Threshold {
  const steps = stepsOf(benefits, limited.uses, rows, weights);
  const room = limited.most * steps.total;
  let used = steps.least;
  for (let s = 0; s < steps.prices.length; ) {
    const price = steps.prices[s];
    let more = 0;
    for (; s < steps.prices.length && steps.prices[s] === price; s++) more += steps.uses[s] * (weights?.[steps.units[s]] ?? 1);
    if (used + more > room * (1 + 1e-12)) return { price, share: Math.max(0, room - used) / more, limit: 'binding' };
    used += more;
  }
  return { price: 0, share: 0, limit: aboveEverybody(limited, rows, weights) ? 'above-everybody' : 'slack' };
}

/** The rule that a threshold makes of expected benefits: one arm a unit, a chance of two where it is at the price. */
export function rankedRule({ price, share }: Threshold, benefits: Effects, uses: readonly Float64Array[], rows: Int32Array): Rule {
  const chances = uses.map((use) => new Float64Array(use.length));
  for (const unit of rows) {
    const hull = hullOf(benefits, uses, unit);
    let at = 0;
    while (at + 1 < hull.length && hull[at + 1].price > price) at++;
    const next = hull[at + 1];
    const drawn = next && next.price === price && price > 0 ? share : 0;
    chances[hull[at].arm][unit] += 1 - drawn;
    if (drawn > 0) chances[next.arm][unit] += drawn;
  }
  return { kind: 'chances', chances };
}

interface Corner {
  readonly arm: number;
  readonly use: number;
  readonly benefit: number;
  /** What it brings beyond the corner before, for each that it uses beyond it. */
  readonly price: number;
}

/** The arms of a unit that are best at some price from zero, from the one that uses least. */
function hullOf(benefits: Effects, uses: readonly Float64Array[], unit: number): readonly Corner[] {
  const points = uses
    .map((use, arm) => ({ arm, use: use[unit], benefit: arm === 0 ? 0 : benefits[arm - 1][unit] }))
    .sort((a, b) => a.use - b.use || b.benefit - a.benefit || a.arm - b.arm);
  const hull: Corner[] = [{ ...points[0], price: Infinity }];
  for (const point of points) {
    if (!(point.benefit > hull[hull.length - 1].benefit)) continue;
    const priceFrom = (corner: Corner): number => (point.benefit - corner.benefit) / (point.use - corner.use);
    while (hull.length > 1 && priceFrom(hull[hull.length - 1]) >= hull[hull.length - 1].price) hull.pop();
    hull.push({ ...point, price: priceFrom(hull[hull.length - 1]) });
  }
  return hull;
}

/** All steps of some units, from those that bring most for what they use. */
export function stepsOf(benefits: Effects, uses: readonly Float64Array[], rows: Int32Array, weights?: Float64Array): Steps {
  const most = rows.length * (uses.length - 1);
  const [prices, units, more] = [new Float64Array(most), new Int32Array(most), new Float64Array(most)];
  const [from, to] = [new Uint8Array(most), new Uint8Array(most)];
  let [count, least, total] = [0, 0, 0];
  for (const unit of rows) {
    const hull = hullOf(benefits, uses, unit);
    const weight = weights?.[unit] ?? 1;
    least += weight * hull[0].use;
    total += weight;
    for (let c = 1; c < hull.length; c++) {
      prices[count] = hull[c].price;
      units[count] = unit;
      more[count] = hull[c].use - hull[c - 1].use;
      from[count] = hull[c - 1].arm;
      to[count++] = hull[c].arm;
    }
  }
  const order = Int32Array.from({ length: count }, (_, s) => s).sort((a, b) => prices[b] - prices[a] || a - b);
  const sorted = { prices: Float64Array.from(order, (s) => prices[s]), units: Int32Array.from(order, (s) => units[s]) };
  return {
    ...sorted,
    uses: Float64Array.from(order, (s) => more[s]),
    from: Uint8Array.from(order, (s) => from[s]),
    to: Uint8Array.from(order, (s) => to[s]),
    least,
    total,
  };
}
