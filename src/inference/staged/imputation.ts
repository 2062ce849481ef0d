import { symmetricEigen } from '../../math/symmetric-eigenvalues.ts';
import { cellMean, type Functional, sumOf } from './functional.ts';
import type { EffectCell, MissingCell } from './group-time.ts';
import { countIn, meanIn, never, placeOf, type Strata } from './strata.ts';

/** A regression on the means of cells: which cells, and the model's columns of each, each by its units. */
interface CellModel {
  readonly cells: readonly CellAt[];
  /** The pseudo-inverse of X'WX. */
  readonly inverse: Float64Array;
  readonly size: number;
  row(cell: CellAt): Float64Array;
}

interface CellAt {
  readonly cohort: number;
  readonly period: number;
}

/**
 * Effects of each treated cell by imputation: cohort and period effects are fitted to untreated cells, and what they say of a treated cell is taken from it.
 *
 * Model   y = cohort effect + period effect + error on untreated cells, by least squares over units; in a balanced panel the same as with unit effects.
 *         A cell whose period or cohort nobody untreated tells of is missing.
 * Source  Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91; without covariates equal to Wooldridge's extended two-way regression (2021).
 */
export function imputed(s: Strata, anticipation: number): { readonly cells: readonly EffectCell[]; readonly missing: readonly MissingCell[] } {
  const { times, starts } = s;
  const untreated = allCells(s).filter(({ cohort, period }) => starts[cohort] === never || times[period] < times[starts[cohort]] - anticipation);
  const model = cellModel(s, untreated);
  const treated = allCells(s).filter(({ cohort, period }) => starts[cohort] !== never && period >= starts[cohort]);
  const found = treated.map((cell): EffectCell | MissingCell => {
    const since = times[cell.period] - times[starts[cell.cohort]];
    const counterfactual = predicted(s, model, cell);
    if (!counterfactual) return { ...cell, since, why: untreated.some(({ cohort }) => cohort === cell.cohort) ? 'no-controls' : 'no-period-before' };
    const controls = [...new Set(untreated.filter(({ period }) => period === cell.period).map(({ cohort }) => cohort))];
    const effect = sumOf(s, [
      [1, cellMean(s, cell.cohort, cell.period)],
      [-1, counterfactual],
    ]);
    return { ...cell, since, base: starts[cell.cohort] - 1, controls, effect: withMisfit(s, effect, model) };
  });
  return { cells: found.flatMap((c) => ('why' in c ? [] : [c])), missing: found.flatMap((c) => ('why' in c ? [c] : [])) };
}

/**
 * The coefficient of treatment in a regression on cohort and period effects, and the weight that it gives to the effect of each treated cell: the two-way
 * regression, which is no average of effects where they grow or differ by cohort. Undefined where nothing is left to compare.
 */
export function twoWay(s: Strata): { readonly effect: Functional; readonly weights: readonly (CellAt & { readonly weight: number })[] } | undefined {
  const isTreated = ({ cohort, period }: CellAt): boolean => s.starts[cohort] !== never && period >= s.starts[cohort];
  const cells = allCells(s);
  const model = cellModel(s, cells);
  const shares = Float64Array.from(cells, (cell) => countIn(s, cell.cohort, cell.period));
  const treatment = Float64Array.from(cells, (cell) => (isTreated(cell) ? 1 : 0));
  const left = residualsOf(model, cells, shares, treatment);
  let total = 0;
  for (let i = 0; i < cells.length; i++) total += shares[i] * left[i] ** 2;
  if (!(total > 1e-9 * shares.reduce((sum, n) => sum + n, 0))) return undefined;
  const effect = sumOf(
    s,
    cells.map((cell, i) => [(shares[i] * left[i]) / total, cellMean(s, cell.cohort, cell.period)]),
  );
  const means = Float64Array.from(cells, ({ cohort, period }) => meanIn(s, cohort, period));
  const slope = means.reduce((sum, mean, i) => sum + (shares[i] * left[i] * mean) / total, 0);
  const residuals = residualsOf(
    model,
    cells,
    shares,
    means.map((mean, i) => mean - slope * treatment[i]),
  );
  return {
    effect: misfitting(s, effect, cells, residuals),
    weights: cells.flatMap((cell, i) => (treatment[i] === 1 ? [{ ...cell, weight: (shares[i] * left[i]) / total }] : [])),
  };
}

