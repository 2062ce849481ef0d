import { philox } from './philox.ts';

/**
 * A number for each row by what its columns hold and the seed, never by its place: rows put in their order are drawn alike however they come. Equal rows have equal numbers.
 *
 * Shapes   columns of equal length; 53 bits a row.
 */
export function contentHashes(columns: readonly ArrayLike<number>[], rows: number, seed: number): Float64Array {
  const hashes = new Float64Array(rows);
  const bits = new Float64Array(1);
  const words = new Uint32Array(bits.buffer);
  const block = new Uint32Array(4);
  const [low, high] = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)];
  for (let i = 0; i < rows; i++) {
    let [a, b] = [0, 0];
    for (const column of columns) {
      // Zero and minus zero are one value.
      bits[0] = column[i] === 0 ? 0 : column[i];
      block[0] = words[0];
      block[1] = words[1];
      block[2] = a;
      block[3] = b;
      philox(block, low, high, block);
      a = block[0];
      b = block[1];
    }
    hashes[i] = a * 2 ** 20 + (b >>> 12);
  }
  return hashes;
}
