import { expect, it } from 'vitest';
import { ascendingOrder } from './ascending-order.ts';
import { stream } from './random/stream.ts';

it('orders numbers of every size and sign', () => {
  const values = Float64Array.of(0, -0, 1, -1, Infinity, -Infinity, 5e-324, -5e-324, 1e308, -1e308, 2 ** 52, Math.PI, -Math.PI);
  expect([...ascendingOrder([values])].map((i) => values[i] + 0)).toEqual([...values.map((v) => v + 0)].sort((a, b) => a - b));
});

it.each([500, 20_000])('orders %i rows as comparing does, ties by the next columns and then as they came', (rows) => {
  const random = stream(7);
  const columns = Array.from({ length: 3 }, () => Float64Array.from({ length: rows }, () => random.integer(12) - 5.5));
  const byComparing = Array.from({ length: rows }, (_, i) => i).sort((a, b) => columns.reduce((found, column) => found || column[a] - column[b], 0));
  expect([...ascendingOrder(columns)]).toEqual(byComparing);
});
