import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leeBounds } from '../../src/diagnostics/lee-bounds.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Estimate, Piece } from '../../src/estimate/estimate.ts';
import { column } from '../../src/expressions/build.ts';
import { newcombe, newcombeRatio } from '../../src/inference/newcombe.ts';
import { quadraticSet } from '../../src/inference/quadratic-set.ts';
import { type Pair, ratioSet } from '../../src/inference/ratio-set.ts';
import { type CovarianceKind, coefficientCovariance } from '../../src/inference/sandwich.ts';
import { quadraticForm } from '../../src/math/matrix.ts';
import { adjustedItt } from '../../src/methods/randomized/adjusted-itt.ts';
import { ancova } from '../../src/methods/randomized/ancova.ts';
import { type ComplierDetails, complierEffect } from '../../src/methods/randomized/complier-effect.ts';
import { cuped } from '../../src/methods/randomized/cuped.ts';
import { itt } from '../../src/methods/randomized/itt.ts';
import { type Design, type DesignTerm, designOf, type FactorTerm, type NumericTerm } from '../../src/models/design.ts';
import { type LinearRegression, linearRegression } from '../../src/models/linear-regression.ts';
import type { Asking } from '../../src/relation/asking.ts';
import { runSync } from '../../src/relation/run.ts';
import { columnsOfUnits, experiments, type Unit } from '../support/experiments.ts';

const seed = Number(process.env.SEED ?? 20_260_901);
const runs = (times: number) => ({ seed, numRuns: times * Number(process.env.TIMES ?? 1) });
const kinds: readonly CovarianceKind[] = ['nonrobust', 'HC0', 'HC1', 'HC2', 'HC3'];
const contrast = { outcome: 'y', assignment: 'z', control: 0 };

/** The estimates, or undefined where these units cannot tell them: collinear covariates or leverage one. */
function estimatesOf(
  units: readonly Unit[],
  asking: Asking<Answer>,
  more: Readonly<Record<string, readonly (number | null)[]>> = {},
): readonly Estimate[] | undefined {
  try {
    const { estimates } = runSync(fromColumns({ ...columnsOfUnits(units), ...more }), asking);
    return estimates.length > 0 ? estimates : undefined;
  } catch (error) {
    if (error instanceof EstimandError && error.code === 'covariates-collinear') return undefined;
    throw error;
  }
}

const numeric = (name: string, values: ArrayLike<number>): NumericTerm => ({ kind: 'numeric', name, values: Float64Array.from(values) });
const factor = (name: string, values: readonly string[]): FactorTerm => {
  const levels = [...new Set(values)].sort();
  return { kind: 'factor', name, levels, codes: values.map((level) => levels.indexOf(level)) };
};
const arm = (units: readonly Unit[], of: number): NumericTerm =>
  numeric(
    `z=${of}`,
    units.map(({ z }) => (z === of ? 1 : 0)),
  );
const centred = ({ names, columns }: Design): readonly NumericTerm[] =>
  columns.map((values, j) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return numeric(
      names[j],
      values.map((v) => v - mean),
    );
  });

/** The regression on the rows themselves; undefined unless it is sound enough to be compared to nine digits. */
function regression(units: readonly Unit[], terms: readonly DesignTerm[]): LinearRegression | undefined {
  const fit = linearRegression({ outcome: columnsOfUnits(units).y, design: designOf(units.length, terms) });
  if ('kind' in fit || fit.dfResidual < 1 || fit.leverage.some((h) => h > 1 - 1e-6)) return undefined;
  return fit.gramInverse.every((v) => Math.abs(v) < 1e4) && fit.residualSumOfSquares > 1e-3 ? fit : undefined;
}

function expectCoefficient(found: Estimate, fit: LinearRegression, name: string, covariance: CovarianceKind, added = 0): void {
  const [j, k] = [fit.names.indexOf(name), fit.names.length];
  const matrix = coefficientCovariance(fit, covariance) as Float64Array;
  const standardError = Math.sqrt(matrix[j * (k + 1)] + added);
  expect(Math.abs(found.value - fit.coefficients[j])).toBeLessThan(1e-9 * Math.max(Math.abs(found.value), standardError));
  expect(Math.abs(found.standardError! / standardError - 1), covariance).toBeLessThan(1e-8);
  expect(found.interval.reference).toEqual({ kind: 't', df: fit.dfResidual });
}

