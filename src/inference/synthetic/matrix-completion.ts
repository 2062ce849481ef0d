import { multiplyVector, transpose } from '../../math/matrix.ts';
import type { Panel } from './panel.ts';
import { nearBasis, singularBasis } from './singular-basis.ts';
import { treatedMean } from './weighted-path.ts';

/** A matrix of which some cells were not observed; what stands in these is not read. Each row and each column has an observed cell. */
export interface PartialMatrix {
  /** Row-major. */
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** One where a cell was observed, zero elsewhere. */
  readonly observed: Uint8Array;
}

export interface Completion {
  /** Row and column effects and what is of low rank, in every cell. */
  readonly fitted: Float64Array;
  /** That of what is left beside the effects. */
  readonly rank: number;
}

export interface CompletionSearch {
  readonly start?: Float64Array | undefined;
  /** How far cells may still move at the end, as a part of the standard deviation of those observed. */
  readonly settled?: number;
}

const SETTLED = 1e-10;
const MOST_STEPS = 20_000;
/** Vectors that are carried along beyond those in use, to see others come. */
const SPARE = 3;

/**
 * A matrix with its cells filled by effects of rows and columns, which cost nothing, and a matrix of low rank, which costs its nuclear norm.
 *
 * Model     least mean over observed cells of (value - fitted)^2 + penalty x sum of the singular values of the part beside the effects. Steps of soft-impute: cells not observed take what is
 *           fitted, the effects are means, and singular values are lowered by penalty x observed cells / 2; steps are carried on in their direction while that leads down (Nesterov).
 *           On the way singular vectors follow from those of the step before; the last step has all of them anew.
 * Shapes    fitted: rows x columns. start: fitted values to begin with.
 * Units     penalty: those of the values, over cells.
 * Errors    undefined where steps have not settled, as with a penalty near zero, which leaves the cells open.
 * Source    Athey, Bayati, Doudchenko, Imbens & Khosravi (2021), JASA 116; Mazumder, Hastie & Tibshirani (2010), JMLR 11; O'Donoghue & Candès (2015) for the restart.
 */
export function completedMatrix(matrix: PartialMatrix, penalty: number, { start, settled = SETTLED }: CompletionSearch = {}): Completion | undefined {
  const { values, observed } = matrix;
  const { cells, mean, deviation } = momentsOf(matrix);
  const lowering = loweringOf(matrix, (penalty * cells) / 2);
  const filled = values.map((value, e) => (observed[e] ? value : (start?.[e] ?? mean)));
  let fitted: Float64Array = filled;
  let inertia = 1;
  let anew = true;
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = lowering(filled, anew);
    let far = 0;
    let uphill = 0;
    for (let e = 0; e < filled.length; e++) {
      if (observed[e]) continue;
      const moved = next.fitted[e] - filled[e];
      far = Math.max(far, Math.abs(moved));
      uphill -= moved * (next.fitted[e] - fitted[e]);
    }
    const still = far <= settled * deviation;
    if (still && next.exact) return next;
    anew = still;
    const grown = uphill > 0 ? 1 : (1 + Math.sqrt(1 + 4 * inertia ** 2)) / 2;
    const carried = uphill > 0 ? 0 : (inertia - 1) / grown;
    for (let e = 0; e < filled.length; e++) if (!observed[e]) filled[e] = next.fitted[e] + carried * (next.fitted[e] - fitted[e]);
    inertia = grown;
    fitted = next.fitted;
  }
  return undefined;
}

/** The least penalty at which nothing is left beside the effects. */
export function largestPenalty(matrix: PartialMatrix): number | undefined {
  const { values, rows, columns, observed } = matrix;
  const effects = completedMatrix(matrix, Infinity);
  if (effects === undefined) return undefined;
  const left = effects.fitted.map((fit, e) => (observed[e] ? values[e] - fit : 0));
  const { squares } = singularBasis(tallOf(left, rows, columns), Math.min(rows, columns));
  return (2 * Math.sqrt(Math.max(0, squares[squares.length - 1]))) / momentsOf(matrix).cells;
}

/** What the treated units would have had, by completion of the panel without their cells from the change on. */
export interface CompletedPath {
  /** Mean of the treated units, one a period. */
  readonly path: Float64Array;
  /** Their mean less the path, over the periods from the change on. */
  readonly effect: number;
  readonly rank: number;
}