function allCells(s: Strata): readonly CellAt[] {
  return s.starts.flatMap((_, cohort) => s.times.flatMap((_t, period) => (countIn(s, cohort, period) > 0 ? [{ cohort, period }] : [])));
}

/** Cohort and period effects, by least squares over the units of cells. */
function cellModel(s: Strata, cells: readonly CellAt[]): CellModel {
  const size = s.starts.length + s.times.length;
  const row = ({ cohort, period }: CellAt): Float64Array => {
    const x = new Float64Array(size);
    x[cohort] = 1;
    x[s.starts.length + period] = 1;
    return x;
  };
  const gram = new Float64Array(size * size);
  for (const cell of cells) {
    const [i, j, n] = [cell.cohort, s.starts.length + cell.period, countIn(s, cell.cohort, cell.period)];
    gram[i * size + i] += n;
    gram[j * size + j] += n;
    gram[i * size + j] += n;
    gram[j * size + i] += n;
  }
  return { cells, inverse: pseudoInverse(gram, size), size, row };
}

function pseudoInverse(matrix: Float64Array, size: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, size);
  const largest = values[size - 1];
  const inverse = new Float64Array(size * size);
  for (let e = 0; e < size; e++) {
    if (!(values[e] > 1e-11 * largest)) continue;
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) inverse[i * size + j] += (vectors[e * size + i] * vectors[e * size + j]) / values[e];
  }
  return inverse;
}

/** What the model says of a cell, as a functional of the means that it was fitted to; undefined where these do not tell. */
function predicted(s: Strata, { cells, inverse, size, row }: CellModel, cell: CellAt): Functional | undefined {
  const x = row(cell);
  const along = new Float64Array(size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) along[i] += inverse[i * size + j] * x[j];
  const weights = cells.map((from) => countIn(s, from.cohort, from.period) * (along[from.cohort] + along[s.starts.length + from.period]));
  // A prediction that is no weighted mean of what it is made of leaves out an effect that nobody untreated tells of.
  const reached = new Float64Array(size);
  for (const [i, from] of cells.entries()) {
    reached[from.cohort] += weights[i];
    reached[s.starts.length + from.period] += weights[i];
  }
  if (reached.some((r, i) => Math.abs(r - x[i]) > 1e-7)) return undefined;
  return sumOf(
    s,
    cells.map((from, i) => [weights[i], cellMean(s, from.cohort, from.period)]),
  );
}

/** Of numbers by cell what cohort and period effects leave of them. */
function residualsOf({ inverse, size, row }: CellModel, cells: readonly CellAt[], shares: Float64Array, values: Float64Array): Float64Array {
  const along = new Float64Array(size);
  const total = new Float64Array(size);
  const rows = cells.map(row);
  for (const [i, x] of rows.entries()) for (let j = 0; j < size; j++) total[j] += shares[i] * values[i] * x[j];
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) along[i] += inverse[i * size + j] * total[j];
  return Float64Array.from(rows, (x, i) => values[i] - x.reduce((sum, of, j) => sum + of * along[j], 0));
}

/** The functional with what the model misses of the untreated means it was fitted to: the trend of a cohort that is not that of the others. */
function withMisfit(s: Strata, effect: Functional, model: CellModel): Functional {
  const shares = Float64Array.from(model.cells, ({ cohort, period }) => countIn(s, cohort, period));
  const means = Float64Array.from(model.cells, ({ cohort, period }) => meanIn(s, cohort, period));
  return misfitting(s, effect, model.cells, residualsOf(model, model.cells, shares, means));
}

/** Residual means of cells, as far as the functional weighs them, enter the influence of every unit of the stratum alike. */
function misfitting(s: Strata, { weights, between }: Functional, cells: readonly CellAt[], residuals: Float64Array): Functional {
  const all = s.strata.reduce((sum, { n }) => sum + n, 0);
  const added = Float64Array.from(between);
  for (const [i, cell] of cells.entries()) {
    const [k, at] = placeOf(s, cell.cohort, cell.period);
    added[k] += (weights[k][at] * residuals[i] * all) / s.strata[k].n;
  }
  return { weights, between: added };
}