describe('adjustment from moments equals the regression on rows', () => {
  const adjust = ['x', { factor: 'g' }];
  const covariates = (units: readonly Unit[]): readonly DesignTerm[] => [
    numeric('x', columnsOfUnits(units).x),
    factor(
      'g',
      units.map(({ g }) => g),
    ),
  ];

  it('ancova, with two and three arms and every covariance', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.oneof(experiments(2, { minLength: 10, maxLength: 40 }), experiments(3, { minLength: 20, maxLength: 40 })),
        fc.constantFrom(...kinds),
        (units, covariance) => {
          const arms = [...new Set(units.map(({ z }) => z))].filter((z) => z > 0).sort();
          const fit = regression(units, [...arms.map((z) => arm(units, z)), ...covariates(units)]);
          const found = estimatesOf(units, ancova({ ...contrast, adjust, covariance }));
          fc.pre(fit !== undefined && found !== undefined);
          for (const [i, z] of arms.entries()) expectCoefficient(found![i], fit!, `z=${z}`, covariance);
          compared++;
        },
      ),
      runs(150),
    );
    expect(compared).toBeGreaterThan(100);
  });

  it('adjusted-itt is the interacted regression at the mean covariates, for these units and for the population', () => {
    let compared = 0;
    fc.assert(
      fc.property(experiments(2, { minLength: 20, maxLength: 40 }), fc.constantFrom(...kinds), (units, covariance) => {
        const x = centred(designOf(units.length, covariates(units), { intercept: false }));
        const z = arm(units, 1);
        const fit = regression(units, [z, ...x, ...x.map((of): DesignTerm => ({ kind: 'interaction', of: [z, of] }))]);
        const [sample, population] = (['sample', 'population'] as const).map((target) =>
          estimatesOf(units, adjustedItt({ ...contrast, adjust, covariance, target })),
        );
        fc.pre(fit !== undefined && sample !== undefined && population !== undefined);
        expectCoefficient(sample![0], fit!, 'z=1', covariance);
        const d = fit!.coefficients.slice(2 + x.length);
        const n = units.length;
        const spread = Float64Array.from(x.flatMap((a) => x.map((b) => a.values.reduce((sum, v, i) => sum + v * b.values[i], 0) / (n - 1))));
        expectCoefficient(population![0], fit!, 'z=1', covariance, quadraticForm(spread, d) / n);
        compared++;
      }),
      runs(150),
    );
    expect(compared).toBeGreaterThan(80);
  });

  it('a missing covariate is as good as zero with an indicator', () => {
    const missing = fc.tuple(experiments(2, { minLength: 24, maxLength: 40 }), fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }));
    let compared = 0;
    fc.assert(
      fc.property(missing, fc.constantFrom(...kinds), ([units, lost], covariance) => {
        const counts = [0, 1].map((z) => units.filter((unit, i) => unit.z === z && lost[i]).length);
        const sizes = [0, 1].map((z) => units.filter((unit) => unit.z === z).length);
        fc.pre(counts.every((count, z) => count >= 2 && sizes[z] - count >= 3));
        const holes = units.map(({ x }, i) => (lost[i] ? null : x));
        const zeroed = [
          numeric(
            'x',
            holes.map((v) => v ?? 0),
          ),
          numeric(
            'x is missing',
            holes.map((v) => (v === null ? 1 : 0)),
          ),
        ];
        const fit = regression(units, [arm(units, 1), ...zeroed]);
        const found = estimatesOf(units, ancova({ ...contrast, adjust: ['x'], covariance }), { x: holes });
        fc.pre(fit !== undefined && found !== undefined);
        expectCoefficient(found![0], fit!, 'z=1', covariance);
        expect(found![0].sizes.units).toBe(units.length);
        compared++;
      }),
      runs(150),
    );
    expect(compared).toBeGreaterThan(80);
  });
});

