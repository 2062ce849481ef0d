import { dot } from '../../math/dot.ts';
import { multiplyVector } from '../../math/matrix.ts';
import type { Cell } from './staged-rows.ts';

/** The effect in a cell of cohort and period, and how much of the data lies in it. */
export interface CellEffect extends Cell {
  readonly estimate: number;
  readonly standardError: number;
  /** Rows of the cell that were used, or their weight. */
  readonly size: number;
}

/** Averages over cells by their sizes, which are taken as given. */
export interface Averages {
  /** By periods since the start, in ascending order. */
  readonly relative: {
    readonly periods: readonly number[];
    readonly estimates: Float64Array;
    /** Row-major. */
    readonly covariance: Float64Array;
  };
  /** Over all cells from the start on; undefined where none is. */
  readonly treated: { readonly estimate: number; readonly standardError: number } | undefined;
}

/** Effects in cells, whose covariance is row-major, averaged. */
export function cellAverages(cells: readonly CellEffect[], covariance: Float64Array): Averages {
  const estimates = Float64Array.from(cells, ({ estimate }) => estimate);
  const weightsOf = (takes: (cell: CellEffect) => boolean): Float64Array => {
    const own = Float64Array.from(cells, (cell) => (takes(cell) ? cell.size : 0));
    const total = own.reduce((a, b) => a + b, 0);
    return own.map((size) => size / total);
  };
  const periods = [...new Set(cells.map(({ relative }) => relative))].sort((a, b) => a - b);
  const all = periods.map((period) => weightsOf(({ relative }) => relative === period));
  const treated = cells.some(({ relative }) => relative >= 0) ? weightsOf(({ relative }) => relative >= 0) : undefined;
  const spread = (a: Float64Array, b: Float64Array): number => dot(a, multiplyVector(covariance, b, b.length));
  return {
    relative: {
      periods,
      estimates: Float64Array.from(all, (weights) => dot(weights, estimates)),
      covariance: Float64Array.from(all.flatMap((a) => all.map((b) => spread(a, b)))),
    },
    treated: treated && { estimate: dot(treated, estimates), standardError: Math.sqrt(spread(treated, treated)) },
  };
}
