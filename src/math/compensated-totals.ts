/** Sums with what their roundings lost, kept beside: the value of entry i is total[i] + lost[i]. */
export interface CompensatedTotals {
  readonly total: Float64Array;
  readonly lost: Float64Array;
}

/** Sums of `length` entries, all zero. */
export function compensatedTotals(length: number): CompensatedTotals {
  return { total: new Float64Array(length), lost: new Float64Array(length) };
}

/** Adds a value to an entry (Neumaier). */
export function addTo(sums: CompensatedTotals, index: number, value: number): void {
  const before = sums.total[index];
  const after = before + value;
  sums.lost[index] += Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before;
  sums.total[index] = after;
}

/** The value of an entry. */
export function totalOf(sums: CompensatedTotals, index: number): number {
  return sums.total[index] + sums.lost[index];
}
