import { expect, it } from 'vitest';
import { dot } from './dot.ts';

it('multiplies and adds from given places on, whatever the length is modulo the unrolled four', () => {
  const a = Float64Array.from({ length: 1000 }, (_, i) => i);
  for (const length of [0, 1, 3, 4, 7, 255, 256, 257, 998]) {
    let expected = 0;
    for (let i = 0; i < length; i++) expected += (i + 2) * (i + 1);
    expect(dot(a, a, length, 2, 1)).toBe(expected);
  }
});

it('hardly rounds a long sum of equal terms', () => {
  const tenths = new Float64Array(1_000_000).fill(0.1);
  const ones = new Float64Array(tenths.length).fill(1);
  expect(Math.abs(dot(tenths, ones) / 100_000 - 1)).toBeLessThan(2e-15);
});
