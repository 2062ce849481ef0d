import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { chiSquareTail } from './chi-square.ts';
import { fTail, fUpperQuantile } from './f.ts';
import { noncentralChiSquareTail, noncentralChiSquareUpperQuantile } from './noncentral-chi-square.ts';

const functions = { noncentralChiSquareTail, noncentralChiSquareUpperQuantile, fUpperQuantile };
type Name = keyof typeof functions;
const golden = JSON.parse(readFileSync(new URL('../../../goldens/instruments/distributions.json', import.meta.url), 'utf8')) as Record<Name, number[][]> & {
  tolerance: number;
};

it.each(Object.keys(functions) as Name[])('%s agrees with scipy', (name) => {
  const f = functions[name] as (...parameters: number[]) => number;
  const wrong = golden[name].filter((row) => !(Math.abs(f(...row.slice(0, -1)) / row.at(-1)! - 1) <= golden.tolerance));
  expect(golden[name].length).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});

it('quantiles turn tails around, and no noncentrality is the central distribution', () => {
  for (const tail of [1e-5, 0.05, 0.7]) {
    expect(Math.abs(fTail(fUpperQuantile(tail, 3, 40), 3, 40) / tail - 1)).toBeLessThan(1e-12);
    expect(Math.abs(noncentralChiSquareTail(noncentralChiSquareUpperQuantile(tail, 2.5, 8), 2.5, 8) / tail - 1)).toBeLessThan(1e-12);
  }
  expect(noncentralChiSquareTail(3, 2, 0)).toBe(chiSquareTail(3, 2));
});
