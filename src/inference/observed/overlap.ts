/**
 * The chance that a treated unit has a higher score than one that is not; ties count half.
 *
 * Source   Hanley & McNeil (1982), Radiology 143.
 */
export function concordance(scores: Float64Array, treated: Uint8Array): number {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let [ranks, ones, from] = [0, 0, 0];
  while (from < order.length) {
    let to = from;
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    // Ties share the mean of their ranks, which begin with one.
    const rank = (from + to + 1) / 2;
    for (let e = from; e < to; e++) {
      if (treated[order[e]] === 0) continue;
      ranks += rank;
      ones++;
    }
    from = to;
  }
  return (ranks - (ones * (ones + 1)) / 2) / (ones * (order.length - ones));
}

/** How unequally the units of an arm count. */
export interface WeightSpread {
  /** Units with a weight. */
  readonly units: number;
  /** So many equally weighted units would tell as much (Kish). */
  readonly effective: number;
  /** The share of all weight on the heaviest unit. */
  readonly largest: number;
}

export function weightSpread(weights: Float64Array): WeightSpread {
  let [units, sum, squares, most] = [0, 0, 0, 0];
  for (const weight of weights) {
    if (!(weight > 0)) continue;
    units++;
    sum += weight;
    squares += weight * weight;
    if (weight > most) most = weight;
  }
  return { units, effective: squares > 0 ? sum ** 2 / squares : 0, largest: sum > 0 ? most / sum : 0 };
}

/** Counts of values between equally spaced edges from zero to one, by arm: control first. */
export function sharesByBin(chances: Float64Array, treated: Uint8Array, bins: number): readonly [Float64Array, Float64Array] {
  const counts = [new Float64Array(bins), new Float64Array(bins)] as const;
  for (let i = 0; i < chances.length; i++) counts[treated[i]][Math.min(bins - 1, Math.floor(chances[i] * bins))]++;
  return counts;
}
