import { column, isKnown } from '../../expressions/build.ts';
import type { DesignColumn, MeasuredOutcome } from '../../models/arm-columns.ts';
import { armDesign } from '../../models/arm-design.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { mergeAll } from '../../moments/merge.ts';
import { comomentOf, covarianceOf, type Moments, meanOf } from '../../moments/moments.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { type Asking, all } from '../../relation/asking.ts';
import type { Group } from '../../relation/requests.ts';
import { clusterProducts, spanningProducts } from './cluster-products.ts';

export interface JointArmsOptions {
  readonly assignment: string;
  /** Control first. */
  readonly arms: readonly string[];
  readonly outcomes: readonly MeasuredOutcome[];
  /** Covariates measured before assignment, with slopes of each arm (`by-arm`) or of all arms (`common`). */
  readonly covariates: readonly Covariate[];
  readonly slopes: 'by-arm' | 'common';
  /** Column of what was randomized, when it is coarser than a row. */
  readonly cluster?: string;
  /** `any`: the cluster was not randomized, and may hold several arms, whose means then vary together. */
  readonly clusterArms?: 'any';
}

/** Adjusted means of every arm on every outcome, and how their estimates vary together. Cells are ordered arm by arm, outcomes within. */
export interface JointArms {
  readonly arms: readonly string[];
  readonly outcomes: readonly string[];
  readonly means: Float64Array;
  /** cells x cells, row-major. */
  readonly covariance: Float64Array;
}

/**
 * The joint distribution of arm means over several outcomes: what simultaneous intervals, the probability of being best and pairwise contrasts need
 * beside each estimate's own standard error.
 *
 * Model   mean of arm a on outcome o, moved to the mean covariates of all arms by slopes b; Cov within an arm = residual covariance / n (with clusters:
 *         of cluster totals), none between arms but for clusters that hold several of them and for the covariates that they share: b_a' S_x b_c / n. Units with all outcomes known.
 * Shapes  one `Moments` an arm over all outcomes and covariates; with clusters one more scan.
 * Source  first-order influence functions of the regressions in Lin (2013); Hasler & Hothorn (2008) for correlation under heteroskedasticity.
 */
export function* jointArms(o: JointArmsOptions): Asking<JointArms> {
  const [outcome, ...others] = o.outcomes;
  const known = o.cluster === undefined ? {} : { where: isKnown(column(o.cluster)) };
  const beside = Object.fromEntries(others.map(({ name, measure }) => [name, measure]));
  const design = yield* armDesign({ assignment: o.assignment, arms: o.arms, outcome, beside, ...known }, o.covariates);
  const groups = o.arms.map((arm) => design.groups.find((g) => g.key[0] === arm));
  if (o.outcomes.length > 1 && groups.some((g) => (g?.moments.n ?? 0) < 2))
    return blocksOf(yield* all(o.outcomes.map((one) => jointArms({ ...o, outcomes: [one] }))));
  const found = groups.filter((g): g is Group => g !== undefined && g.moments.n >= 2);
  const whole = mergeAll(found.map((g) => g.moments));
  const names = o.outcomes.map(({ name }) => name);
  const fits = groups.map((g) => (g && g.moments.n >= 2 ? fitOf(g.moments, whole, names, design.columns, o.slopes, found) : undefined));
  const products =
    o.cluster === undefined
      ? undefined
      : yield* (o.clusterArms ? spanningProducts : clusterProducts)({
          assignment: o.assignment,
          cluster: o.cluster,
          arms: o.arms,
          outcomes: o.outcomes.map(({ measure }) => measure),
          columns: design.columns.map(({ expression }) => expression),
          influences: fits.map((fit) => fit && { factor: 1 / fit.n, means: fit.armMeans, slopes: fit.slopes, columnMeans: fit.covariateMeans }),
        });

  const [size, k] = [names.length, design.columns.length];
  const cells = o.arms.length * size;
  const covariance = new Float64Array(cells * cells);
  for (const [a, fit] of fits.entries()) {
    for (const [b, other] of fits.entries()) {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          const alone = a === b && fit ? fit.residual[i * size + j] / fit.n : 0;
          const own = products?.(a, b, i, j) ?? alone;
          covariance[(a * size + i) * cells + b * size + j] = own + sampled(fit?.slopes[i], other?.slopes[j], whole, design.columns, k);
        }
      }
    }
  }
  return { arms: o.arms, outcomes: names, means: Float64Array.from(fits.flatMap((fit) => fit?.means ?? names.map(() => 0))), covariance };
}

