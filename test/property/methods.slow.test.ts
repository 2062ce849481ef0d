import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { column } from '../../src/expressions/build.ts';
import { leeBounds } from '../../src/inference/losses/lee-bounds.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../src/methods/arms/ancova.ts';
import { cuped } from '../../src/methods/arms/cuped.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import type { ComplierDetails } from '../../src/methods/randomized/complier-details.ts';
import { complierEffect } from '../../src/methods/randomized/complier-effect.ts';
import { runSync } from '../../src/relation/run.ts';
import { contains } from '../support/contains.ts';
import { experiments } from '../support/experiments.ts';
import { contrast, estimatesOf } from '../support/row-regression.ts';
import { runs } from '../support/runs.ts';

describe('laws of the methods', () => {
  const units = experiments(2, { minLength: 8, maxLength: 40 });
  const askings = {
    itt: () => itt(contrast),
    cuped: () => cuped({ ...contrast, covariate: 'x' }),
    'adjusted-itt': () => adjustedItt({ ...contrast, adjust: ['x'] }),
    ancova: () => ancova({ ...contrast, adjust: ['x'] }),
  };

  it.each(Object.entries(askings))('%s shifts and scales with the outcome, in any order of rows', (_, asking) => {
    fc.assert(
      fc.property(units, fc.integer({ min: -50, max: 50 }), fc.constantFrom(-4, 0.5, 3), (those, shift, scale) => {
        const base = estimatesOf(those, asking());
        fc.pre(base !== undefined && base[0].standardError! > 1e-6);
        const moved = estimatesOf(
          [...those].reverse().map((unit) => ({ ...unit, y: shift + scale * unit.y })),
          asking(),
        );
        const tolerance = 1e-8 * base![0].standardError! * Math.abs(scale);
        expect(Math.abs(moved![0].value - scale * base![0].value)).toBeLessThan(tolerance);
        expect(Math.abs(moved![0].standardError! - Math.abs(scale) * base![0].standardError!)).toBeLessThan(tolerance);
      }),
      runs(60),
    );
  });

  it('the complier effect is the intention-to-treat effect when everybody does as assigned', () => {
    fc.assert(
      fc.property(units, (those) => {
        const [plain] = estimatesOf(those, itt(contrast)) ?? [];
        fc.pre(plain !== undefined && plain.standardError! > 1e-6 && plain.interval.reference.kind === 't');
        const [found] = estimatesOf(those, complierEffect({ ...contrast, usage: 'z' }))!;
        expect(found.value).toBeCloseTo(plain.value, 10);
        expect(found.standardError!).toBeCloseTo(plain.standardError!, 10);
        const { wald, firstStage } = found.details as ComplierDetails;
        expect(firstStage).toBe(1);
        expect([found.interval.pieces[0].low, found.interval.pieces[0].high].map((v) => v!.toFixed(9))).toEqual([wald.low, wald.high].map((v) => v.toFixed(9)));
      }),
      runs(60),
    );
  });

  it('the Anderson-Rubin set holds exactly the effects of use that the test of Y - effect x use does not reject', () => {
    const withUse = fc.tuple(
      units,
      fc.array(fc.nat(1), { minLength: 40, maxLength: 40 }),
      fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 20, maxLength: 20 }),
    );
    fc.assert(
      fc.property(withUse, ([those, use, candidates]) => {
        const d = those.map((_, i) => use[i]);
        const found = estimatesOf(those, complierEffect({ ...contrast, usage: 'd' }), { d });
        fc.pre(found !== undefined);
        for (const effect of candidates) {
          const [rest] =
            estimatesOf(
              those.map((unit, i) => ({ ...unit, y: unit.y - effect * d[i] + 1e-3 * Math.cos(i) })),
              itt(contrast),
            ) ?? [];
          const [own] = estimatesOf(
            those.map((unit, i) => ({ ...unit, y: unit.y + 1e-3 * Math.cos(i) })),
            complierEffect({ ...contrast, usage: 'd' }),
            { d },
          )!;
          if (rest?.test === undefined) continue;
          const df = those.length - 2;
          const statistic = Math.abs(rest.value / rest.standardError!);
          const inside = contains(own.interval.pieces, effect);
          const [wide, narrow] = [criticalAt(own, df) * (1 + 1e-6), criticalAt(own, df) * (1 - 1e-6)];
          if (statistic > wide) expect(inside).toBe(false);
          if (statistic < narrow) expect(inside).toBe(true);
        }
      }),
      runs(40),
    );
  });
});

/** The critical value behind the Wald interval, which is that of the set too. */
function criticalAt(e: Estimate, df: number): number {
  expect(e.interval.reference).toEqual({ kind: 't', df });
  const { wald } = e.details as ComplierDetails;
  return (wald.high - wald.low) / 2 / e.standardError!;
}

describe('Lee bounds', () => {
  it('hold the effect among those observed in either arm, when assignment only ever reveals outcomes', () => {
    const unit = fc.record({ y: fc.integer({ min: -9, max: 9 }), effect: fc.integer({ min: -3, max: 3 }), always: fc.boolean() });
    fc.assert(
      fc.property(fc.array(unit, { minLength: 2, maxLength: 30 }), (units) => {
        // Every unit is in both arms once: then the shares and the always-observed are alike in both, and the bounds are exact.
        const always = units.filter((u) => u.always);
        fc.pre(always.length > 1);
        const y = [...units.map((u) => (u.always ? u.y : null)), ...units.map((u) => u.y + u.effect)];
        const z = Float64Array.from(y, (_, i) => (i < units.length ? 0 : 1));
        const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
        const [bounds] = runSync(fromColumns({ y, z }), leeBounds({ measure: column('y'), assignment: 'z', control: 0 }));
        const truth = mean(always.map((u) => u.effect));
        if (bounds.kind === 'none') expect(bounds.why).toBe('few-observed');
        else {
          expect(bounds.low.value).toBeLessThanOrEqual(truth + 1e-12);
          expect(bounds.high.value).toBeGreaterThanOrEqual(truth - 1e-12);
        }
      }),
      runs(200),
    );
  });
});