describe('relative effects of adjusted means', () => {
  const positive = experiments(2, { minLength: 20, maxLength: 40 }).map((units) => units.map((unit) => ({ ...unit, y: unit.y + 40 })));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const variance = (values: readonly number[]): number => values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1);

  /** At both ends treatment - ratio x control is just rejected, with the variance that this ratio gives it. */
  function expectEnds(found: Estimate, treatment: number, control: number, varianceAt: (ratio: number) => number): void {
    const { interval } = found.relative!;
    expect(found.relative!.value).toBeCloseTo(treatment / control - 1, 10);
    const half = found.interval.pieces[0].high! - found.value;
    const critical = half / found.standardError!;
    for (const end of [interval!.pieces[0].low!, interval!.pieces[0].high!]) {
      const ratio = 1 + end;
      expect(Math.abs(treatment - ratio * control) / Math.sqrt(varianceAt(ratio)) / critical).toBeCloseTo(1, 7);
    }
  }

  it('adjusted-itt: each arm by its own regression, both at the mean of one sampled covariate', () => {
    let compared = 0;
    fc.assert(
      fc.property(positive, (units) => {
        const at = mean(units.map(({ x }) => x));
        const fits = [1, 0].map((z) => {
          const own = units.filter((unit) => unit.z === z);
          return regression(own, [
            numeric(
              'x',
              own.map(({ x }) => x - at),
            ),
          ]);
        });
        const found = estimatesOf(units, adjustedItt({ ...contrast, adjust: ['x'] }));
        fc.pre(found !== undefined && fits.every((fit) => fit !== undefined));
        const [one, zero] = fits.map((fit) => ({
          mean: fit!.coefficients[0],
          slope: fit!.coefficients[1],
          of: (coefficientCovariance(fit!, 'HC2') as Float64Array)[0],
        }));
        const spread = variance(units.map(({ x }) => x)) / units.length;
        expectEnds(found![0], one.mean, zero.mean, (ratio) => one.of + ratio ** 2 * zero.of + (one.slope - ratio * zero.slope) ** 2 * spread);
        compared++;
      }),
      runs(60),
    );
    expect(compared).toBeGreaterThan(40);
  });

  /** Cov(Y - b X, b X) within an arm over all n: how the mean of an arm moves with the mean covariate that it is moved to. */
  const drift = (units: readonly Unit[], z: number, b: number): number => {
    const own = units.filter((unit) => unit.z === z);
    const [x, rest] = [own.map((unit) => b * unit.x), own.map((unit) => unit.y - b * unit.x)];
    return rest.reduce((sum, v, i) => sum + (v - mean(rest)) * (x[i] - mean(x)), 0) / (own.length - 1) / units.length;
  };

  it('cuped: Welch on Y - theta X, moved to the mean covariate that both arms share', () => {
    fc.assert(
      fc.property(positive, (units) => {
        const found = estimatesOf(units, cuped({ ...contrast, covariate: 'x' }));
        fc.pre(found !== undefined);
        const { theta } = found![0].details as { theta: number };
        const at = mean(units.map(({ x }) => x));
        const [one, zero] = [1, 0].map((z) => {
          const adjusted = units.filter((unit) => unit.z === z).map(({ x, y }) => y - theta * (x - at));
          return { mean: mean(adjusted), of: variance(adjusted) / adjusted.length, drift: drift(units, z, theta) };
        });
        const shared = (theta ** 2 * variance(units.map(({ x }) => x))) / units.length;
        expectEnds(
          found![0],
          one.mean,
          zero.mean,
          (ratio) => one.of + ratio ** 2 * zero.of + (1 - ratio) ** 2 * shared + 2 * (1 - ratio) * (one.drift - ratio * zero.drift),
        );
      }),
      runs(60),
    );
  });

  it('ancova: the regression on rows, moved to the mean covariate that both arms share', () => {
    let compared = 0;
    fc.assert(
      fc.property(positive, (units) => {
        const at = mean(units.map(({ x }) => x));
        const fit = regression(units, [
          arm(units, 1),
          numeric(
            'x',
            units.map(({ x }) => x - at),
          ),
        ]);
        const found = estimatesOf(units, ancova({ ...contrast, adjust: ['x'] }));
        fc.pre(fit !== undefined && found !== undefined);
        const [control, effect, slope] = fit!.coefficients;
        const v = coefficientCovariance(fit!, 'HC2') as Float64Array;
        const shared = (slope ** 2 * variance(units.map(({ x }) => x))) / units.length;
        const [one, zero] = [drift(units, 1, slope), drift(units, 0, slope)];
        // Of effect + (1 - ratio) control mean.
        const fixed = (ratio: number): number => v[4] + 2 * (1 - ratio) * v[1] + (1 - ratio) ** 2 * v[0];
        expectEnds(found![0], control + effect, control, (ratio) => fixed(ratio) + (1 - ratio) ** 2 * shared + 2 * (1 - ratio) * (one - ratio * zero));
        compared++;
      }),
      runs(60),
    );
    expect(compared).toBeGreaterThan(40);
  });
});

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

const contains = (pieces: readonly Piece[], at: number): boolean => pieces.some(({ low = -Infinity, high = Infinity }) => low <= at && at <= high);

