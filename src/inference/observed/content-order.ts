import { philox } from '../../math/random/philox.ts';
import type { ObservedUnits } from './observed-units.ts';

/** Units by what they hold, never by their place: drawn in this order, the same units in another order are drawn alike. Units that are equal but for their outcome follow it. */
export function contentOrder({ treated, columns }: ObservedUnits, outcome: Float64Array, seed: number): Int32Array {
  const n = treated.length;
  const hashes = new Float64Array(n);
  const bits = new Float64Array(1);
  const words = new Uint32Array(bits.buffer);
  const block = new Uint32Array(4);
  for (let i = 0; i < n; i++) {
    let [a, b] = [treated[i], 0];
    for (const x of columns) {
      bits[0] = x[i] === 0 ? 0 : x[i];
      block.set([words[0], words[1], a, b]);
      philox(block, seed % 2 ** 32, Math.floor(seed / 2 ** 32), block);
      [a, b] = block;
    }
    hashes[i] = a * 2 ** 20 + (b >>> 12);
  }
  return Int32Array.from({ length: n }, (_, i) => i).sort((i, j) => hashes[i] - hashes[j] || outcome[i] - outcome[j]);
}
