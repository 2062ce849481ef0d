import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chiSquareTail } from './chi-square.ts';
import { fTail } from './f.ts';
import { normalCdf, normalDensity, normalQuantile, normalTail, normalTwoSided } from './normal.ts';
import { studentTCdf, studentTDensity, studentTQuantile, studentTTail, studentTTwoSided } from './student-t.ts';

const functions = { normalTail, normalQuantile, studentTTail, studentTQuantile, chiSquareTail, fTail };
type Name = keyof typeof functions;
const golden = JSON.parse(readFileSync(new URL('../../../goldens/distributions/distributions.json', import.meta.url), 'utf8')) as Record<Name, number[][]> & {
  tolerance: number;
};

function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}

describe('distributions agree with scipy', () => {
  it.each(Object.keys(functions) as Name[])('%s to 1e-12 relative, tails included', (name) => {
    const f = functions[name] as (...parameters: number[]) => number;
    const wrong = golden[name].filter((row) => !(relativeError(f(...row.slice(0, -1)), row.at(-1) as number) <= golden.tolerance));
    expect(golden[name].length).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });
});

describe('distributions keep their closed forms', () => {
  it('Student t with one degree of freedom is the Cauchy distribution, also near zero', () => {
    for (const t of [1e-8, 0.01, 0.3, 0.5, 1, 7, 1e8, 1e200]) {
      expect(relativeError(studentTTail(t, 1), Math.atan(1 / t) / Math.PI)).toBeLessThan(1e-14);
    }
  });
  it('Student t with two degrees of freedom has quantile (2p - 1) / sqrt(2p(1 - p))', () => {
    for (const p of [1e-250, 1e-20, 0.01, 0.3, 0.49, 0.51, 0.975]) {
      expect(relativeError(studentTQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)))).toBeLessThan(1e-13);
    }
  });
  it('chi-square with two degrees of freedom is exponential', () => {
    for (const x of [1e-3, 1, 40, 1300]) expect(relativeError(chiSquareTail(x, 2), Math.exp(-x / 2))).toBeLessThan(1e-13);
  });
  it('F(1, d) is the square of Student t', () => {
    for (const d of [1, 3, 12.5, 1e4]) for (const t of [0.1, 1, 3, 20]) expect(relativeError(fTail(t * t, 1, d), studentTTwoSided(t, d))).toBeLessThan(1e-12);
  });
  it('F with infinite second degrees of freedom is chi-square over df', () => {
    expect(relativeError(fTail(2.5, 4, Infinity), chiSquareTail(10, 4))).toBe(0);
    expect(relativeError(fTail(2.5, 4, 1e13), chiSquareTail(10, 4))).toBeLessThan(1e-11);
  });
  it('infinite degrees of freedom are the normal distribution, and 1e15 hardly differ from it', () => {
    expect(studentTTail(1.3, Infinity)).toBe(normalTail(1.3));
    expect(studentTQuantile(0.01, Infinity)).toBe(normalQuantile(0.01));
    expect(studentTDensity(1.3, Infinity)).toBe(normalDensity(1.3));
    expect(relativeError(studentTTail(2, 1e15), normalTail(2))).toBeLessThan(1e-13);
    expect(relativeError(studentTQuantile(0.975, 1e15), normalQuantile(0.975))).toBeLessThan(1e-13);
  });
});

describe('quantiles and tails', () => {
  const dfs = [0.3, 1, 2.5, 9, 57.3, 99, 101, 1e3, 1e5, 1e7, 1e9];
  it('undo one another', () => {
    for (const df of dfs) {
      for (const p of [1e-200, 1e-12, 0.004, 0.2, 0.25, 0.3, 0.4999]) {
        const t = -studentTQuantile(p, df);
        if (t < Infinity) expect(relativeError(studentTTail(t, df), p)).toBeLessThan(1e-12 * Math.max(1, Math.log(1 / p)));
      }
    }
  });
  it('are symmetric about zero', () => {
    for (const df of dfs) {
      expect(studentTQuantile(0.5, df)).toBe(0);
      expect(studentTQuantile(0.75, df)).toBe(-studentTQuantile(0.25, df));
      expect(studentTTail(-1.2, df) + studentTTail(1.2, df)).toBeCloseTo(1, 15);
      expect(studentTCdf(-1.2, df)).toBe(studentTTail(1.2, df));
    }
    expect(normalCdf(-3)).toBe(normalTail(3));
    expect(normalTwoSided(-3)).toBe(2 * normalTail(3));
  });
  it('reach the ends of the line', () => {
    expect([studentTQuantile(0, 5), studentTQuantile(1, 5)]).toEqual([-Infinity, Infinity]);
    expect([studentTTail(Infinity, 5), studentTTail(-Infinity, 5), chiSquareTail(0, 3), fTail(0, 2, 3)]).toEqual([0, 1, 1, 1]);
    expect(fTail(Infinity, 2, 3)).toBe(0);
  });
  it('the density is the slope of the distribution', () => {
    for (const df of dfs) {
      const slope = (studentTCdf(0.8 + 1e-5, df) - studentTCdf(0.8 - 1e-5, df)) / 2e-5;
      expect(relativeError(studentTDensity(0.8, df), slope)).toBeLessThan(1e-8);
    }
  });
  it('stay fast at ten million degrees of freedom', () => {
    const begin = performance.now();
    for (let i = 0; i < 200; i++) studentTTwoSided(0.5 + i / 50, 1e7);
    expect(performance.now() - begin).toBeLessThan(500);
  });
});
