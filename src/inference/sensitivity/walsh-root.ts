/**
 * The shift at which so many means of two values (each with itself too) lie above it, equal ones counted half: halfway between the last with more
 * and the first with fewer. Minus or plus infinity where no shift has so many.
 *
 * Shapes    ascending values; n steps for each of some hundred halvings, and no list of their n (n + 1) / 2 means.
 * Source    Hodges & Lehmann (1963), Annals of Mathematical Statistics 34.
 */
export function walshRoot(sorted: Float64Array, count: number): number {
  const pairs = (sorted.length * (sorted.length + 1)) / 2;
  if (count >= pairs) return Number.NEGATIVE_INFINITY;
  if (count <= 0) return Number.POSITIVE_INFINITY;
  const [, notMore] = turn(sorted, (shift) => above(sorted, shift) <= count);
  const [notFewer] = turn(sorted, (shift) => above(sorted, shift) < count);
  return notMore / 2 + notFewer / 2;
}

/** Means of two values above a shift, and half of those equal to it. */
function above(sorted: Float64Array, shift: number): number {
  const n = sorted.length;
  // Of ordered pairs: from the largest first value on, its partners begin ever further up.
  let [higher, equal] = [n, n];
  let count = 0;
  for (let i = 0; i < n; i++) {
    while (higher > 0 && sorted[i] + sorted[higher - 1] > 2 * shift) higher -= 1;
    while (equal > 0 && sorted[i] + sorted[equal - 1] >= 2 * shift) equal -= 1;
    const own = i >= higher ? 1 : i >= equal ? 0.5 : 0;
    // Each pair of two different ones is met twice, each with itself once.
    count += (n - higher + (higher - equal) / 2 + own) / 2;
  }
  return count;
}

/** The last shift, to rounding, at which a condition does not hold, and the first at which it does and from there on. */
function turn(sorted: Float64Array, holds: (shift: number) => boolean): readonly [number, number] {
  let [low, high] = [sorted[0], sorted[sorted.length - 1]];
  if (holds(low)) return [low, low];
  for (let step = 0; step < 200; step++) {
    const middle = low / 2 + high / 2;
    if (middle <= low || middle >= high) break;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return [low, high];
}
