import type { RowBlock } from '../gram.ts';
import { kernelsFor, placeOf } from './simd.ts';
import { blockRows, inRoom } from './workspace.ts';

/**
 * Vectors over a block of rows, by number. Each operation goes over whole vectors: loops that a processor takes two numbers at a time, and that need no time to warm up.
 *
 * Shapes  as many vectors as were asked for, each of the rows that `begin` told. Results may be written over what they are made of.
 */
export interface Vectors {
  /** From here on vectors have so many rows: at most `blockRows`. */
  begin(rows: number): void;
  load(into: number, values: Float64Array, from: number): void;
  gather(into: number, values: Float64Array, places: Int32Array, from: number): void;
  fill(into: number, value: number): void;
  /** into += the sum of factors[at + j] times vector first + j, `count` of them. */
  combine(into: number, first: number, count: number, factors: Float64Array, at: number): void;
  /** into = a b. */
  times(into: number, a: number, b: number): void;
  /** into += a b. */
  addTimes(into: number, a: number, b: number): void;
  /** into = 1 / (from - a), and gives the least of from - a. */
  invert(into: number, from: number, a: number): number;
  /** into = a / b. */
  divide(into: number, a: number, b: number): void;
  /** a -= centre; into = a times weights, and gives the sum of that. */
  weigh(into: number, a: number, centre: number, weights: number): number;
  /** sums[j] = the sum of left times vector right + j, `count` of them. */
  products(sums: Float64Array, left: number, right: number, count: number): void;
  /** The values of a vector. */
  of(vector: number): Float64Array;
  /** Vectors from one on as the columns of a block. */
  block(first: number, columns: number): RowBlock;
}

/** Gives so many vectors, for the time of a call. */
export const inVectors = <T>(count: number, use: (vectors: Vectors) => T): T =>
  // One for factors, and what products of four at a time read beyond the last.
  inRoom((count + 4) * blockRows, (room) => use(vectorsIn(room, count)));

function vectorsIn(room: Float64Array, count: number): Vectors {
  const kernels = kernelsFor(room);
  const start = placeOf(room);
  const factorsAt = (count + 3) * blockRows;
  const at = (vector: number): number => start + vector * blockRows;
  let rows = 0;
  // Rows in pairs: a last one has a row of zeros beside it.
  let even = 0;
  const closed = (into: number): void => {
    if (even > rows) room[into * blockRows + rows] = 0;
  };
  return {
    begin(size) {
      rows = size;
      even = size + (size % 2);
    },
    load(into, values, from) {
      room.set(values.subarray(from, from + rows), into * blockRows);
      closed(into);
    },
    gather(into, values, places, from) {
      const to = into * blockRows;
      for (let r = 0; r < rows; r++) room[to + r] = values[places[from + r]];
      closed(into);
    },
    fill(into, value) {
      room.fill(value, into * blockRows, into * blockRows + rows);
      closed(into);
    },
    combine(into, first, count, factors, from) {
      if (kernels) {
        for (let j = 0; j < count; j++) room[factorsAt + j] = factors[from + j];
        kernels.combine(at(into), at(first), blockRows, start + factorsAt, count, even);
        return;
      }
      const to = into * blockRows;
      for (let j = 0; j < count; j++) {
        const [factor, of] = [factors[from + j], (first + j) * blockRows];
        for (let r = 0; r < rows; r++) room[to + r] += factor * room[of + r];
      }
    },
    times(into, a, b) {
      if (kernels) {
        kernels.times(at(into), at(a), at(b), even);
        return;
      }
      const [to, x, y] = [into * blockRows, a * blockRows, b * blockRows];
      for (let r = 0; r < rows; r++) room[to + r] = room[x + r] * room[y + r];
    },
    addTimes(into, a, b) {
      if (kernels) {
        kernels.addTimes(at(into), at(a), at(b), even);
        return;
      }
      const [to, x, y] = [into * blockRows, a * blockRows, b * blockRows];
      for (let r = 0; r < rows; r++) room[to + r] += room[x + r] * room[y + r];
    },
    invert(into, from, a) {
      if (kernels) {
        // The row beside a last one is as that is, so that it is not the least by itself.
        if (even > rows) room[a * blockRows + rows] = room[a * blockRows + rows - 1];
        const least = kernels.invert(at(into), from, at(a), even);
        closed(a);
        closed(into);
        return least;
      }
      const [to, x] = [into * blockRows, a * blockRows];
      let least = Infinity;
      for (let r = 0; r < rows; r++) {
        const left = from - room[x + r];
        least = Math.min(least, left);
        room[to + r] = 1 / left;
      }
      return least;
    },
    divide(into, a, b) {
      if (kernels) {
        kernels.divide(at(into), at(a), at(b), even);
        closed(into);
        return;
      }
      const [to, x, y] = [into * blockRows, a * blockRows, b * blockRows];
      for (let r = 0; r < rows; r++) room[to + r] = room[x + r] / room[y + r];
    },
    weigh(into, a, centre, weights) {
      if (kernels) {
        // The row beside a last one weighs nothing.
        closed(weights);
        const sum = kernels.weigh(at(into), at(a), centre, at(weights), even);
        closed(a);
        return sum;
      }
      const [to, x, w] = [into * blockRows, a * blockRows, weights * blockRows];
      let sum = 0;
      for (let r = 0; r < rows; r++) {
        room[x + r] -= centre;
        room[to + r] = room[x + r] * room[w + r];
        sum += room[to + r];
      }
      return sum;
    },
    products(sums, left, right, count) {
      if (kernels) {
        for (let j = 0; j < count; j += 4) {
          // Of two vectors on the left the second is not asked for.
          const found = kernels.strip(at(left), at(right + j), blockRows, even);
          for (let e = 0; e < Math.min(4, count - j); e++) sums[j + e] = found[e];
        }
        return;
      }
      const x = left * blockRows;
      for (let j = 0; j < count; j++) {
        const y = (right + j) * blockRows;
        let sum = 0;
        for (let r = 0; r < rows; r++) sum += room[x + r] * room[y + r];
        sums[j] = sum;
      }
    },
    block: (first, columns) => ({ values: room.subarray(first * blockRows, (first + columns) * blockRows), stride: blockRows, columns }),
    of: (vector) => room.subarray(vector * blockRows, vector * blockRows + rows),
  };
}
