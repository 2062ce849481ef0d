/** The number of fewest digits that is at least `low` and below `high`: where a cut is said. */
export function plainestBetween(low: number, high: number): number {
  if (low <= 0 && high > 0) return 0;
  const middle = low / 2 + high / 2;
  for (let digits = 1; digits <= 17; digits++) {
    for (const number of [middle, low]) {
      const candidate = Number(number.toPrecision(digits)) + 0;
      if (candidate >= low && candidate < high) return candidate;
    }
  }
  return low;
}
