import type { Operand, Operation, Program } from './compile.ts';

/** Rows of a block: large enough for loops, small enough that all that is made of them stays in the cache. */
export const blockRows = 1024;

/** Where an operand lies: value r of a block is `values[from + r]`. */
export interface Slot {
  values: Float64Array;
  from: number;
}

/** Room for what the operations make of a block, and for numbers that are the same on every row. */
export interface Room {
  readonly made: readonly Slot[];
  /** By operation its three operands, numbers filled in. */
  readonly operands: readonly (readonly [Slot, Slot, Slot])[];
  readonly results: readonly Slot[];
  /** Slots of columns, which move on with the block. */
  readonly moving: readonly { readonly slot: Slot; readonly place: number }[];
}

/** Blocks that programs share, one after the other. */
export type Pool = Float64Array[];

/** Lays a program out once; blocks then only move where columns are read. */
export function roomFor({ operations, results }: Program, pool: Pool): Room {
  let used = 0;
  const block = (): Float64Array => {
    if (used === pool.length) pool.push(new Float64Array(blockRows));
    return pool[used++];
  };
  const made = operations.map((): Slot => ({ values: block(), from: 0 }));
  const moving: { slot: Slot; place: number }[] = [];
  const filled = new Map<string, Slot>();
  const slotOf = (o: Operand): Slot => {
    if (o.kind === 'made') return made[o.place];
    if (o.kind === 'column') {
      const known = moving.find(({ place }) => place === o.place);
      if (known) return known.slot;
      const slot: Slot = { values: new Float64Array(0), from: 0 };
      moving.push({ slot, place: o.place });
      return slot;
    }
    const key = Object.is(o.value, -0) ? '-0' : String(o.value);
    const slot = filled.get(key) ?? { values: block().fill(o.value), from: 0 };
    filled.set(key, slot);
    return slot;
  };
  const operands = operations.map(({ a, b, c }): [Slot, Slot, Slot] => [slotOf(a), slotOf(b), slotOf(c)]);
  return { made, operands, results: results.map(slotOf), moving };
}

/** Runs a program on the rows from a place on. Columns are those of the sorted rows, with room for three rows behind the last. */
export function runBlock({ operations }: Program, room: Room, columns: (place: number) => Float64Array, from: number, rows: number): void {
  for (const { slot, place } of room.moving) {
    slot.values = columns(place);
    slot.from = from;
  }
  const padded = (rows + 3) & ~3;
  for (let o = 0; o < operations.length; o++) {
    const [a, b, c] = room.operands[o];
    loops[operations[o].op](a.values, a.from, b.values, b.from, c.values, c.from, room.made[o].values, padded);
  }
}

type Loop = (a: Float64Array, i: number, b: Float64Array, j: number, c: Float64Array, k: number, into: Float64Array, n: number) => void;

/** A comparison is unknown where either side is: NaN is below, above and equal to nothing. */
const unknown = Number.NaN;

/**
 * A loop of its own for each, four rows at a time: a turn of a loop costs as much as a product. Rows behind the last are worked on too, and are not read. The rules are those
 * of `expressions/loops`, with NaN for what is unknown.
 */
