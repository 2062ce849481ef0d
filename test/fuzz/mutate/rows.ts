import type { RowValue } from '../../../src/engines/memory/from-rows.ts';
import type { Rows } from '../corpus.ts';
import { type Dice, times } from '../dice.ts';
import { numberFrom, wordFrom } from './values.ts';

type Column = readonly RowValue[];
type Change = (column: Column, dice: Dice, rows: Rows) => Column;

const isNumber = (value: RowValue): value is number => typeof value === 'number';
const numbersOf = (column: Column, change: (x: number, i: number) => RowValue): Column =>
  column.map((value, i) => (isNumber(value) ? change(value, i) : value));
const like = (column: Column, dice: Dice): RowValue => (column.some(isNumber) || column.every((value) => value === null) ? numberFrom(dice) : wordFrom(dice));
const otherOf = (rows: Rows, dice: Dice): Column => rows[dice.pick(Object.keys(rows))];
const cell = (column: Column, dice: Dice, put: (value: RowValue) => RowValue): Column => {
  const at = dice.below(column.length);
  return column.map((value, i) => (i === at ? put(value) : value));
};
const scales = [1e-320, 1e-300, 1e-150, 1e-80, 1e-76, 1e-74, 1e-30, 1e-9, -1, 1e9, 1e30, 1e70, 1e74, 1e76, 1e80, 1e150, 1e300];

const changes: readonly Change[] = [
  // Constant, of one value but for one, of two values.
  (column, dice) => column.map(() => column[dice.below(1)] ?? null),
  (column, dice) =>
    cell(
      column.map(() => column[0]),
      dice,
      () => like(column, dice),
    ),
  (column, dice) => {
    const [a, b] = [dice.pick(column), dice.pick(column)];
    return column.map((_, i) => (i % 2 === 0 ? a : b));
  },
  (column) => column.map(() => 0),
  // Missing: everywhere, but for one, here and there, in the last half.
  (column) => column.map(() => null),
  (column, dice) => {
    const at = dice.below(column.length);
    return column.map((value, i) => (i === at ? value : null));
  },
  (column, dice) => column.map((value) => (dice.once(5) ? null : value)),
  (column) => column.map((value, i) => (2 * i < column.length ? value : null)),
  // Extreme: one cell, all cells, all but one; far from zero; nothing but a rounding error apart.
  (column, dice) => cell(column, dice, () => like(column, dice)),
  (column, dice) => {
    const scale = dice.pick(scales);
    return numbersOf(column, (x) => x * scale);
  },
  (column, dice) => {
    const shift = numberFrom(dice);
    return numbersOf(column, (x) => x + shift);
  },
  (column, dice) => {
    const by = numberFrom(dice);
    return numbersOf(column, (x) => by * (1 + x * 2 ** -52));
  },
  (column, dice) => numbersOf(column, (x) => x ** dice.pick([2, 3, 9])),
  // Ties and order.
  (column) => numbersOf(column, (x) => Math.round(x)),
  (column) => numbersOf(column, (x) => (x > 0 ? 1 : 0)),
  (column) => [...column].sort(),
  (column) => [...column.slice(1), column[0]],
  // The same as another column, or a sum with it; missing where that is low.
  (_, dice, rows) => otherOf(rows, dice),
  (column, dice, rows) => {
    const other = otherOf(rows, dice);
    return numbersOf(column, (x, i) => x + (isNumber(other[i]) ? other[i] : 0));
  },
  (_, dice, rows) => {
    const other = otherOf(rows, dice);
    return other.map((value) => (isNumber(value) ? 2 - 3 * value : value));
  },
  (column, dice, rows) => {
    const other = otherOf(rows, dice);
    const at = dice.pick(other);
    return column.map((value, i) => (other[i] === at ? null : value));
  },
  (column, dice, rows) => {
    const other = otherOf(rows, dice);
    const at = dice.pick(other);
    return column.map((value, i) => (other[i] === at ? column[0] : value));
  },
  // Few large clusters; as many levels as rows; another type.
  (column, dice) => {
    const few = 1 + dice.below(4);
    return column.map((_, i) => column[i % few]);
  },
  (column) => column.map((_, i) => (isNumber(column[0]) ? i : `level ${i}`)),
  (column) => column.map((value) => (value === null ? null : String(value))),
  (column) => column.map((value) => (value === null ? null : value !== 0)),
  (column, dice) => {
    const word = wordFrom(dice);
    return column.map((value) => (typeof value === 'string' && value === column[0] ? word : value));
  },
];

const names = /^(id|z|arm|unit|.*_id|assigned.*|period)$/;

/** From 20 to 200 rows of a table, with up to four columns changed; `named` are those that the study names. */
export function mutatedRows(rows: Rows, named: readonly string[], dice: Dice): Rows {
  const there = named.filter((name) => Object.hasOwn(rows, name));
  const taken = someOf(rows, dice);
  for (let i = dice.below(5); i > 0 && there.length > 0; i--) {
    // Spoiled names of arms and units mostly end in one error: half of the time another column is taken.
    const first = dice.pick(there);
    const name = names.test(first) && dice.once(2) ? dice.pick(there) : first;
    taken[name] = dice.pick(changes)(taken[name], dice, taken);
  }
  return taken;
}

function someOf(rows: Rows, dice: Dice): Record<string, Column> {
  const all = Object.values(rows)[0].length;
  const count = Math.min(all, dice.once(12) ? dice.below(8) + 1 : 20 + dice.below(180));
  const first = dice.below(all - count + 1);
  // Rows often take turns with arms: an odd stride keeps them.
  const stride = dice.once(2) ? 1 : (Math.floor(all / count) - 1) | 1;
  // Drawn with repetition, units repeat.
  const picked = dice.once(20) ? times(count, () => dice.below(all)) : times(count, (i) => (first + i * stride) % all);
  return Object.fromEntries(Object.entries(rows).map(([name, column]) => [name, picked.map((i) => column[i])]));
}
