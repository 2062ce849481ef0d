import { leastSquares } from '../../moments/least-squares.ts';
import { mergeAll } from '../../moments/merge.ts';
import { type Moments, meanOf } from '../../moments/moments.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import { clusterFoldsOf } from './cluster-folds.ts';
import type { LoggedRows } from './logged-rows.ts';
import type { Settled } from './options.ts';
import type { Prepared } from './prepare.ts';

/** Predictions of every row by each action that has a model, of a model that has not seen the row's fold. */
export interface RowModel {
  readonly outOfFold: ReadonlyMap<number, Float64Array>;
}

const outcomeName = 'estimand:outcome';

/**
 * Linear reward models that leave whole clusters out: one an action and fold of clusters, from moments by action and fold. Where the rest of an action has too few rows for
 * its context, or context that says the same twice, its mean stands in: any prediction that has not seen the cluster keeps the value right.
 *
 * Source  Chernozhukov et al. (2018), Econometrics Journal 21; for clusters Chiang, Kato, Ma & Sasaki (2022), Journal of Business & Economic Statistics 40.
 */
export function linearOverClusters(s: Settled, p: Prepared, rows: LoggedRows): RowModel {
  const { fold, folds } = clusterFoldsOf(rows.clusters!, s.seed);
  const names = p.columns.map(({ name }) => name);
  const columns = { ...Object.fromEntries(names.map((name, j) => [name, rows.context[j]])), [outcomeName]: rows.outcome };
  const outOfFold = new Map<number, Float64Array>();
  for (const { action: name } of p.fits) {
    const action = s.actions.indexOf(name);
    const parts = Array.from({ length: folds }, (_, k) => momentsOf(columns, undefined, rowsOf(rows, action, fold, k)));
    const fits = parts.map((_, k) => fitted(mergeAll(parts.filter((__, other) => other !== k)), names, p.centre));
    const predicted = new Float64Array(rows.n);
    for (let i = 0; i < rows.n; i++) {
      const fit = fits[fold[i]];
      let sum = fit[0];
      for (let j = 0; j < rows.context.length; j++) sum += fit[j + 1] * rows.context[j][i];
      predicted[i] = sum;
    }
    outOfFold.set(action, predicted);
  }
  return { outOfFold };
}

function rowsOf({ n, action }: LoggedRows, of: number, fold: Int32Array, k: number): Int32Array {
  const at: number[] = [];
  for (let i = 0; i < n; i++) if (action[i] === of && fold[i] === k) at.push(i);
  return Int32Array.from(at);
}

/** Constant and slopes. */
function fitted(m: Moments, names: readonly string[], centre: number): Float64Array {
  const flat = (constant: number): Float64Array => Float64Array.from([constant, ...names.map(() => 0)]);
  if (m.n === 0) return flat(centre);
  const mean = meanOf(m, outcomeName);
  if (m.n <= names.length + 1 || names.length === 0) return flat(mean);
  const fit = leastSquares(m, outcomeName, names);
  return 'kind' in fit ? flat(mean) : fit.coefficients;
}
