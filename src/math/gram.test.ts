import { describe, expect, it } from 'vitest';
import { compensatedTotals, totalOf } from './compensated-totals.ts';
import { addGram, type RowBlock } from './gram.ts';

describe.each([5, 300])('addGram over %i rows', (rows) => {
  it.each([1, 2, 3, 4, 5, 7, 8, 9])('sums the products of %i columns over the rows asked for', (columns) => {
    const stride = rows + 1;
    const left: RowBlock = { values: Float64Array.from({ length: columns * stride }, (_, i) => ((i * 37) % 11) - 5), stride, columns };
    const right: RowBlock = { ...left, values: left.values.map((value, i) => value * ((i % stride) + 1)) };
    const sums = compensatedTotals(columns * columns);
    addGram(left, right, rows, sums);
    addGram(left, right, rows, sums);
    for (let i = 0; i < columns; i++) {
      for (let j = i; j < columns; j++) {
        let expected = 0;
        for (let r = 0; r < rows; r++) expected += 2 * left.values[i * stride + r] * right.values[j * stride + r];
        expect(totalOf(sums, i * columns + j)).toBe(expected);
      }
    }
  });
});
