import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectRelative } from '../../test/support/agree.ts';
import { quadraticSet } from './quadratic-set.ts';
import { deltaVariance, type Pair, ratioSet } from './ratio-set.ts';

const golden = JSON.parse(readFileSync(new URL('../../goldens/inference/inference.json', import.meta.url), 'utf8'));
type Case = { readonly name: string; readonly pair: Pair; readonly critical: number; readonly pieces: readonly (readonly [number | null, number | null])[] };

describe('ratioSet', () => {
  it.each(golden.ratioSet as Case[])('finds $name where a scan of the test does', ({ pair, critical, pieces }) => {
    const found = ratioSet(pair, critical);
    expect(found.length).toBe(pieces.length);
    for (const [i, [low, high]] of pieces.entries()) {
      expect([found[i].low === undefined, found[i].high === undefined]).toEqual([low === null, high === null]);
      if (low !== null) expectRelative(found[i].low, low, golden.tolerance.relative, 'lower end');
      if (high !== null) expectRelative(found[i].high, high, golden.tolerance.relative, 'upper end');
    }
  });

  it('nears the delta interval as the denominator becomes certain', () => {
    const pair: Pair = { numerator: 2, denominator: 4, numeratorVariance: 0.01, denominatorVariance: 1e-12, covariance: 0 };
    const [{ low, high }] = ratioSet(pair, 2);
    const half = 2 * Math.sqrt(deltaVariance(pair));
    expectRelative(low, 0.5 - half, 1e-9, 'lower end');
    expectRelative(high, 0.5 + half, 1e-9, 'upper end');
  });
});

describe('deltaVariance', () => {
  it('is no less than zero where rounding is all that is left', () => {
    const left = Array.from({ length: 200 }, (_, i) => {
      const [r, denominatorVariance] = [0.1 + i / 7, 1 / 3 + i / 11];
      const [covariance, numeratorVariance] = [r * denominatorVariance, r * r * denominatorVariance];
      return deltaVariance({ numerator: r * 0.7, denominator: 0.7, numeratorVariance, denominatorVariance, covariance });
    });
    expect(Math.min(...left)).toBe(0);
  });
});

describe('quadraticSet', () => {
  it.each([
    ['an interval', [1, -3, 2], [{ low: 1, high: 2 }]],
    ['two rays', [-1, 3, -2], [{ high: 1 }, { low: 2 }]],
    ['a point', [1, -4, 4], [{ low: 2, high: 2 }]],
    ['nothing', [1, 0, 1], []],
    ['the whole line', [-1, 0, -1], [{}]],
    ['a ray below', [0, 2, -6], [{ high: 3 }]],
    ['a ray above', [0, -2, 6], [{ low: 3 }]],
    ['the whole line without slope', [0, 0, -1], [{}]],
    ['nothing without slope', [0, 0, 1], []],
  ] as const)('gives %s', (_, [a, b, c], pieces) => expect(quadraticSet(a, b, c)).toEqual(pieces));

  it('keeps the digits of a root that nearly cancels', () => {
    const [{ low, high }] = quadraticSet(1, -1e8, 1);
    expect(low).toBe(1e-8);
    expect(high).toBe(1e8);
  });
});