const loops: { readonly [K in Operation['op']]: Loop } = {
  add: (a, i, b, j, _c, _k, into, n) => {
    for (let r = 0; r < n; r += 4) {
      into[r] = a[i + r] + b[j + r];
      into[r + 1] = a[i + r + 1] + b[j + r + 1];
      into[r + 2] = a[i + r + 2] + b[j + r + 2];
      into[r + 3] = a[i + r + 3] + b[j + r + 3];
    }
  },
  subtract: (a, i, b, j, _c, _k, into, n) => {
    for (let r = 0; r < n; r += 4) {
      into[r] = a[i + r] - b[j + r];
      into[r + 1] = a[i + r + 1] - b[j + r + 1];
      into[r + 2] = a[i + r + 2] - b[j + r + 2];
      into[r + 3] = a[i + r + 3] - b[j + r + 3];
    }
  },
  times: (a, i, b, j, _c, _k, into, n) => {
    for (let r = 0; r < n; r += 4) {
      into[r] = a[i + r] * b[j + r];
      into[r + 1] = a[i + r + 1] * b[j + r + 1];
      into[r + 2] = a[i + r + 2] * b[j + r + 2];
      into[r + 3] = a[i + r + 3] * b[j + r + 3];
    }
  },
  divide: (a, i, b, j, _c, _k, into, n) => {
    for (let r = 0; r < n; r += 4) {
      into[r] = quotient(a[i + r], b[j + r]);
      into[r + 1] = quotient(a[i + r + 1], b[j + r + 1]);
      into[r + 2] = quotient(a[i + r + 2], b[j + r + 2]);
      into[r + 3] = quotient(a[i + r + 3], b[j + r + 3]);
    }
  },
  less: (a, i, b, j, _c, _k, into, n) => {
    for (let r = 0; r < n; r += 4) {
      into[r] = a[i + r] < b[j + r] ? 1 : a[i + r] >= b[j + r] ? 0 : unknown;
      into[r + 1] = a[i + r + 1] < b[j + r + 1] ? 1 : a[i + r + 1] >= b[j + r + 1] ? 0 : unknown;
      into[r + 2] = a[i + r + 2] < b[j + r + 2] ? 1 : a[i + r + 2] >= b[j + r + 2] ? 0 : unknown;
      into[r + 3] = a[i + r + 3] < b[j + r + 3] ? 1 : a[i + r + 3] >= b[j + r + 3] ? 0 : unknown;
    }
  },
  atMost: (a, i, b, j, _c, _k, into, n) => {
    for (let r = 0; r < n; r += 4) {
      into[r] = a[i + r] <= b[j + r] ? 1 : a[i + r] > b[j + r] ? 0 : unknown;
      into[r + 1] = a[i + r + 1] <= b[j + r + 1] ? 1 : a[i + r + 1] > b[j + r + 1] ? 0 : unknown;
      into[r + 2] = a[i + r + 2] <= b[j + r + 2] ? 1 : a[i + r + 2] > b[j + r + 2] ? 0 : unknown;
      into[r + 3] = a[i + r + 3] <= b[j + r + 3] ? 1 : a[i + r + 3] > b[j + r + 3] ? 0 : unknown;
    }
  },
  greater: (a, i, b, j, _c, _k, into, n) => {
    for (let r = 0; r < n; r += 4) {
      into[r] = a[i + r] > b[j + r] ? 1 : a[i + r] <= b[j + r] ? 0 : unknown;
      into[r + 1] = a[i + r + 1] > b[j + r + 1] ? 1 : a[i + r + 1] <= b[j + r + 1] ? 0 : unknown;
      into[r + 2] = a[i + r + 2] > b[j + r + 2] ? 1 : a[i + r + 2] <= b[j + r + 2] ? 0 : unknown;
      into[r + 3] = a[i + r + 3] > b[j + r + 3] ? 1 : a[i + r + 3] <= b[j + r + 3] ? 0 : unknown;
    }
  },
  atLeast: (a, i, b, j, _c, _k, into, n) => {
    for (let r = 0; r < n; r += 4) {
      into[r] = a[i + r] >= b[j + r] ? 1 : a[i + r] < b[j + r] ? 0 : unknown;
      into[r + 1] = a[i + r + 1] >= b[j + r + 1] ? 1 : a[i + r + 1] < b[j + r + 1] ? 0 : unknown;
      into[r + 2] = a[i + r + 2] >= b[j + r + 2] ? 1 : a[i + r + 2] < b[j + r + 2] ? 0 : unknown;
      into[r + 3] = a[i + r + 3] >= b[j + r + 3] ? 1 : a[i + r + 3] < b[j + r + 3] ? 0 : unknown;
    }
  },
  when: (a, i, b, j, c, k, into, n) => {
    for (let r = 0; r < n; r += 4) {
      into[r] = a[i + r] === 1 ? b[j + r] : c[k + r];
      into[r + 1] = a[i + r + 1] === 1 ? b[j + r + 1] : c[k + r + 1];
      into[r + 2] = a[i + r + 2] === 1 ? b[j + r + 2] : c[k + r + 2];
      into[r + 3] = a[i + r + 3] === 1 ? b[j + r + 3] : c[k + r + 3];
    }
  },
  not: (a, i, _b, _j, _c, _k, into, n) => {
    for (let r = 0; r < n; r += 4) {
      into[r] = 1 - a[i + r];
      into[r + 1] = 1 - a[i + r + 1];
      into[r + 2] = 1 - a[i + r + 2];
      into[r + 3] = 1 - a[i + r + 3];
    }
  },
  sqrt: (a, i, _b, _j, _c, _k, into, n) => {
    for (let r = 0; r < n; r += 4) {
      into[r] = Math.sqrt(a[i + r]);
      into[r + 1] = Math.sqrt(a[i + r + 1]);
      into[r + 2] = Math.sqrt(a[i + r + 2]);
      into[r + 3] = Math.sqrt(a[i + r + 3]);
    }
  },
  equals: (a, i, b, j, _c, _k, into, n) => {
    for (let r = 0; r < n; r++) into[r] = a[i + r] === b[j + r] ? 1 : known(a[i + r], b[j + r]) ? 0 : unknown;
  },
  differs: (a, i, b, j, _c, _k, into, n) => {
    for (let r = 0; r < n; r++) into[r] = a[i + r] === b[j + r] ? 0 : known(a[i + r], b[j + r]) ? 1 : unknown;
  },
  and: (a, i, b, j, _c, _k, into, n) => {
    for (let r = 0; r < n; r++) into[r] = a[i + r] === 0 || b[j + r] === 0 ? 0 : a[i + r] * b[j + r];
  },
  or: (a, i, b, j, _c, _k, into, n) => {
    for (let r = 0; r < n; r++) into[r] = a[i + r] === 1 || b[j + r] === 1 ? 1 : a[i + r] + b[j + r];
  },
  isKnown: (a, i, _b, _j, _c, _k, into, n) => {
    for (let r = 0; r < n; r++) into[r] = Number.isNaN(a[i + r]) ? 0 : 1;
  },
  abs: (a, i, _b, _j, _c, _k, into, n) => {
    for (let r = 0; r < n; r++) into[r] = Math.abs(a[i + r]);
  },
  exp: (a, i, _b, _j, _c, _k, into, n) => {
    for (let r = 0; r < n; r++) into[r] = Math.exp(a[i + r]);
  },
  floor: (a, i, _b, _j, _c, _k, into, n) => {
    for (let r = 0; r < n; r++) into[r] = Math.floor(a[i + r]);
  },
  log: (a, i, _b, _j, _c, _k, into, n) => {
    for (let r = 0; r < n; r++) into[r] = a[i + r] > 0 ? Math.log(a[i + r]) : unknown;
  },
  log1p: (a, i, _b, _j, _c, _k, into, n) => {
    for (let r = 0; r < n; r++) into[r] = a[i + r] > -1 ? Math.log1p(a[i + r]) : unknown;
  },
  sigmoid: (a, i, _b, _j, _c, _k, into, n) => {
    for (let r = 0; r < n; r++) into[r] = 1 / (1 + Math.exp(-a[i + r]));
  },
};

const quotient = (x: number, y: number): number => (y === 0 ? unknown : x / y);
const known = (x: number, y: number): boolean => !Number.isNaN(x) && !Number.isNaN(y);
