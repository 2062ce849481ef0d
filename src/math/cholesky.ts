/** The lower triangle L (size × size, row-major) with L L' = a; undefined when the symmetric matrix a is not positive definite. */
export function choleskyFactor(a: Float64Array, size: number): Float64Array | undefined {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j];
      for (let l = 0; l < j; l++) sum -= lower[i * size + l] * lower[j * size + l];
      if (i !== j) lower[i * size + j] = sum / lower[j * size + j];
      else if (sum > 0) lower[i * size + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return lower;
}

/** The x with L L' x = b. */
export function choleskySolve(lower: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const x = b.slice();
  for (let i = 0; i < size; i++) {
    for (let l = 0; l < i; l++) x[i] -= lower[i * size + l] * x[l];
    x[i] /= lower[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let l = i + 1; l < size; l++) x[i] -= lower[l * size + i] * x[l];
    x[i] /= lower[i * size + i];
  }
  return x;
}

/** The inverse of L L', exactly symmetric. */
export function choleskyInverse(lower: Float64Array, size: number): Float64Array {
  const root = lowerInverse(lower, size);
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let l = i; l < size; l++) sum += root[l * size + i] * root[l * size + j];
      inverse[i * size + j] = sum;
      inverse[j * size + i] = sum;
    }
  }
  return inverse;
}

/** The inverse of a lower triangle. */
export function lowerInverse(lower: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    inverse[j * size + j] = 1 / lower[j * size + j];
    for (let i = j + 1; i < size; i++) {
      let sum = 0;
      for (let l = j; l < i; l++) sum -= lower[i * size + l] * inverse[l * size + j];
      inverse[i * size + j] = sum / lower[i * size + i];
    }
  }
  return inverse;
}
