import { type CohortMeans, type NoComparison, type NotBalanced, refusalOf, startsIn, treatmentLeft } from './cohort-cells.ts';

/** Who stands against whom. The last two take units as controls that are treated already: their own effects, where these change, are subtracted. */
export type ComparisonKind = 'treated-never' | 'earlier-later' | 'later-earlier' | 'treated-always';

export interface Comparison {
  readonly kind: ComparisonKind;
  /** Places of the cohorts in the lists that were given. */
  readonly treated: number;
  readonly control: number;
  /** Share of the two-way estimate. */
  readonly weight: number;
  /** The difference in differences of the two alone, over the periods in which the control does not change. */
  readonly estimate: number;
}

/** The two-way estimate taken apart. */
export interface GoodmanBacon {
  /** Of the regression with effects of units and periods. */
  readonly estimate: number;
  readonly comparisons: readonly Comparison[];
}

/**
 * The two-way estimate of a treatment that starts at different times as a weighted mean of comparisons of two cohorts, from their means alone.
 *
 * Model   a comparison of k, which starts, with l, which does not change between k's last periods before and its own start: weight n_k n_l (share of periods treated of k within it)
 *         (share untreated) (share of periods it spans)^2 over their sum. With d the share of periods treated: against never treated n_k n_0 d_k (1 - d_k), earlier k against later l
 *         n_k n_l (d_k - d_l)(1 - d_k), later l against earlier k n_k n_l d_l (d_k - d_l), against always treated the last with d_k = 1. Weights add up to one, and the weighted sum
 *         is the two-way estimate, which is computed apart.
 * Shapes  a balanced panel; cohorts without units are passed over.
 * Errors  no-comparison, not-balanced.
 * Source  Goodman-Bacon (2021), Journal of Econometrics 225, theorem 1.
 */
export function goodmanBacon(panel: CohortMeans): GoodmanBacon | NoComparison | NotBalanced {
  const refused = refusalOf(panel, panel.means);
  if (refused) return refused;
  const { sizes, periods, means } = panel;
  const starts = startsIn(panel);
  const treated = starts.map((start) => (periods - start) / periods);
  const found: Comparison[] = [];
  for (const [k, start] of starts.entries()) {
    if (start === 0 || start === periods || !(sizes[k] > 0)) continue;
    for (const [l, other] of starts.entries()) {
      if (other === start || !(sizes[l] > 0)) continue;
      const later = other > start;
      const [from, until] = later ? [0, other] : [other, periods];
      found.push({
        kind: other === periods ? 'treated-never' : other === 0 ? 'treated-always' : later ? 'earlier-later' : 'later-earlier',
        treated: k,
        control: l,
        weight: sizes[k] * sizes[l] * (later ? (treated[k] - treated[l]) * (1 - treated[k]) : treated[k] * (treated[l] - treated[k])),
        estimate: change(means[k], from, start, until) - change(means[l], from, start, until),
      });
    }
  }
  const total = found.reduce((sum, { weight }) => sum + weight, 0);
  return { estimate: twoWayEstimate(panel), comparisons: found.map((comparison) => ({ ...comparison, weight: comparison.weight / total })) };
}

/** Mean from `start` up to `until`, less that from `from` up to `start`. */
function change(means: Float64Array, from: number, start: number, until: number): number {
  const mean = (a: number, b: number): number => {
    let sum = 0;
    for (let t = a; t < b; t++) sum += means[t];
    return sum / (b - a);
  };
  return mean(start, until) - mean(from, start);
}

/** The coefficient of the treatment in the regression with effects of units and periods. */
function twoWayEstimate(panel: CohortMeans): number {
  let [along, squares] = [0, 0];
  for (const [g, left] of treatmentLeft(panel).entries()) {
    for (const [t, value] of left.entries()) {
      along += panel.sizes[g] * value * (panel.means[g][t] - panel.means[g][0]);
      squares += panel.sizes[g] * value * value;
    }
  }
  return along / squares;
}
