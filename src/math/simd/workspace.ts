import type { RowBlock } from '../gram.ts';
import { reservedBytes, simd } from './simd.ts';

/** Rows that are worked on at a time: with all their columns they stay in the cache. */
export const blockRows = 512;

/** Room for a block of rows: its columns twice, as they are and weighted, and four vectors beside them. */
export interface Workspace {
  readonly plain: RowBlock;
  readonly heavy: RowBlock;
  readonly vectors: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
}

const mostColumns = 64;
const vectorCount = 4;

let taken = false;

/** Gives a workspace for the time of a call: in the memory of the kernels, where it fits and is not in use. */
export function inWorkspace<T>(columns: number, use: (room: Workspace) => T): T {
  const memory = taken || columns > mostColumns ? undefined : simd()?.memory;
  if (!memory) return use(laidOut(new Float64Array(sizeOf(columns)), 0, columns));
  taken = true;
  try {
    memory.fill(0, reservedBytes, reservedBytes + sizeOf(columns));
    return use(laidOut(memory, reservedBytes, columns));
  } finally {
    taken = false;
  }
}

const sizeOf = (columns: number): number => (2 * columns + vectorCount) * blockRows;

function laidOut(memory: Float64Array, from: number, columns: number): Workspace {
  const part = (place: number, length: number): Float64Array => memory.subarray(from + place * blockRows, from + (place + length) * blockRows);
  const block = (place: number): RowBlock => ({ values: part(place, columns), stride: blockRows, columns });
  return { vectors: [part(0, 1), part(1, 1), part(2, 1), part(3, 1)], plain: block(vectorCount), heavy: block(vectorCount + columns) };
}
