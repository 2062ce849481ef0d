import { type Codes, type Unusable, unusableIn } from '../../models/fixed-effects/effects.ts';
import type { FitRefusal } from '../../models/fixed-effects/fixed-effects-fit.ts';
import { type CovarianceRefusal, fixedEffectsRegression } from '../fixed-effects/fixed-effects-regression.ts';
import { type Averages, type CellEffect, cellAverages } from './cell-averages.ts';
import { at, type Cell, type Controls, type LeftOut, type NoDesign, type StagedDesign, type StagedRows, stagedDesign } from './staged-rows.ts';

/** Effects of a staged rollout by cohort and period, from one regression with effects of units and periods. */
export interface SaturatedEffects extends Averages {
  readonly cells: readonly CellEffect[];
  /** Of the cells' effects, row-major. */
  readonly covariance: Float64Array;
  /** Of t. */
  readonly df: number;
  readonly n: number;
  readonly clusters: readonly number[];
  readonly singletons: number;
  readonly leftOut: readonly LeftOut[];
  /** Cells whose effect the others already hold, or that effects of units and periods explain. */
  readonly notIdentified: readonly (Cell & { readonly reason: 'absorbed' | 'collinear' })[];
  /** Places of covariate columns that were dropped, for the same reasons. */
  readonly droppedCovariates: readonly number[];
  readonly repaired?: number;
}

/** A covariate that is to be as it was at the start, and changes within so many units. */
export interface CovariateMoves {
  readonly kind: 'covariate-moves';
  readonly covariate: number;
  readonly units: number;
}

/** Each cell and covariate is a column of all rows, and together they are more than memory should hold. */
export interface TooLarge {
  readonly kind: 'too-large';
  readonly rows: number;
  readonly columns: number;
}

export type SaturatedRefusal = NoDesign | Unusable | FitRefusal | CovarianceRefusal | CovariateMoves | TooLarge;

/** Values that the columns may have together, twice 1.6 gigabytes with what the fit makes of them. */
const mostValues = 200_000_000;

export interface SaturatedQuestion extends StagedRows {
  readonly covariates?: readonly Float64Array[] | undefined;
}

/**
 * Event-study effects that no other cohort's effects enter: a dummy of each cohort and period, averaged over cohorts by their rows.
 *
 * Model   outcome = unit + period + sum of effect_gt 1(cohort g, period t) + c'covariates, all periods but the last before the start as cells, against units never treated, or where all
 *         are treated in the end those that start last (their rows from then on are left out). CR1 by unit or as told; averages take the shares of cohorts as given, as fixest's sunab
 *         and pyfixest do (Sun and Abraham add the sampling error of the shares).
 * Shapes  covariates may change over time; they should not react to the treatment.
 * Errors  no-controls, nobody-starts, unusable, too-large, and those of the regression.
 * Source  Sun & Abraham (2021), Journal of Econometrics 225. Parity: pyfixest saturated.
 */
export function interactionWeighted({
  covariates = [],
  controls,
  ...staged
}: SaturatedQuestion & { readonly controls: 'never' | 'last-treated' }): SaturatedEffects | SaturatedRefusal {
  const design = usable(staged, covariates, controls);
  if ('kind' in design) return design;
  const large = tooLarge(design, covariates.length);
  if (large) return large;
  return saturated(
    staged,
    design,
    covariates.map((column) => at(column, design.rows)),
  );
}

/**
 * The extended two-way regression: effects of each cohort and treated period, against all units not treated yet (`not-yet`) or never treated (`never`, with cells before the start), at the
 * mean of each cohort's baseline covariates.
 *
 * Model   outcome = unit + period + sum of (effect_gt + s_gt'(x - mean x of g)) 1(cohort g, period t) + sum of c_t'x 1(period t); CR1 by unit or as told. Means are over the rows used, by their
 *         weights, and are taken as given.
 * Shapes  covariates as they were at the start: the same in all rows of a unit.
 * Errors  covariate-moves, and as above.
 * Source  Wooldridge (2021), Two-way fixed effects, the two-way Mundlak regression, and difference-in-differences estimators; R etwfe.
 */
export function extendedTwoWay({
  covariates = [],
  controls,
  ...staged
}: SaturatedQuestion & { readonly controls: 'never' | 'not-yet' }): SaturatedEffects | SaturatedRefusal {
  const design = usable(staged, covariates, controls);
  if ('kind' in design) return design;
  for (const [covariate, column] of covariates.entries()) {
    const units = moving(column, staged.unit);
    if (units > 0) return { kind: 'covariate-moves', covariate, units };
  }
  const large = tooLarge(design, covariates.length * (design.cells.length + new Set(at(staged.period, design.rows)).size));
  if (large) return large;
  return saturated(
    staged,
    design,
    covariates.flatMap((column) => interacted(at(column, design.rows), staged, design)),
  );
}

