import { shuffle } from '../../math/random/shuffle.ts';
import type { Random } from '../../math/random/stream.ts';
import { completedMatrix, largestPenalty, type PartialMatrix } from './matrix-completion.ts';

export interface PenaltySearch {
  readonly folds: number;
  readonly penalties: number;
}

export interface PenaltyChoice {
  readonly penalty: number;
  /** Those that were tried, the largest first, with which nothing is left beside the effects. */
  readonly penalties: Float64Array;
  /** Mean squared error of each in cells held out. */
  readonly errors: Float64Array;
}

/** The smallest penalty that is tried, as a part of the largest: there singular values are those of noise. */
const SMALLEST = 1e-2;
/** Near enough to tell errors apart. */
const SETTLED = 1e-5;

/**
 * The penalty of a completion by cross-validation: observed cells are held out in folds, filled by the others, and the penalty with the least squared error is taken.
 *
 * Model     penalties at equal ratios from the largest to a hundredth of it. Each cell is held out once, unless no other cell of its row or of its column would be left.
 * Units     penalty: as in the completion. Errors: squared units of the values.
 * Errors    undefined where no penalty could be tried in all folds.
 * Source    Athey, Bayati, Doudchenko, Imbens & Khosravi (2021), JASA 116, section 3.3, which draws the cells that are held out anew in each fold.
 */
export function crossValidatedPenalty(matrix: PartialMatrix, { folds, penalties: count }: PenaltySearch, random: Random): PenaltyChoice | undefined {
  const largest = largestPenalty(matrix);
  if (largest === undefined) return undefined;
  const penalties = Float64Array.from({ length: count }, (_, k) => largest * SMALLEST ** (k / Math.max(1, count - 1)));
  const squares = new Float64Array(count);
  let cells = 0;
  for (const held of heldOut(matrix, folds, random)) {
    const observed = matrix.observed.slice();
    for (const e of held) observed[e] = 0;
    let start: Float64Array | undefined;
    for (let k = 0; k < count; k++) {
      const found: Float64Array | undefined = completedMatrix({ ...matrix, observed }, penalties[k], { start, settled: SETTLED })?.fitted;
      // What the last penalty left is where the next begins.
      start = found ?? start;
      squares[k] += found ? held.reduce((sum, e) => sum + (matrix.values[e] - found[e]) ** 2, 0) : Infinity;
    }
    cells += held.length;
  }
  const errors = squares.map((sum) => sum / cells);
  const best = errors.indexOf(Math.min(...errors));
  return errors[best] < Infinity ? { penalty: penalties[best], penalties, errors } : undefined;
}

/** Observed cells in so many folds, each in one; those without which a row or column would be empty in none. */
function heldOut({ values, columns, rows, observed }: PartialMatrix, folds: number, random: Random): readonly (readonly number[])[] {
  const cells = Int32Array.from({ length: values.length }, (_, e) => e).filter((e) => observed[e] === 1);
  shuffle(cells, random);
  return Array.from({ length: folds }, (_, fold) => {
    const inRow = new Int32Array(rows);
    const inColumn = new Int32Array(columns);
    for (const e of cells) {
      inRow[Math.floor(e / columns)] += 1;
      inColumn[e % columns] += 1;
    }
    return Array.from(cells).filter((e, place) => {
      const [i, j] = [Math.floor(e / columns), e % columns];
      if (place % folds !== fold || inRow[i] === 1 || inColumn[j] === 1) return false;
      inRow[i] -= 1;
      inColumn[j] -= 1;
      return true;
    });
  });
}
