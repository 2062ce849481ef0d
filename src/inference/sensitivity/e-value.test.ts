import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eValue, riskRatioOfDifference, riskRatioOfOdds } from './e-value.ts';

interface Published {
  name: string;
  ratio: number;
  low: number;
  high: number;
  value: number;
  limit: number;
  printed: [number, number];
}
const golden: { evalues: Published[] } = JSON.parse(readFileSync(new URL('../../../goldens/opt-in/sensitivity.json', import.meta.url), 'utf8'));
const ratios = fc.double({ min: 0.01, max: 100, noNaN: true });

describe('E-values', () => {
  it.each(golden.evalues)('$name', ({ ratio, low, high, value, limit, printed }) => {
    const found = eValue({ value: ratio, low, high });
    expect(found.value / value).toBeCloseTo(1, 10);
    expect(found.limit! / limit).toBeCloseTo(1, 10);
    const digits = String(printed[0]).split('.')[1].length;
    expect([found.value.toFixed(digits), found.limit!.toFixed(digits)]).toEqual(printed.map((p) => p.toFixed(digits)));
  });

  it('have no limit where the interval has none on that side', () => {
    expect(eValue({ value: 2, high: 3 })).toEqual({ value: 2 + Math.sqrt(2) });
    expect(eValue({ value: 0.5, low: 0.4 })).toEqual({ value: 2 + Math.sqrt(2) });
    expect(eValue({ value: 2, low: 1.5, high: Number.POSITIVE_INFINITY }).limit).toBeCloseTo(1.5 + Math.sqrt(0.75), 12);
  });

  it('ask about another truth than one', () => {
    expect(eValue({ value: 2.5, low: 1.8, high: 3.2 }, 1.5)).toEqual(eValue({ value: 2.5 / 1.5, low: 1.8 / 1.5, high: 3.2 / 1.5 }));
    expect(eValue({ value: 1.2, low: 1.1, high: 1.3 }, 2).value).toBeCloseTo(eValue({ value: 2 / 1.2 }).value, 12);
  });

  it('are free of the direction, at least as large as the ratio, and rise with it', () => {
    fc.assert(
      fc.property(ratios, ratios, (a, b) => {
        expect(eValue({ value: a }).value / eValue({ value: 1 / a }).value).toBeCloseTo(1, 9);
        const [less, more] = [a, b].map((r) => Math.max(r, 1 / r)).sort((x, y) => x - y);
        expect(eValue({ value: less }).value).toBeGreaterThanOrEqual(less);
        expect(eValue({ value: more }).value).toBeGreaterThanOrEqual(eValue({ value: less }).value);
      }),
    );
  });

  it('are what the bounding factor needs: two ratios as strong move the ratio to the truth', () => {
    fc.assert(
      fc.property(ratios, ratios, (ratio, truth) => {
        const { value } = eValue({ value: ratio }, truth);
        const moved = Math.max(ratio / truth, truth / ratio);
        expect((value * value) / (2 * value - 1) / moved).toBeCloseTo(1, 8);
      }),
    );
  });

  it('are one for no effect, and for an interval that holds it', () => {
    expect(eValue({ value: 1, low: 0.8, high: 1.25 })).toEqual({ value: 1, limit: 1 });
    expect(eValue({ value: 1.4, low: 1, high: 2 }).limit).toBe(1);
  });
});

describe('risk ratios that other measures stand for', () => {
  it('an odds ratio of a common outcome is its square root, of a rare one itself', () => {
    const common = riskRatioOfOdds({ value: 0.86, low: 0.75, high: 0.99 }, 'common');
    expect([common.value, common.low, common.high].map((r) => r!.toFixed(3))).toEqual(['0.927', '0.866', '0.995']);
    expect(riskRatioOfOdds({ value: 3 }, 'common')).toEqual({ value: Math.sqrt(3) });
    expect(riskRatioOfOdds({ value: 3, low: 2 }, 'rare')).toEqual({ value: 3, low: 2 });
  });

  it('a difference of half a deviation is a ratio of exp(0.455)', () => {
    // As tabled: limits by 1.78 standard errors of 0.25, where 1.78 is 0.91 times 1.956.
    const tabled = riskRatioOfDifference({ value: 0.5, low: 0.5 - (1.78 / 0.91) * 0.25, high: 0.5 + (1.78 / 0.91) * 0.25 }, 1);
    expect(tabled.value).toBeCloseTo(Math.exp(0.91 * 0.5), 12);
    expect(tabled.low).toBeCloseTo(Math.exp(0.91 * 0.5 - 1.78 * 0.25), 12);
    expect(tabled.high).toBeCloseTo(Math.exp(0.91 * 0.5 + 1.78 * 0.25), 12);
    expect(riskRatioOfDifference({ value: 4, low: 2, high: 8 }, 16)).toEqual(riskRatioOfDifference({ value: 0.25, low: 0.125, high: 0.5 }, 1));
  });
});

describe('bad input', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['a ratio of zero', () => eValue({ value: 0 }), /ratio is 0; it must be a positive number/],
    ['a negative truth', () => eValue({ value: 2 }, -1), /truth is -1/],
    ['a low limit above the ratio', () => eValue({ value: 2, low: 3 }), /low is 3; it must be from zero to the ratio/],
    ['a high limit below it', () => eValue({ value: 2, high: 1 }), /high is 1; it must be the ratio or more/],
    ['odds of zero', () => riskRatioOfOdds({ value: 0 }, 'common'), /odds ratio is 0/],
    ['no deviation', () => riskRatioOfDifference({ value: 1 }, 0), /deviation is 0/],
  ])('%s', (_, call, says) => expect(call).toThrow(says));
});
