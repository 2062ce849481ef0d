/** With more rows than this, counting them by wide digits is worth its table. */
const manyRows = 2 ** 14;

/**
 * Places of rows in ascending order of their first column, rows alike in it by their second, and so on: the same rows in another order are met
 * alike. Rows alike in all columns keep their order.
 *
 * Model     least significant digits first, by counting: a few passes over the rows whatever they hold.
 * Shapes    columns of one length, without NaN.
 * Source    Knuth (1998), The Art of Computer Programming 3, section 5.2.5.
 */
export function ascendingOrder(columns: readonly Float64Array[]): Int32Array {
  const rows = columns[0].length;
  const first = sortedBy(columns[0], countedUp(rows));
  if (columns.length === 1 || !hasTies(columns[0], first)) return first;
  let order = countedUp(rows);
  for (const column of columns.toReversed()) order = sortedBy(column, order);
  return order;
}

function countedUp(rows: number): Int32Array {
  const order = new Int32Array(rows);
  for (let i = 0; i < rows; i++) order[i] = i;
  return order;
}

function hasTies(values: Float64Array, order: Int32Array): boolean {
  for (let i = 1; i < order.length; i++) if (values[order[i]] === values[order[i - 1]]) return true;
  return false;
}

function sortedBy(values: Float64Array, order: Int32Array): Int32Array {
  const [low, high] = sortableWords(values);
  let [from, to]: [Int32Array, Int32Array] = [order, new Int32Array(order.length)];
  const bits = values.length > manyRows ? 16 : 8;
  for (const words of [low, high]) {
    for (let shift = 0; shift < 32; shift += bits) if (placedByDigit(words, shift, bits, from, to)) [from, to] = [to, from];
  }
  return from;
}

/** Numbers as unsigned integers of the same order, in two halves. */
function sortableWords(values: Float64Array): readonly [Uint32Array, Uint32Array] {
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  const one = Float64Array.of(1);
  const words = new Uint32Array(one.buffer);
  const highAt = words[1] === 0 ? 0 : 1;
  for (let i = 0; i < values.length; i++) {
    // Zero has one sign.
    one[0] = values[i] + 0;
    const negative = words[highAt] >>> 31 === 1;
    low[i] = negative ? ~words[1 - highAt] : words[1 - highAt];
    high[i] = negative ? ~words[highAt] : words[highAt] | 0x80000000;
  }
  return [low, high];
}

/** Gives false, and places nothing, where all rows have the same digit. */
function placedByDigit(words: Uint32Array, shift: number, bits: number, from: Int32Array, to: Int32Array): boolean {
  const places = new Int32Array(1 << bits);
  const mask = (1 << bits) - 1;
  for (let i = 0; i < words.length; i++) places[(words[i] >>> shift) & mask]++;
  let sum = 0;
  for (let digit = 0; digit < places.length; digit++) {
    const count = places[digit];
    if (count === words.length) return false;
    places[digit] = sum;
    sum += count;
  }
  for (let i = 0; i < from.length; i++) to[places[(words[from[i]] >>> shift) & mask]++] = from[i];
  return true;
}
