/** Where the platform has it, memory that threads read without a copy. */
const Memory: new (bytes: number) => ArrayBufferLike = typeof SharedArrayBuffer === 'undefined' ? ArrayBuffer : SharedArrayBuffer;

export const sharedDoubles = (length: number): Float64Array => new Float64Array(new Memory(8 * length));
export const sharedIntegers = (length: number): Int32Array => new Int32Array(new Memory(4 * length));
export const sharedBytes = (length: number): Uint8Array => new Uint8Array(new Memory(length));

/** The first values of an array as one of their own. */
export function sharedStart<A extends Int32Array | Float64Array>(values: A, length: number, make: (length: number) => A): A {
  const own = make(length);
  own.set(values.subarray(0, length));
  return own;
}

/** Codes of bins, as narrow as the largest of them allows. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

export function sharedCodes(length: number, largest: number): Codes {
  if (largest < 2 ** 8) return sharedBytes(length);
  return largest < 2 ** 16 ? new Uint16Array(new Memory(2 * length)) : new Uint32Array(new Memory(4 * length));
}

/** Some values by their places, in the order of these; default: all. */
export function sharedPick(values: ArrayLike<number>, rows: Int32Array | undefined): Float64Array {
  const picked = sharedDoubles(rows?.length ?? values.length);
  if (rows) for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]];
  else picked.set(values);
  return picked;
}
