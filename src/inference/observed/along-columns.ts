/** The sum of some values, one a unit, and of their products with each column. */
export function alongColumns(values: Float64Array, columns: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(columns.length + 1);
  for (let i = 0; i < values.length; i++) sums[0] += values[i];
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j];
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i] * column[i];
    sums[j + 1] = sum;
  }
  return sums;
}