/**
 * Effect of the change by matrix completion.
 *
 * Errors    as those of the completion.
 * Source    Athey et al. (2021).
 */
export function matrixCompletion(panel: Panel, penalty: number): CompletedPath | undefined {
  const found = completedMatrix(withoutTreatedCells(panel), penalty);
  if (found === undefined) return undefined;
  const { periods, before } = panel;
  const path = treatedMean({ ...panel, values: found.fitted });
  const means = treatedMean(panel);
  let effect = 0;
  for (let t = before; t < periods; t++) effect += (means[t] - path[t]) / (periods - before);
  return { path, effect, rank: found.rank };
}

/** A panel as a matrix in which what treated units had from the change on was not observed. */
export function withoutTreatedCells({ values, units, periods, donors, before }: Panel): PartialMatrix {
  const observed = new Uint8Array(units * periods).fill(1);
  for (let i = donors; i < units; i++) observed.fill(0, i * periods + before, (i + 1) * periods);
  return { values, rows: units, columns: periods, observed };
}

function momentsOf({ values, observed }: PartialMatrix): { readonly cells: number; readonly mean: number; readonly deviation: number } {
  let cells = 0;
  let mean = 0;
  for (let e = 0; e < values.length; e++) {
    if (!observed[e]) continue;
    cells += 1;
    mean += (values[e] - mean) / cells;
  }
  let squares = 0;
  for (let e = 0; e < values.length; e++) if (observed[e]) squares += (values[e] - mean) ** 2;
  return { cells, mean, deviation: Math.sqrt(squares / cells) };
}

interface Lowered extends Completion {
  /** Whether all singular vectors were found anew. */
  readonly exact: boolean;
}

/** Row and column means of a full matrix, and the rest with singular values lowered; singular vectors follow from those of the call before unless they are asked anew. */
function loweringOf({ rows, columns }: PartialMatrix, threshold: number): (full: Float64Array, anew: boolean) => Lowered {
  const size = Math.min(rows, columns);
  let carried: Float64Array | undefined;
  return (full, anew) => {
    const { fitted, rest } = twoWay(full, rows, columns);
    if (threshold === Infinity) return { fitted, rank: 0, exact: true };
    const tall = tallOf(rest, rows, columns);
    const exact = anew || carried === undefined;
    const { squares, vectors } = carried === undefined || anew ? singularBasis(tall, size) : nearBasis(tall, size, carried);
    const rank = squares.filter((square) => square > threshold ** 2).length;
    const kept = rank + SPARE;
    // Where as many are in use as were carried along there may be more; where most are, all are found as fast.
    carried = (exact || rank < squares.length) && 2 * kept < size ? vectors.slice(Math.max(0, vectors.length - kept * size)) : undefined;
    for (let k = squares.length - rank; k < squares.length; k++) {
      const own = vectors.subarray(k * size, (k + 1) * size);
      // The singular vector of the other side, times the singular value.
      const other = multiplyVector(tall, own, tall.length / size);
      const [left, right] = rows >= columns ? [other, own] : [own, other];
      const part = 1 - threshold / Math.sqrt(squares[k]);
      for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) fitted[i * columns + j] += part * left[i] * right[j];
    }
    return { fitted, rank, exact };
  };
}

/** Row and column effects of a full matrix, and what they leave. */
function twoWay(full: Float64Array, rows: number, columns: number): { readonly fitted: Float64Array; readonly rest: Float64Array } {
  const ofRows = new Float64Array(rows);
  const ofColumns = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      ofRows[i] += full[i * columns + j] / columns;
      ofColumns[j] += full[i * columns + j] / rows;
    }
  }
  const mean = ofRows.reduce((sum, value) => sum + value, 0) / rows;
  const fitted = full.map((_, e) => ofRows[Math.floor(e / columns)] + ofColumns[e % columns] - mean);
  return { fitted, rest: full.map((value, e) => value - fitted[e]) };
}

/** The matrix, or its transpose where that has more rows. */
const tallOf = (matrix: Float64Array, rows: number, columns: number): Float64Array => (rows >= columns ? matrix : transpose(matrix, rows, columns));
