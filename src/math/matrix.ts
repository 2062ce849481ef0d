// Matrices are row-major Float64Arrays; their sizes travel as arguments.

/** The product of a (rows × inner) and b (inner × columns). */
export function multiply(a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number): Float64Array {
  const product = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let l = 0; l < inner; l++) {
      const factor = a[i * inner + l];
      if (factor === 0) continue;
      for (let j = 0; j < columns; j++) product[i * columns + j] += factor * b[l * columns + j];
    }
  }
  return product;
}

/** The transpose of a (rows × columns). */
export function transpose(a: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = a[i * columns + j];
  return turned;
}

/** a x for a (rows × x.length). */
export function multiplyVector(a: Float64Array, x: Float64Array, rows: number): Float64Array {
  const product = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < x.length; j++) sum += a[i * x.length + j] * x[j];
    product[i] = sum;
  }
  return product;
}

/** x' a x for square a. */
export function quadraticForm(a: Float64Array, x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    let row = 0;
    for (let j = 0; j < x.length; j++) row += a[i * x.length + j] * x[j];
    sum += x[i] * row;
  }
  return sum;
}

/** b m b' for symmetric m (size × size) and square b; exactly symmetric. */
export function sandwichProduct(b: Float64Array, m: Float64Array, size: number): Float64Array {
  return symmetrize(multiply(multiply(b, m, size, size, size), transpose(b, size, size), size, size, size), size);
}

/** Replaces a square matrix by the mean of itself and its transpose, in place. */
export function symmetrize(a: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      const mean = (a[i * size + j] + a[j * size + i]) / 2;
      a[i * size + j] = mean;
      a[j * size + i] = mean;
    }
  }
  return a;
}

/** The identity matrix. */
export function identity(size: number): Float64Array {
  const unit = new Float64Array(size * size);
  for (let i = 0; i < size; i++) unit[i * size + i] = 1;
  return unit;
}
