/** What a split must leave on both sides, and what is taken from its gain. */
export interface Limits {
  /** Of units. */
  least: number;
  /** Of their weights, or Hessians. */
  leastWeight: number;
  /** Of treatments: so many units below the node's mean instrument, and so many not; the sum of squares of the instrument. */
  leastOfEach: number;
  leastSquares: number;
  /** Added to the weight of each side. */
  ridge: number;
  imbalancePenalty: number;
}

/** The best split of a node so far. */
export interface Best {
  gain: number;
  /** What a gain must pass to be better: a little more than the best, so that no rounding decides between splits that are alike. */
  bar: number;
  column: number;
  /** The last of the occupied codes in their order that goes left; -1: none of them does, but those that are not known. */
  last: number;
  /** Units that go left. */
  left: number;
  missingLeft: boolean;
}

/**
 * Tries all cuts of occupied codes in their order, with units whose value is not known on either side; the best so far is replaced where one is better.
 *
 * Model     Maximises the sum over sides of (sum of w r)^2 / (sum of w + ridge), less what the node has undivided.
 * Shapes    `sums` as a histogram: count, weight, response, a code; `total` the same of the whole node.
 * Source    Missing values on both sides: Twala, Jones & Hand (2008), Pattern Recognition Letters 29.
 */
export function scanMean(sums: Float64Array, order: Int32Array, found: number, total: Float64Array, limits: Limits, best: Best, column: number): boolean {
  const { least, leastWeight, ridge, imbalancePenalty } = limits;
  const [units, weight, response] = total;
  const undivided = (response * response) / (weight + ridge);
  let better = false;
  const missing = sums[0] > 0;
  for (let pass = 0; pass < (missing ? 2 : 1); pass++) {
    let [n, w, r] = pass === 1 ? [sums[0], sums[1], sums[2]] : [0, 0, 0];
    const end = missing && pass === 0 ? found : found - 1;
    for (let o = 0; o < end; o++) {
      const at = 3 * order[o];
      n += sums[at];
      w += sums[at + 1];
      r += sums[at + 2];
      if (n < least || w < leastWeight) continue;
      if (units - n < least || weight - w < leastWeight) break;
      const other = response - r;
      let gain = (r * r) / (w + ridge) + (other * other) / (weight - w + ridge) - undivided;
      if (imbalancePenalty > 0) gain -= imbalancePenalty * (1 / n + 1 / (units - n));
      if (gain > best.bar) {
        best.gain = gain;
        best.bar = gain * (1 + 1e-9);
        best.column = column;
        best.last = o;
        best.left = n;
        best.missingLeft = pass === 1;
        better = true;
      }
    }
  }
  return better;
}

/**
 * The same where responses are pseudo-outcomes of a treatment: each side keeps some units on both sides of the node's mean instrument, and a share of its variance.
 *
 * Shapes    count, weight, response, instrument, its square, whether it is below the mean, a code.
 * Source    Splits made stable for treatments as in grf (Tibshirani, Athey, Sverdrup & Wager), InstrumentalSplittingRule.
 */
export function scanTreatment(sums: Float64Array, order: Int32Array, found: number, total: Float64Array, limits: Limits, best: Best, column: number): boolean {
  const { leastOfEach, leastSquares, imbalancePenalty } = limits;
  const [units, weight, response, instrument, squares, below] = total;
  let better = false;
  const missing = sums[0] > 0;
  for (let pass = 0; pass < (missing ? 2 : 1); pass++) {
    let [n, w, r, z, zz, b] = pass === 1 ? [sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]] : [0, 0, 0, 0, 0, 0];
    const end = missing && pass === 0 ? found : found - 1;
    for (let o = 0; o < end; o++) {
      const at = 6 * order[o];
      n += sums[at];
      w += sums[at + 1];
      r += sums[at + 2];
      z += sums[at + 3];
      zz += sums[at + 4];
      b += sums[at + 5];
      if (b < leastOfEach || n - b < leastOfEach) continue;
      if (below - b < leastOfEach || units - n - (below - b) < leastOfEach) break;
      const left = zz - (z * z) / w;
      if (!(left >= leastSquares)) continue;
      const right = squares - zz - ((instrument - z) * (instrument - z)) / (weight - w);
      if (!(right >= leastSquares)) continue;
      const other = response - r;
      let gain = (r * r) / w + (other * other) / (weight - w);
      if (imbalancePenalty > 0) gain -= imbalancePenalty * (1 / left + 1 / right);
      if (gain > best.bar) {
        best.gain = gain;
        best.bar = gain * (1 + 1e-9);
        best.column = column;
        best.last = o;
        best.left = n;
        best.missingLeft = pass === 1;
        better = true;
      }
    }
  }
  return better;
}

/** The same of several responses at a time, whose gains are added. */
export function scanMeans(sums: Float64Array, order: Int32Array, found: number, total: Float64Array, limits: Limits, best: Best, column: number): boolean {
  const stride = total.length;
  const { least, leastWeight, ridge, imbalancePenalty } = limits;
  const left = new Float64Array(stride);
  let better = false;
  const missing = sums[0] > 0;
  for (let pass = 0; pass < (missing ? 2 : 1); pass++) {
    for (let k = 0; k < stride; k++) left[k] = pass === 1 ? sums[k] : 0;
    const end = missing && pass === 0 ? found : found - 1;
    for (let o = 0; o < end; o++) {
      const at = stride * order[o];
      for (let k = 0; k < stride; k++) left[k] += sums[at + k];
      if (left[0] < least || left[1] < leastWeight) continue;
      if (total[0] - left[0] < least || total[1] - left[1] < leastWeight) break;
      let gain = imbalancePenalty > 0 ? -imbalancePenalty * (1 / left[0] + 1 / (total[0] - left[0])) : 0;
      for (let k = 2; k < stride; k++) {
        const other = total[k] - left[k];
        gain += (left[k] * left[k]) / (left[1] + ridge) + (other * other) / (total[1] - left[1] + ridge);
      }
      if (gain > best.bar) {
        best.gain = gain;
        best.bar = gain * (1 + 1e-9);
        best.column = column;
        best.last = o;
        best.left = left[0];
        best.missingLeft = pass === 1;
        better = true;
      }
    }
  }
  return better;
}
