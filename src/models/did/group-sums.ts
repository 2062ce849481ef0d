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

/** Adds the products of the columns of a row. */
export function addRow(sums: GroupSums, { x, k, group, weights, treated }: ComparedDesign, odds: Odds | undefined, r: number): void {
  const from = group[r] * k * k;
  const weight = weights[r];
  addSquare(sums.plain, from, x, r * k, k, weight);
  if (odds === undefined) return;
  const chance = odds.chance[r];
  addSquare(sums.information, 0, x, r * k, k, weight * odds.spread[r]);
  if (odds.weight[r] > 0) addSquare(sums.tilted, from, x, r * k, k, odds.weight[r]);
  const left = weight * (treated[r] === 1 ? odds.missed[r] : -chance);
  for (let j = 0; j < k; j++) sums.score[j] += left * x[r * k + j];
}

/** Adds those of the columns and the outcomes. */
export function addOutcomes(
  sums: GroupSums,
  { x, k, group, weights }: ComparedDesign,
  groups: number,
  odds: Odds | undefined,
  outcomes: readonly Float64Array[],
  r: number,
): void {
  const heavy = odds === undefined ? 0 : odds.weight[r];
  for (let o = 0; o < outcomes.length; o++) {
    const from = (o * groups + group[r]) * k;
    const value = outcomes[o][r];
    const weighed = weights[r] * value;
    for (let j = 0; j < k; j++) sums.outcomes[from + j] += weighed * x[r * k + j];
    if (heavy === 0) continue;
    const tilted = heavy * value;
    for (let j = 0; j < k; j++) sums.tiltedOutcomes[from + j] += tilted * x[r * k + j];
  }
}

function addSquare(into: Float64Array, from: number, x: Float64Array, at: number, k: number, weight: number): void {
  for (let i = 0; i < k; i++) {
    const heavy = weight * x[at + i];
    const row = from + i * k;
    for (let j = 0; j < k; j++) into[row + j] += heavy * x[at + j];
  }
}
