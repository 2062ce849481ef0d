import { dot } from '../../math/dot.ts';
import { multiplyVector } from '../../math/matrix.ts';
import { type Absorber, absorber, type NotConverged } from '../../models/fixed-effects/absorber.ts';
import { type Codes, codesUpTo, levelsIn, type Unusable, unusableIn } from '../../models/fixed-effects/effects.ts';
import { leastSquaresWithin, type WithinFit } from '../../models/fixed-effects/least-squares-within.ts';
import { type ErrorsAbout, lessGroupMeans } from './imputed-residuals.ts';
import { at, type Cell, type StagedRows } from './staged-rows.ts';
import { toldBy, type Untold } from './untold.ts';

/** What is averaged: the weight, relative to the others, that each row of a treated cell has. */
export type Target = (cell: Cell) => number;

export interface ImputationQuestion extends Omit<StagedRows, 'clusters'> {
  /** The unit unless told. */
  readonly cluster?: Codes | undefined;
  /** Columns that may change over time; they should not react to the treatment. */
  readonly covariates?: readonly Float64Array[] | undefined;
  readonly targets: readonly Target[];
  readonly errors: ErrorsAbout;
}

export interface Imputation {
  /** Of each target. */
  readonly targets: readonly (ImputedTarget | NothingAveraged)[];
  /** Of the targets that were estimated, in their order, row-major. */
  readonly covariance: Float64Array;
  /** Imputed effects averaged by cell, over the rows that could be told. */
  readonly cells: readonly ImputedCell[];
  readonly untold: readonly Untold[];
  /** Rows used: the untreated ones, and the treated ones that could be told. */
  readonly n: number;
  readonly clusters: number;
  /** Slopes of the covariates that were kept, and places of those that were dropped. */
  readonly slopes: Float64Array;
  readonly droppedCovariates: readonly number[];
}

export interface ImputedCell extends Cell {
  readonly estimate: number;
  readonly rows: number;
}

export interface ImputedTarget {
  readonly estimate: number;
  readonly standardError: number;
  /** Groups in which a single unit is weighed: its effect cannot be told from its error, and adds nothing to the standard error. */
  readonly singleGroups: number;
}

/** No row that could be told has a weight, or they add up to nothing. */
export interface NothingAveraged {
  readonly kind: 'nothing-averaged';
}

export type ImputationRefusal =
  | Unusable
  | NotConverged
  | { readonly kind: 'nobody-starts' }
  | { readonly kind: 'nobody-untreated' }
  | { readonly kind: 'too-few-clusters'; readonly clusters: number }
  /** Untreated rows do not tell the slope of a covariate that treated ones need. */
  | { readonly kind: 'slope-untold'; readonly covariate: number };

/** What the targets share. */
interface Imputed {
  readonly asked: ImputationQuestion;
  readonly untreated: Int32Array;
  readonly told: Int32Array;
  /** Of the told rows. */
  readonly effects: Float64Array;
  readonly cellOf: Int32Array;
  readonly cells: readonly ImputedCell[];
  readonly base: Absorber;
  readonly fit: WithinFit;
  readonly weights: Float64Array | undefined;
}

/**
 * Effects by imputation in panels with gaps, with covariates: effects of units and periods and slopes are fitted to untreated rows, and what they say of a treated row is taken from it.
 *
 * Model   y = unit + period + d'x + error on untreated rows. A target, sum of w (y - imputed y) over treated rows, is a weighted sum of all outcomes: v = w on treated rows, and on
 *         untreated ones minus what projects w. Its variance is the sum over clusters of (sum of v e)^2, with e the residual of untreated rows and of treated ones their imputed effect less
 *         a mean, as `errors` says: about `cell` it is conservative where effects differ within cells; about `average` it is that of two stages. There is no small-sample factor.
 * Shapes  at most one row for each unit and period; weights are precisions.
 * Errors  unusable, nobody-starts, nobody-untreated, slope-untold, too-few-clusters, not-converged. Treated rows that nobody tells of are counted and left out; a target
 *         without rows is refused by itself.
 * Source  Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91, theorem 3; Gardner (2022). Parity: diff-diff ImputationDiD and TwoStageDiD, pyfixest did2s.
 */
