const CHUNK = 256;

/** Σ a[aFrom + i] b[bFrom + i], summed in chunks so that rounding hardly grows with the length. */
export function dot(a: Float64Array, b: Float64Array, length = a.length, aFrom = 0, bFrom = 0): number {
  let sum = 0;
  let lost = 0;
  for (let from = 0; from < length; from += CHUNK) {
    const part = chunkDot(a, b, Math.min(CHUNK, length - from), aFrom + from, bFrom + from);
    const next = sum + part;
    lost += Math.abs(sum) >= Math.abs(part) ? sum - next + part : part - next + sum;
    sum = next;
  }
  return sum + lost;
}

function chunkDot(a: Float64Array, b: Float64Array, length: number, aFrom: number, bFrom: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    s0 += a[aFrom + i] * b[bFrom + i];
    s1 += a[aFrom + i + 1] * b[bFrom + i + 1];
    s2 += a[aFrom + i + 2] * b[bFrom + i + 2];
    s3 += a[aFrom + i + 3] * b[bFrom + i + 3];
  }
  for (; i < length; i++) s0 += a[aFrom + i] * b[bFrom + i];
  return s0 + s1 + (s2 + s3);
}
