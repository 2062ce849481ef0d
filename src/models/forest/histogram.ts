import type { Codes } from './shared.ts';

/**
 * Adds up how many units of a node have each code of a column, and their labels: `sums` has, a code, the count and then the labels.
 * Loops are written out by how many labels there are: this is where trees spend their time.
 */
export function addUp(codes: Codes, places: Int32Array, from: number, to: number, labels: Float64Array, each: number, sums: Float64Array): void {
  if (each === 2) addTwo(codes, places, from, to, labels, sums);
  else if (each === 5) addFive(codes, places, from, to, labels, sums);
  else addMany(codes, places, from, to, labels, each, sums);
}

function addTwo(codes: Codes, places: Int32Array, from: number, to: number, labels: Float64Array, sums: Float64Array): void {
  for (let i = from, at = 2 * from; i < to; i++, at += 2) {
    const into = 3 * codes[places[i]];
    sums[into] += 1;
    sums[into + 1] += labels[at];
    sums[into + 2] += labels[at + 1];
  }
}

function addFive(codes: Codes, places: Int32Array, from: number, to: number, labels: Float64Array, sums: Float64Array): void {
  for (let i = from, at = 5 * from; i < to; i++, at += 5) {
    const into = 6 * codes[places[i]];
    sums[into] += 1;
    sums[into + 1] += labels[at];
    sums[into + 2] += labels[at + 1];
    sums[into + 3] += labels[at + 2];
    sums[into + 4] += labels[at + 3];
    sums[into + 5] += labels[at + 4];
  }
}

function addMany(codes: Codes, places: Int32Array, from: number, to: number, labels: Float64Array, each: number, sums: Float64Array): void {
  for (let i = from, at = each * from; i < to; i++, at += each) {
    const into = (1 + each) * codes[places[i]];
    sums[into] += 1;
    for (let k = 0; k < each; k++) sums[into + 1 + k] += labels[at + k];
  }
}

/** The codes of a histogram that any unit has, ascending, without 0: for nodes of more units than codes. Returns how many. */
export function occupiedOfAll(sums: Float64Array, stride: number, codes: number, order: Int32Array): number {
  let found = 0;
  for (let code = 1, at = stride; code < codes; code++, at += stride) if (sums[at] > 0) order[found++] = code;
  return found;
}

/** Which of many codes were seen: a bit a code, and above that a bit for each word of these. */
export interface Marks {
  readonly codes: Int32Array;
  readonly words: Int32Array;
}

export const marksFor = (codes: number): Marks => ({ codes: new Int32Array((codes >>> 5) + 1), words: new Int32Array((codes >>> 10) + 1) });

/** The same for nodes of few units: no code is looked at that none of them has, however many there are. */
export function occupiedOfFew(codes: Codes, places: Int32Array, from: number, to: number, marks: Marks, order: Int32Array): number {
  for (let i = from; i < to; i++) {
    const code = codes[places[i]];
    marks.codes[code >>> 5] |= 1 << (code & 31);
    marks.words[code >>> 10] |= 1 << ((code >>> 5) & 31);
  }
  let found = 0;
  for (let w = 0; w < marks.words.length; w++) {
    for (let words = marks.words[w]; words !== 0; words &= words - 1) {
      const word = (w << 5) | (31 - Math.clz32(words & -words));
      for (let bits = marks.codes[word]; bits !== 0; bits &= bits - 1) {
        const code = (word << 5) | (31 - Math.clz32(bits & -bits));
        if (code > 0) order[found++] = code;
      }
      marks.codes[word] = 0;
    }
    marks.words[w] = 0;
  }
  return found;
}

/** Makes a histogram empty again, of which only some codes and 0 are not. */
export function clear(sums: Float64Array, stride: number, order: Int32Array, found: number): void {
  for (let k = 0; k < stride; k++) sums[k] = 0;
  for (let o = 0; o < found; o++) {
    const at = stride * order[o];
    for (let k = 0; k < stride; k++) sums[at + k] = 0;
  }
}

/** Orders occupied codes by the mean of a response, for columns whose codes have no order of their own. */
export function orderByMean(sums: Float64Array, stride: number, response: number, order: Int32Array, found: number): void {
  const mean = (code: number): number => sums[stride * code + 2 + response] / sums[stride * code + 1];
  order.subarray(0, found).sort((a, b) => mean(a) - mean(b) || a - b);
}
