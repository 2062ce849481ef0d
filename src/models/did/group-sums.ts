import { inVectors } from '../../math/simd/vectors.ts';
import { blockRows } from '../../math/simd/workspace.ts';
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

/** Adds rows to sums, quickest where those of a group come one after the other; all of them where none are named. */
export type AddRows = (sums: GroupSums, rows?: Int32Array) => void;

/** Gives what adds rows, for the time of a call. */
export function inRowSums<T>({ design, groups, odds, outcomes }: SummedRows, use: (add: AddRows) => T): T {
  const { x, k, group, weights, treated } = design;
  const columns = [...x, ...outcomes];
  const [weight, other, heavy] = [columns.length, columns.length + 1, columns.length + 2];
  const dots = new Float64Array(columns.length);
  return inVectors(columns.length + 3, (vectors) => {
    /** Of columns with columns and outcomes, by weights. */
    const add = (products: Float64Array, along: Float64Array, g: number, by: number): void => {
      for (let i = 0; i < k; i++) {
        vectors.times(heavy, by, i);
        vectors.products(dots, heavy, 0, columns.length);
        for (let j = 0; j < k; j++) products[(g * k + i) * k + j] += dots[j];
        for (let o = 0; o < outcomes.length; o++) along[(o * groups + g) * k + i] += dots[k + o];
      }
    };
    const read = (into: number, values: Float64Array, rows: Int32Array | undefined, from: number): void => {
      if (rows) vectors.gather(into, values, rows, from);
      else vectors.load(into, values, from);
    };
    const addOdds = (sums: GroupSums, { missed, chance, spread, weight: tilt }: Odds, rows: Int32Array | undefined, from: number): void => {
      const first = rows ? rows[from] : from;
      read(other, spread, rows, from);
      vectors.times(other, other, weight);
      for (let i = 0; i < k; i++) {
        vectors.times(heavy, other, i);
        vectors.products(dots, heavy, 0, k);
        for (let j = 0; j < k; j++) sums.information[i * k + j] += dots[j];
      }
      // All rows of a group are treated, or none.
      const isTreated = treated[first] === 1;
      read(heavy, isTreated ? missed : chance, rows, from);
      vectors.times(heavy, heavy, weight);
      vectors.products(dots, heavy, 0, k);
      for (let j = 0; j < k; j++) sums.score[j] += isTreated ? dots[j] : -dots[j];
      if (isTreated) return;
      read(other, tilt, rows, from);
      add(sums.tilted, sums.tiltedOutcomes, group[first], other);
    };
    return use((sums, rows) => {
      const groupAt = (place: number): number => group[rows ? rows[place] : place];
      const count = rows ? rows.length : group.length;
      for (let from = 0, size = 0; from < count; from += size) {
        const g = groupAt(from);
        size = 1;
        while (size < blockRows && from + size < count && groupAt(from + size) === g) size++;
        vectors.begin(size);
        for (let c = 0; c < columns.length; c++) read(c, columns[c], rows, from);
        read(weight, weights, rows, from);
        add(sums.plain, sums.outcomes, g, weight);
        if (odds) addOdds(sums, odds, rows, from);
      }
    });
  });
}
