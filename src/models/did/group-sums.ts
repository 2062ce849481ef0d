import { blockRows } from '../../math/simd/workspace.ts';
import { dotsInto } from '../logistic/block-loops.ts';
import type { ComparedDesign } from './compared-rows.ts';
import type { Odds } from './propensity.ts';

/** Sums over some rows, apart by group: of products of the columns, and of columns and outcome. All matrices k x k, row-major and full. */
export interface GroupSums {
  /** Weighted. One after the other by group. */
  readonly plain: Float64Array;
  /** Weighted, and by the odds. */
  readonly tilted: Float64Array;
  /** Of the regression of treatment on the columns, over all groups. */
  readonly information: Float64Array;
  /** Its score: zero over all rows. */
  readonly score: Float64Array;
  /** For each outcome k sums a group, one outcome after the other. */
  readonly outcomes: Float64Array;
  readonly tiltedOutcomes: Float64Array;
}

/** All in one array, which `all` is. */
export interface ScratchSums extends GroupSums {
  readonly all: Float64Array;
}

export function emptySums(k: number, groups: number, outcomes: number): ScratchSums {
  const lengths = [groups * k * k, groups * k * k, k * k, k, outcomes * groups * k, outcomes * groups * k];
  const all = new Float64Array(lengths.reduce((sum, length) => sum + length, 0));
  let from = 0;
  const [plain, tilted, information, score, ofOutcomes, tiltedOutcomes] = lengths.map((length) => {
    from += length;
    return all.subarray(from - length, from);
  });
  return { all, plain, tilted, information, score, outcomes: ofOutcomes, tiltedOutcomes };
}

/** What is summed. */
export interface SummedRows {
  readonly design: ComparedDesign;
  readonly groups: number;
  readonly odds?: Odds;
  /** Of each outcome the values of all rows. */
  readonly outcomes: readonly Float64Array[];
}

/** Adds rows to sums, quickest where those of a group come one after the other. */
export function rowAdder({ design, groups, odds, outcomes }: SummedRows): (sums: GroupSums, rows: Int32Array) => void {
  const { x, k, group, weights, treated } = design;
  const columns = [...x, ...outcomes];
  const longest = Math.min(design.rows.length, blockRows);
  const room = columns.map(() => new Float64Array(longest));
  const ofDesign = room.slice(0, k);
  const [weight, other, heavy] = [new Float64Array(longest), new Float64Array(longest), new Float64Array(longest)];
  const dots = new Float64Array(columns.length);
  /** Of columns with columns and outcomes, by weights. */
  const add = (products: Float64Array, along: Float64Array, g: number, by: Float64Array, size: number): void => {
    for (let i = 0; i < k; i++) {
      multiply(heavy, by, room[i], size);
      dotsInto(dots, 0, room, heavy, 0, size);
      for (let j = 0; j < k; j++) products[(g * k + i) * k + j] += dots[j];
      for (let o = 0; o < outcomes.length; o++) along[(o * groups + g) * k + i] += dots[k + o];
    }
  };
  const addOdds = (sums: GroupSums, { missed, chance, spread, weight: tilt }: Odds, rows: Int32Array, from: number, size: number): void => {
    const g = group[rows[from]];
    gather(other, spread, rows, from, size);
    multiply(other, other, weight, size);
    for (let i = 0; i < k; i++) {
      multiply(heavy, other, room[i], size);
      dotsInto(dots, 0, ofDesign, heavy, 0, size);
      for (let j = 0; j < k; j++) sums.information[i * k + j] += dots[j];
    }
    // All rows of a group are treated, or none.
    const isTreated = treated[rows[from]] === 1;
    gather(heavy, isTreated ? missed : chance, rows, from, size);
    multiply(heavy, heavy, weight, size);
    dotsInto(dots, 0, ofDesign, heavy, 0, size);
    for (let j = 0; j < k; j++) sums.score[j] += isTreated ? dots[j] : -dots[j];
    if (isTreated) return;
    gather(other, tilt, rows, from, size);
    add(sums.tilted, sums.tiltedOutcomes, g, other, size);
  };
  return (sums, rows) => {
    for (let from = 0, size = 0; from < rows.length; from += size) {
      const g = group[rows[from]];
      size = 1;
      while (size < longest && from + size < rows.length && group[rows[from + size]] === g) size++;
      for (let c = 0; c < columns.length; c++) gather(room[c], columns[c], rows, from, size);
      gather(weight, weights, rows, from, size);
      add(sums.plain, sums.outcomes, g, weight, size);
      if (odds) addOdds(sums, odds, rows, from, size);
    }
  };
}

function gather(into: Float64Array, values: Float64Array, rows: Int32Array, from: number, size: number): void {
  for (let r = 0; r < size; r++) into[r] = values[rows[from + r]];
}

function multiply(into: Float64Array, a: Float64Array, b: Float64Array, size: number): void {
  for (let r = 0; r < size; r++) into[r] = a[r] * b[r];
}