export function rowImputation(asked: ImputationQuestion): Imputation | ImputationRefusal {
  const { outcome, unit, period, cohort, starts, cluster = unit, covariates = [], anticipation = 0 } = asked;
  const bad = unusableIn({ outcome, columns: covariates, effects: [unit, period, cohort], weights: asked.weights, clusters: [cluster] });
  if (bad) return bad;
  const rows = Int32Array.from(outcome.keys());
  const reacts = (i: number): boolean => period[i] >= (starts[cohort[i]] ?? Infinity) - anticipation;
  const [untreated, treated] = [rows.filter((i) => !reacts(i)), rows.filter(reacts)];
  if (treated.length === 0) return { kind: 'nobody-starts' };
  if (untreated.length === 0) return { kind: 'nobody-untreated' };
  const { told, untold } = toldBy(untreated, treated, asked);
  const weights = asked.weights && at(asked.weights, untreated);
  const base = absorber([at(unit, untreated), at(period, untreated)], weights);
  const fit = leastSquaresWithin(
    [...covariates, outcome].map((column) => at(column, untreated)),
    base,
    weights,
  );
  if ('kind' in fit) return fit;
  const lessSlopes = (i: number): number => fit.regressors.reduce((left, j, k) => left - fit.coefficients[k] * covariates[j][i], outcome[i]);
  const levels = base.effectsOf(Float64Array.from(untreated, lessSlopes));
  if ('kind' in levels) return levels;
  const effects = Float64Array.from(told, (i) => lessSlopes(i) - levels[0][unit[i]] - levels[1][period[i]]);
  const all: Imputed = { asked, untreated, told, effects, ...inCells(asked, told, effects), base, fit, weights };
  const ids = [at(cluster, untreated), at(cluster, told)];
  const joined = new Int32Array(untreated.length + told.length);
  for (const [part, own] of ids.entries()) joined.set(own, part * untreated.length);
  const clusters = levelsIn(joined);
  if (clusters < 2) return { kind: 'too-few-clusters', clusters };
  const scores: Float64Array[] = [];
  const targets: (ImputedTarget | NothingAveraged)[] = [];
  for (const target of asked.targets) {
    const found = averaged(all, target);
    if ('kind' in found && found.kind !== 'nothing-averaged') return found;
    if ('kind' in found) targets.push(found);
    else {
      const sums = new Float64Array(codesUpTo(cluster));
      for (const [part, shares] of found.shares.entries()) for (let i = 0; i < shares.length; i++) sums[ids[part][i]] += shares[i];
      scores.push(sums);
      targets.push({ estimate: found.estimate, standardError: Math.sqrt(dot(sums, sums)), singleGroups: found.singleGroups });
    }
  }
  return {
    targets,
    covariance: Float64Array.from(scores.flatMap((a) => scores.map((b) => dot(a, b)))),
    cells: all.cells,
    untold,
    n: untreated.length + told.length,
    clusters,
    slopes: fit.coefficients,
    droppedCovariates: fit.dropped.map(({ regressor }) => regressor),
  };
}

/** Cells of the told rows in order, and of each row which. */
function inCells({ cohort, period, starts, weights }: ImputationQuestion, told: Int32Array, effects: Float64Array): Pick<Imputed, 'cells' | 'cellOf'> {
  const periods = told.reduce((most, i) => Math.max(most, period[i]), 0) + 1;
  const keys = told.map((i) => cohort[i] * periods + period[i]);
  const order = [...new Set(keys)].sort((a, b) => a - b);
  const places = new Map(order.map((key, c) => [key, c]));
  const cellOf = keys.map((key) => places.get(key)!);
  const [sums, masses, counts] = [new Float64Array(order.length), new Float64Array(order.length), new Int32Array(order.length)];
  for (const [i, c] of cellOf.entries()) {
    const weight = weights?.[told[i]] ?? 1;
    sums[c] += weight * effects[i];
    masses[c] += weight;
    counts[c]++;
  }
  const cells = order.map((key, c) => {
    const [g, t] = [Math.floor(key / periods), key % periods];
    return { cohort: g, period: t, relative: t - starts[g]!, estimate: sums[c] / masses[c], rows: counts[c] };
  });
  return { cells, cellOf };
}

