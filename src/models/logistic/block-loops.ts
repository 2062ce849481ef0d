// The inner loops over a block of rows, several columns at a time: what belongs to the rows is then read and written less often.

/** sum[r] += Σ factors[at + j] columns[j][from + r]. */
export function addMultiples(sum: Float64Array, columns: readonly Float64Array[], factors: Float64Array, at: number, from: number, size: number): void {
  let j = 0;
  for (; j + 3 < columns.length; j += 4) {
    const [a, b, c, d] = [columns[j], columns[j + 1], columns[j + 2], columns[j + 3]];
    const [fa, fb, fc, fd] = [factors[at + j], factors[at + j + 1], factors[at + j + 2], factors[at + j + 3]];
    for (let r = 0; r < size; r++) {
      const i = from + r;
      sum[r] += fa * a[i] + fb * b[i] + (fc * c[i] + fd * d[i]);
    }
  }
  if (j + 1 < columns.length) {
    const [a, b] = [columns[j], columns[j + 1]];
    const [fa, fb] = [factors[at + j], factors[at + j + 1]];
    for (let r = 0; r < size; r++) sum[r] += fa * a[from + r] + fb * b[from + r];
    j += 2;
  }
  if (j < columns.length) {
    const a = columns[j];
    const f = factors[at + j];
    for (let r = 0; r < size; r++) sum[r] += f * a[from + r];
  }
}

/** into[at + j] = Σ values[r] columns[j][from + r]. */
export function dotsInto(into: Float64Array, at: number, columns: readonly Float64Array[], values: Float64Array, from: number, size: number): void {
  let j = 0;
  for (; j + 3 < columns.length; j += 4) {
    const [a, b, c, d] = [columns[j], columns[j + 1], columns[j + 2], columns[j + 3]];
    let [sa, sb, sc, sd] = [0, 0, 0, 0];
    for (let r = 0; r < size; r++) {
      const v = values[r];
      const i = from + r;
      sa += v * a[i];
      sb += v * b[i];
      sc += v * c[i];
      sd += v * d[i];
    }
    into[at + j] = sa;
    into[at + j + 1] = sb;
    into[at + j + 2] = sc;
    into[at + j + 3] = sd;
  }
  if (j + 1 < columns.length) {
    const [a, b] = [columns[j], columns[j + 1]];
    let [sa, sb] = [0, 0];
    for (let r = 0; r < size; r++) {
      sa += values[r] * a[from + r];
      sb += values[r] * b[from + r];
    }
    into[at + j] = sa;
    into[at + j + 1] = sb;
    j += 2;
  }
  if (j < columns.length) {
    const a = columns[j];
    let sum = 0;
    for (let r = 0; r < size; r++) sum += values[r] * a[from + r];
    into[at + j] = sum;
  }
}

export function sumOf(values: Float64Array, size: number): number {
  let sum = 0;
  for (let r = 0; r < size; r++) sum += values[r];
  return sum;
}
