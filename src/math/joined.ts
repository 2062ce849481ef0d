/** Arrays one after the other, and room for some more, in memory that is made for it: a list of all their values would take several times as much. */
export function joined<A extends Float64Array | Int32Array>(arrays: readonly A[], make: (length: number) => A, spare = 0): A {
  const all = make(arrays.reduce((sum, { length }) => sum + length, spare));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

export const joinedDoubles = (arrays: readonly Float64Array[]): Float64Array => joined(arrays, (length) => new Float64Array(length));
export const joinedIntegers = (arrays: readonly Int32Array[]): Int32Array => joined(arrays, (length) => new Int32Array(length));
