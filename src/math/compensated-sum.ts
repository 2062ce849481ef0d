// Error-free transformations (Dekker, Knuth; Ogita, Rump & Oishi 2005): results as if computed in twice the working precision, then rounded.

const SPLIT = 2 ** 27 + 1;

/** The sum of the values, accurate to rounding whatever cancels (Neumaier). */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** start + scale · Σ a[aFrom + i] b[i] in twice the working precision. The products must not overflow 1e300. */
export function compensatedDot(a: Float64Array, b: ArrayLike<number>, length = b.length, aFrom = 0, start = 0, scale: 1 | -1 = 1): number {
  let sum = start;
  let lost = 0;
  for (let i = 0; i < length; i++) {
    const x = scale * a[aFrom + i];
    const y = b[i];
    const product = x * y;
    const bigX = x * SPLIT;
    const highX = bigX - (bigX - x);
    const lowX = x - highX;
    const bigY = y * SPLIT;
    const highY = bigY - (bigY - y);
    const lowY = y - highY;
    const productError = lowX * lowY - (product - highX * highY - lowX * highY - highX * lowY);
    const next = sum + product;
    const part = next - sum;
    lost += sum - (next - part) + (product - part) + productError;
    sum = next;
  }
  return sum + lost;
}
