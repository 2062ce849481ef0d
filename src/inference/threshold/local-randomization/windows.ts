import { distinctDistances, firstAbove, firstFrom, type ScoredRows } from '../scored-rows.ts';

/** How far a window reaches below and above the cutoff. */
export interface ScoreWindow {
  readonly below: number;
  readonly above: number;
}

/** The rows from..to - 1 of a window; those before `below` are below the cutoff. */
export interface WindowRows {
  readonly from: number;
  readonly below: number;
  readonly to: number;
}

export function rowsIn({ score, below }: ScoredRows, window: ScoreWindow): WindowRows {
  return { from: firstFrom(score, 0, below, -window.below), below, to: firstAbove(score, below, score.length, window.above) };
}

/** Windows that grow by a step on both sides, as far as there are data on both. */
export function windowsByStep({ score }: ScoredRows, first: number, step: number, count: number): readonly ScoreWindow[] {
  const most = Math.min(first + step * (count - 1), Math.max(-score[0], score[score.length - 1]));
  const found: ScoreWindow[] = [];
  for (let k = 0; k < count; k++) {
    const reach = first + k * step;
    if (k > 0 && reach > most + step * 1e-9) break;
    found.push({ below: reach, above: reach });
  }
  return found;
}

/**
 * Windows of one reach on both sides that hold at least `first` rows on each, and each `more` than the one before; rows of equal score stay together.
 * None where a side has no more rows than that.
 */
export function windowsByRows(
  { score, below }: ScoredRows,
  { first, more, count }: { readonly first: number; readonly more: number; readonly count: number },
): readonly ScoreWindow[] {
  const [left, right] = [below, score.length - below];
  const found: ScoreWindow[] = [];
  let [l, r, asked] = [0, 0, first];
  while (found.length < count && asked < Math.min(left - l, right - r)) {
    const reach = Math.max(-score[below - l - asked], score[below + r + asked - 1]);
    found.push({ below: reach, above: reach });
    l = below - firstFrom(score, 0, below, -reach);
    r = firstAbove(score, below, score.length, reach) - below;
    asked = more;
  }
  return found;
}

/** For scores of few values: windows that take in one more distinct score on each side; a side that has no more stays. */
export function windowsByValues(rows: ScoredRows, count: number): readonly ScoreWindow[] {
  const { below, above } = distinctDistances(rows);
  const last = (values: Float64Array, k: number): number => values[Math.min(k, values.length - 1)];
  return Array.from({ length: Math.min(count, Math.max(below.length, above.length)) }, (_, k) => ({ below: last(below, k), above: last(above, k) }));
}
