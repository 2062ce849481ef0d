/** A short name for numbers: equal for equal numbers, so that equal designs share their derived columns (FNV-1a, 32 bits). */
export function fingerprint(numbers: readonly ArrayLike<number>[]): string {
  let hash = 0x811c9dc5;
  for (const list of numbers) {
    const words = new Uint32Array(Float64Array.from(list).buffer);
    for (const word of words) hash = Math.imul(hash ^ word, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}
