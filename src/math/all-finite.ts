/** Whether no value is NaN or infinite: zero times such a value is not zero, so that one sum tells, without a branch a value. */
export function allFinite(values: Float64Array): boolean {
  let zero = 0;
  for (let i = 0; i < values.length; i++) zero += 0 * values[i];
  return zero === 0;
}