interface Averaged {
  readonly estimate: number;
  /** What untreated rows and told rows add to the sums of their clusters. */
  readonly shares: readonly [Float64Array, Float64Array];
  readonly singleGroups: number;
}

function averaged(all: Imputed, target: Target): Averaged | NothingAveraged | NotConverged | { readonly kind: 'slope-untold'; readonly covariate: number } {
  const { asked, told, effects, cellOf, cells, fit, weights } = all;
  const ofCell = cells.map(target);
  const raw = Float64Array.from(told, (i, place) => ofCell[cellOf[place]] * (asked.weights?.[i] ?? 1));
  const total = raw.reduce((a, b) => a + b, 0);
  if (!(Math.abs(total) > 0)) return { kind: 'nothing-averaged' };
  const own = raw.map((weight) => weight / total);
  const against = projecting(all, own);
  if ('kind' in against) return against;
  const estimate = dot(own, effects);
  const { residuals, singleGroups } =
    asked.errors.about === 'average'
      ? { residuals: effects.map((effect) => effect - estimate), singleGroups: 0 }
      : lessGroupMeans(effects, own, groupsOf(all, asked.errors.about), asked.errors.leaveOut);
  const ofUntreated = against.map((v, i) => (v * fit.residuals[i]) / Math.sqrt(weights?.[i] ?? 1));
  return { estimate, shares: [ofUntreated, own.map((v, i) => v * residuals[i])], singleGroups };
}

function groupsOf({ cellOf, cells }: Imputed, about: 'cell' | 'relative'): Int32Array {
  if (about === 'cell') return cellOf;
  const least = cells.reduce((low, { relative }) => Math.min(low, relative), 0);
  return cellOf.map((c) => cells[c].relative - least);
}

/** The weights of untreated rows in a weighted sum of imputed effects: those sums of unit and period effects and covariates that hold what the weights ask of each. */
function projecting(all: Imputed, own: Float64Array): Float64Array | NotConverged | { readonly kind: 'slope-untold'; readonly covariate: number } {
  const { asked, untreated, told, base, fit, weights } = all;
  const sumsBy = (codes: Codes): Float64Array => {
    const sums = new Float64Array(codesUpTo(codes));
    for (let i = 0; i < told.length; i++) sums[codes[told[i]]] += own[i];
    return sums;
  };
  const levels = base.withSums([sumsBy(asked.unit), sumsBy(asked.period)]);
  if (!(levels instanceof Float64Array)) return levels;
  const v = levels.map((value, i) => -value * (weights?.[i] ?? 1));
  const covariates = asked.covariates ?? [];
  /** What the weights leave of a covariate: treated rows less untreated ones. */
  const unmet = (column: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < told.length; i++) sum += own[i] * column[told[i]];
    for (let i = 0; i < untreated.length; i++) sum += v[i] * column[untreated[i]];
    return sum;
  };
  const turn = multiplyVector(
    fit.gramInverse,
    Float64Array.from(fit.regressors, (j) => unmet(covariates[j])),
    fit.regressors.length,
  );
  for (const [k, column] of fit.columns.entries()) for (let i = 0; i < v.length; i++) v[i] -= turn[k] * column[i] * Math.sqrt(weights?.[i] ?? 1);
  for (const { regressor } of fit.dropped) {
    const column = covariates[regressor];
    const size = told.reduce((sum, i, place) => sum + Math.abs(own[place] * column[i]), 0);
    if (Math.abs(unmet(column)) > 1e-7 * size) return { kind: 'slope-untold', covariate: regressor };
  }
  return v;
}
