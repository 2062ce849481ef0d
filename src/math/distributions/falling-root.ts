/** The x > 0 at which a falling function becomes zero, to rounding: doubling, then halving. */
export function rootOf(falling: (x: number) => number): number {
  let [low, high] = [0, 1];
  while (falling(high) > 0 && high < 1e300) [low, high] = [high, 2 * high];
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (falling(middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}
