import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { type CovarianceKind, coefficientCovariance } from '../../src/inference/sandwich.ts';
import { quadraticForm } from '../../src/math/matrix.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../src/methods/arms/ancova.ts';
import { cuped } from '../../src/methods/arms/cuped.ts';
import { type DesignTerm, designOf } from '../../src/models/design.ts';
import { leastUnitsOf } from '../../src/models/factor-levels.ts';
import { columnsOfUnits, experiments, type Unit } from '../support/experiments.ts';
import { arm, centred, contrast, estimatesOf, expectCoefficient, factor, numeric, regression } from '../support/row-regression.ts';
import { runs } from '../support/runs.ts';

const kinds: readonly CovarianceKind[] = ['nonrobust', 'HC0', 'HC1', 'HC2', 'HC3'];

/** Rare levels are merged, which the regression on rows does not do. */
function noLevelIsRare(units: readonly Unit[]): boolean {
  const arms = [...new Set(units.map(({ z }) => z))].map((z) => units.filter((unit) => unit.z === z).length);
  const least = leastUnitsOf(arms);
  return [...new Set(units.map(({ g }) => g))].every((g) => units.filter((unit) => unit.g === g).length >= least);
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
        fc.oneof(experiments(2, { minLength: 45, maxLength: 90 }), experiments(3, { minLength: 75, maxLength: 120 })),
        fc.constantFrom(...kinds),
        (units, covariance) => {
          fc.pre(noLevelIsRare(units));
          const arms = [...new Set(units.map(({ z }) => z))].filter((z) => z > 0).sort();
          const fit = regression(units, [...arms.map((z) => arm(units, z)), ...covariates(units)]);
          const found = estimatesOf(units, ancova({ ...contrast, adjust, covariance, freedom: 'residuals' }));
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
      fc.property(experiments(2, { minLength: 45, maxLength: 90 }), fc.constantFrom(...kinds), (units, covariance) => {
        fc.pre(noLevelIsRare(units));
        const x = centred(designOf(units.length, covariates(units), { intercept: false }));
        const z = arm(units, 1);
        const fit = regression(units, [z, ...x, ...x.map((of): DesignTerm => ({ kind: 'interaction', of: [z, of] }))]);
        const [sample, population] = (['sample', 'population'] as const).map((target) =>
          estimatesOf(units, adjustedItt({ ...contrast, adjust, covariance, target, freedom: 'residuals' })),
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
        const found = estimatesOf(units, ancova({ ...contrast, adjust: ['x'], covariance, freedom: 'residuals' }), { x: holes });
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