interface Fit {
  readonly n: number;
  /** At the mean covariates of all arms. */
  readonly means: readonly number[];
  readonly armMeans: readonly number[];
  readonly covariateMeans: readonly number[];
  /** Of each outcome. */
  readonly slopes: readonly (readonly number[])[];
  /** Residual covariances, outcomes x outcomes. */
  readonly residual: Float64Array;
}

function fitOf(
  m: Moments,
  whole: Moments,
  outcomes: readonly string[],
  columns: readonly DesignColumn[],
  kind: 'by-arm' | 'common',
  groups: readonly Group[],
): Fit {
  const x = columns.map(({ name }) => name);
  const slopes = outcomes.map((y) => slopesOf(kind === 'by-arm' ? m : withinArms(groups), y, x));
  const means = outcomes.map((y, i) => meanOf(m, y) + x.reduce((total, name, j) => total + slopes[i][j] * (meanOf(whole, name) - meanOf(m, name)), 0));
  const df = Math.max(1, m.n - 1 - (kind === 'by-arm' ? x.length : 0));
  const residual = outcomes.flatMap((p, i) =>
    outcomes.map((q, j) => {
      const crossed = x.reduce((total, name, a) => total - slopes[i][a] * comomentOf(m, name, q) - slopes[j][a] * comomentOf(m, name, p), 0);
      const squared = x.reduce(
        (total, name, a) => total + slopes[i][a] * x.reduce((inner, other, b) => inner + slopes[j][b] * comomentOf(m, name, other), 0),
        0,
      );
      return (comomentOf(m, p, q) + crossed + squared) / df;
    }),
  );
  return {
    n: m.n,
    means,
    armMeans: outcomes.map((y) => meanOf(m, y)),
    covariateMeans: x.map((name) => meanOf(m, name)),
    slopes,
    residual: Float64Array.from(residual),
  };
}

/** No slopes where the covariates cannot be told apart: the estimate itself is refused there. */
function slopesOf(m: Moments, outcome: string, columns: readonly string[]): readonly number[] {
  if (columns.length === 0) return [];
  const fit = leastSquares(m, outcome, columns);
  return 'kind' in fit ? columns.map(() => 0) : [...fit.coefficients.slice(1)];
}

/** Co-moments about each arm's own means: what common slopes are fitted to. */
function withinArms(groups: readonly Group[]): Moments {
  const [{ moments: first }] = groups;
  const comoment = first.comoment.map((_, e) => groups.reduce((total, g) => total + g.moments.comoment[e], 0));
  return { ...mergeAll(groups.map((g) => g.moments)), comoment };
}

function sampled(a: readonly number[] | undefined, b: readonly number[] | undefined, whole: Moments, columns: readonly DesignColumn[], k: number): number {
  if (!a || !b || k === 0) return 0;
  let total = 0;
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) total += a[i] * b[j] * covarianceOf(whole, columns[i].name, columns[j].name);
  return total / whole.n;
}

/** Outcomes that are never known on the same units are uncorrelated. */
function blocksOf(parts: readonly JointArms[]): JointArms {
  const [{ arms }] = parts;
  const size = parts.length;
  const cells = arms.length * size;
  const covariance = new Float64Array(cells * cells);
  for (const [i, part] of parts.entries())
    for (const a of arms.keys()) for (const b of arms.keys()) covariance[(a * size + i) * cells + b * size + i] = part.covariance[a * arms.length + b];
  const means = Float64Array.from({ length: cells }, (_, e) => parts[e % size].means[Math.floor(e / size)]);
  return { arms, outcomes: parts.flatMap((part) => part.outcomes), means, covariance };
}
