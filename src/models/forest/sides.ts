import type { Codes } from './shared.ts';

/**
 * Which side a code goes to, without a branch: right where ((code - skipped) & MOST) is above `lastLeft`. The code 0, of what is not known, becomes the largest of all
 * where it goes right.
 */
export const MOST = 0x7fffffff;
export const skipped = (missingLeft: boolean): 0 | 1 => (missingLeft ? 0 : 1);
export const lastLeft = (cut: number, missingLeft: boolean): number => cut - skipped(missingLeft);

/** Puts those of some places that go left in front, keeping the order on both sides, and says where the right ones begin. */
export function divide(codes: Codes, places: Int32Array, from: number, to: number, skip: number, last: number, scratch: Int32Array): number {
  let [left, right] = [from, 0];
  for (let i = from; i < to; i++) {
    const place = places[i];
    if (((codes[place] - skip) & MOST) <= last) places[left++] = place;
    else scratch[right++] = place;
  }
  for (let i = 0; i < right; i++) places[left + i] = scratch[i];
  return left;
}

/** The same where a bit a code says what goes left. */
export function divideByMask(codes: Codes, places: Int32Array, from: number, to: number, masks: Int32Array, start: number, scratch: Int32Array): number {
  let [left, right] = [from, 0];
  for (let i = from; i < to; i++) {
    const place = places[i];
    const code = codes[place];
    if ((masks[start + (code >>> 5)] >>> (code & 31)) & 1) places[left++] = place;
    else scratch[right++] = place;
  }
  for (let i = 0; i < right; i++) places[left + i] = scratch[i];
  return left;
}
