/** Multiples of a step may be off by this share of it, by how numbers are written. */
const slack = 1e-3;
/** A finer step than this share of the range is no rounding that anybody would see. */
const finest = 1e-9;

/**
 * The step of the grid that scores lie on, such as 0.01 where they were rounded to two decimals; nothing where they lie on none.
 *
 * Shapes  ascending or not; without gaps.
 */
export function gridStepOf(score: Float64Array): number | undefined {
  const sorted = score.slice().sort();
  const range = sorted[sorted.length - 1] - sorted[0];
  if (!(range > 0)) return undefined;
  const gaps: number[] = [];
  for (let i = 1; i < sorted.length; i++) if (sorted[i] - sorted[i - 1] > finest * range) gaps.push(sorted[i] - sorted[i - 1]);
  const step = gaps.reduce((least, gap) => Math.min(least, gap), range);
  const isMultiple = (gap: number): boolean => Math.abs(gap / step - Math.round(gap / step)) <= slack;
  return gaps.length > 1 && gaps.every(isMultiple) ? step : undefined;
}