function usable(staged: StagedRows, covariates: readonly Float64Array[], controls: Controls): StagedDesign | SaturatedRefusal {
  return unusableIn({ outcome: staged.outcome, columns: covariates, effects: [] }) ?? stagedDesign(staged, controls);
}

function tooLarge({ rows, cells }: StagedDesign, covariates: number): TooLarge | undefined {
  const columns = cells.length + covariates;
  return rows.length * columns > mostValues ? { kind: 'too-large', rows: rows.length, columns } : undefined;
}

function saturated(
  staged: StagedRows,
  { rows, cells, cellOf, leftOut, singletons }: StagedDesign,
  covariates: readonly Float64Array[],
): SaturatedEffects | SaturatedRefusal {
  const dummies = cells.map(() => new Float64Array(rows.length));
  for (let i = 0; i < rows.length; i++) if (cellOf[i] >= 0) dummies[cellOf[i]][i] = 1;
  const { unit, period, weights, clusters = [unit] } = staged;
  const fit = fixedEffectsRegression({
    outcome: at(staged.outcome, rows),
    regressors: [...dummies, ...covariates],
    effects: [at(unit, rows), at(period, rows)],
    weights: weights && at(weights, rows),
    errors: { kind: 'CR1', clusters: clusters.map((codes) => at(codes, rows)) as [Codes] },
  });
  if ('kind' in fit) return fit;
  const found = fit.regressors.filter((j) => j < cells.length);
  if (found.length === 0) return { kind: 'nothing-left', dropped: fit.dropped };
  const sizes = new Float64Array(cells.length);
  for (const [i, row] of rows.entries()) if (cellOf[i] >= 0) sizes[cellOf[i]] += weights?.[row] ?? 1;
  const [k, m] = [fit.regressors.length, found.length];
  const covariance = Float64Array.from({ length: m * m }, (_, e) => fit.covariance[Math.floor(e / m) * k + (e % m)]);
  const effects = found.map((j, c) => ({ ...cells[j], estimate: fit.coefficients[c], standardError: Math.sqrt(covariance[c * m + c]), size: sizes[j] }));
  return {
    cells: effects,
    covariance,
    ...cellAverages(effects, covariance),
    df: fit.df,
    n: fit.n,
    clusters: fit.clusters,
    singletons,
    leftOut,
    notIdentified: fit.dropped.filter(({ regressor }) => regressor < cells.length).map(({ regressor, reason }) => ({ ...cells[regressor], reason })),
    droppedCovariates: fit.dropped.filter(({ regressor }) => regressor >= cells.length).map(({ regressor }) => regressor - cells.length),
    ...(fit.repaired !== undefined && { repaired: fit.repaired }),
  };
}

/** A covariate less its cohort's mean with each cell, and itself with each period but the first. */
function interacted(column: Float64Array, { cohort, period, starts, weights }: StagedRows, { rows, cells, cellOf }: StagedDesign): readonly Float64Array[] {
  const [sums, masses] = [new Float64Array(starts.length), new Float64Array(starts.length)];
  for (const [i, row] of rows.entries()) {
    sums[cohort[row]] += (weights?.[row] ?? 1) * column[i];
    masses[cohort[row]] += weights?.[row] ?? 1;
  }
  const periods = [...new Set(at(period, rows))].sort((a, b) => a - b).slice(1);
  const withPeriods = new Map(periods.map((t) => [t, new Float64Array(rows.length)]));
  const withCells = cells.map(() => new Float64Array(rows.length));
  for (const [i, row] of rows.entries()) {
    const own = withPeriods.get(period[row]);
    if (own) own[i] = column[i];
    if (cellOf[i] >= 0) withCells[cellOf[i]][i] = column[i] - sums[cohort[row]] / masses[cohort[row]];
  }
  return [...withCells, ...withPeriods.values()];
}

/** In how many units a column changes. */
function moving(column: Float64Array, unit: Codes): number {
  const first = new Map<number, number>();
  const moved = new Set<number>();
  for (let i = 0; i < column.length; i++) {
    const before = first.get(unit[i]);
    if (before === undefined) first.set(unit[i], column[i]);
    else if (before !== column[i]) moved.add(unit[i]);
  }
  return moved.size;
}
