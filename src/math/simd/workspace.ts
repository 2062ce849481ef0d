import type { RowBlock } from '../gram.ts';
import { reserved, simd } from './simd.ts';

/** Rows that are worked on at a time: with all their columns they stay in the cache. */
export const blockRows = 512;

/** Room for a block of rows: its columns twice, as they are and weighted, and four vectors beside them. */
export interface Workspace {
  readonly plain: RowBlock;
  readonly heavy: RowBlock;
  readonly vectors: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
}

const vectorCount = 4;

let taken = false;

/** Gives a workspace for the time of a call. */
export const inWorkspace = <T>(columns: number, use: (room: Workspace) => T): T =>
  inRoom((2 * columns + vectorCount) * blockRows, (room) => use(laidOut(room, columns)));

/** Gives room for so many numbers, all zero, for the time of a call: in the memory of the kernels, where it fits and is not in use. */
export function inRoom<T>(length: number, use: (room: Float64Array) => T): T {
  const memory = taken ? undefined : simd()?.memory;
  if (!memory || reserved + length > memory.length) return use(new Float64Array(length));
  taken = true;
  try {
    return use(memory.subarray(reserved, reserved + length).fill(0));
  } finally {
    taken = false;
  }
}

function laidOut(memory: Float64Array, columns: number): Workspace {
  const part = (place: number, length: number): Float64Array => memory.subarray(place * blockRows, (place + length) * blockRows);
  const block = (place: number): RowBlock => ({ values: part(place, columns), stride: blockRows, columns });
  return { vectors: [part(0, 1), part(1, 1), part(2, 1), part(3, 1)], plain: block(vectorCount), heavy: block(vectorCount + columns) };
}
