/**
 * Whether no value is NaN or infinite: zero times such a value is not zero, so that sums tell, without a branch a value. Four of them, because a
 * sum waits for the one before.
 */
export function allFinite(values: Float64Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length - (values.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += 0 * values[i];
    b += 0 * values[i + 1];
    c += 0 * values[i + 2];
    d += 0 * values[i + 3];
  }
  for (let i = whole; i < values.length; i++) a += 0 * values[i];
  return a + b + c + d === 0;
}