describe('sets', () => {
  const coefficient = fc.double({ min: -5, max: 5, noNaN: true }).map((v) => (Math.abs(v) < 1e-3 ? 0 : v));
  const point = fc.double({ min: -20, max: 20, noNaN: true });

  it('a quadratic set holds the points where the inequality does', () => {
    fc.assert(
      fc.property(coefficient, coefficient, coefficient, fc.array(point, { minLength: 10, maxLength: 30 }), (a, b, c, points) => {
        const pieces = quadraticSet(a, b, c);
        for (const x of points) {
          const at = a * x * x + b * x + c;
          if (Math.abs(at) > 1e-9) expect(contains(pieces, x)).toBe(at < 0);
        }
      }),
      runs(500),
    );
  });

  it('a ratio set holds the ratios that are not rejected, and the ratio itself', () => {
    const positive = fc.double({ min: 0.01, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        coefficient,
        coefficient,
        positive,
        positive,
        fc.double({ min: -0.95, max: 0.95, noNaN: true }),
        fc.array(point, { minLength: 10, maxLength: 30 }),
        (n, d, s1, s2, correlation, points) => {
          const pair: Pair = { numerator: n, denominator: d, numeratorVariance: s1 * s1, denominatorVariance: s2 * s2, covariance: correlation * s1 * s2 };
          const pieces = ratioSet(pair, 1.96);
          if (d !== 0) expect(contains(pieces, n / d)).toBe(true);
          for (const r of points) {
            const statistic = Math.abs(n - r * d) / Math.sqrt(pair.numeratorVariance - 2 * r * pair.covariance + r * r * pair.denominatorVariance);
            if (Math.abs(statistic - 1.96) > 1e-6) expect(contains(pieces, r)).toBe(statistic < 1.96);
          }
        },
      ),
      runs(500),
    );
  });

  const proportion = fc.integer({ min: 1, max: 400 }).chain((n) => fc.record({ events: fc.integer({ min: 0, max: n }), n: fc.constant(n) }));
  it("Newcombe's limits lie within one, hold the difference and flip with the arms", () => {
    fc.assert(
      fc.property(proportion, proportion, fc.constantFrom(0, 0.5, 0.95, 0.9999), (p1, p0, level) => {
        const [{ low, high }, swapped] = [newcombe(p1, p0, level), newcombe(p0, p1, level)];
        const difference = p1.events / p1.n - p0.events / p0.n;
        expect([low >= -1, low <= difference + 1e-15, difference <= high + 1e-15, high <= 1]).toEqual([true, true, true, true]);
        expect([-swapped.high, -swapped.low]).toEqual([expect.closeTo(low, 14), expect.closeTo(high, 14)]);
      }),
      runs(500),
    );
  });

  it('the limits of a ratio are the inverse of those of the inverse ratio', () => {
    fc.assert(
      fc.property(proportion, proportion, fc.constantFrom(0.5, 0.95, 0.9999), (p1, p0, level) => {
        fc.pre(p1.events > 0 && p0.events > 0);
        const [ratio, inverse] = [newcombeRatio(p1, p0, level), newcombeRatio(p0, p1, level)];
        expect(ratio.low * inverse.high!).toBeCloseTo(1, 9);
        expect(ratio.high! * inverse.low).toBeCloseTo(1, 9);
      }),
      runs(500),
    );
  });
});

describe('Lee bounds', () => {
  it('hold the effect among those observed in either arm, when assignment only ever reveals outcomes', () => {
    const unit = fc.record({ y: fc.integer({ min: -9, max: 9 }), effect: fc.integer({ min: -3, max: 3 }), always: fc.boolean() });
    fc.assert(
      fc.property(fc.array(unit, { minLength: 2, maxLength: 30 }), (units) => {
        // Every unit is in both arms once: then the shares and the always-observed are alike in both, and the bounds are exact.
        const always = units.filter((u) => u.always);
        fc.pre(always.length > 0);
        const y = [...units.map((u) => (u.always ? u.y : null)), ...units.map((u) => u.y + u.effect)];
        const z = Float64Array.from(y, (_, i) => (i < units.length ? 0 : 1));
        const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
        const control = { arm: '0', n: always.length, share: always.length / units.length, mean: mean(always.map((u) => u.y)) };
        const treatment = { arm: '1', n: units.length, share: 1, mean: mean(units.map((u) => u.y + u.effect)) };
        const { low, high } = runSync(fromColumns({ y, z }), leeBounds(treatment, control, column('y'), 'z'));
        const truth = mean(always.map((u) => u.effect));
        expect(low).toBeLessThanOrEqual(truth + 1e-12);
        expect(high).toBeGreaterThanOrEqual(truth - 1e-12);
      }),
      runs(200),
    );
  });
});
