import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { maxT } from '../../src/inference/multiplicity/max-t.ts';
import { benjaminiHochberg, hochberg, holm } from '../../src/inference/multiplicity/step-wise.ts';
import { largestOf } from '../../src/math/distributions/multivariate/largest.ts';
import { rectangleProbability } from '../../src/math/distributions/multivariate/rectangle.ts';
import { expectRelative } from '../support/agree.ts';
import { productCorrelation } from '../support/correlations.ts';

const golden = (name: string) => JSON.parse(readFileSync(new URL(`../../goldens/multiplicity/${name}.json`, import.meta.url), 'utf8'));
const statsmodels = golden('statsmodels');
const dunnett = golden('dunnett');
const mvtnorm = golden('mvtnorm');

interface Adjusted {
  readonly name: string;
  readonly p: readonly number[];
  readonly holm: readonly number[];
  readonly hochberg: readonly number[];
  readonly benjaminiHochberg: readonly number[];
}

describe('step procedures agree with statsmodels', () => {
  it.each(statsmodels.cases as Adjusted[])('$name', (family) => {
    for (const [name, adjust] of Object.entries({ holm, hochberg, benjaminiHochberg })) {
      const expected = family[name as 'holm' | 'hochberg' | 'benjaminiHochberg'];
      const found = adjust(family.p);
      expect(found).toHaveLength(expected.length);
      for (const [i, p] of expected.entries()) expectRelative(found[i], p, statsmodels.tolerance.relative, `${name} ${i}`);
    }
  });
});

interface Quantile {
  readonly name: string;
  readonly df: number | null;
  readonly level: number;
  readonly critical: number;
}

describe('contrasts with one control agree with quadrature in 25 digits', () => {
  it.each(dunnett.cases as (Quantile & { loadings: readonly number[]; side: 'two-sided' | 'upper' })[])('$name', ({ loadings, df, side, level, critical }) => {
    const found = largestOf(productCorrelation(loadings), loadings.length, df ?? Infinity, 0)[side];
    expectRelative(found.critical(1 - level), critical, dunnett.tolerance.relative, 'critical value');
    expect(found.error(critical)).toBe(0);
  });
});

// Dunnett (1964), Biometrics 20, two-sided 5 % points for equal arms.
it.each([
  { contrasts: 2, df: 20, printed: '2.38' },
  { contrasts: 3, df: 20, printed: '2.54' },
  { contrasts: 9, df: Infinity, printed: '2.69' },
])('$contrasts contrasts with a control at $df degrees of freedom have the published $printed', ({ contrasts, df, printed }) => {
  const family = {
    statistics: new Array(contrasts).fill(1),
    correlation: productCorrelation(new Array(contrasts).fill(Math.SQRT1_2)),
    references: new Array(contrasts).fill({ kind: 't', df }),
  };
  expect(maxT({ ...family, level: 0.95, boundsLevel: 0.95 }).critical[0].toFixed(2)).toBe(printed);
});

interface Probability {
  readonly name: string;
  readonly grade: 'exact' | 'lattice' | 'wide';
  readonly correlation: readonly number[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  readonly df: number | null;
  readonly probability: number;
}

describe('rectangles agree with mvtnorm', () => {
  it.each(mvtnorm.probabilities as Probability[])('$name ($grade)', ({ grade, correlation, lower, upper, df, probability }) => {
    const rectangle = {
      lower: Float64Array.from(lower, (x) => x ?? -Infinity),
      upper: Float64Array.from(upper, (x) => x ?? Infinity),
      correlation,
      df: df ?? Infinity,
    };
    const found = rectangleProbability(rectangle);
    const { standardErrors, most } = mvtnorm.tolerance.wide;
    const allowed = grade === 'wide' ? Math.min(most, standardErrors * found.error) : mvtnorm.tolerance[grade];
    expect(Math.abs(found.probability - probability)).toBeLessThanOrEqual(allowed);
    expect(found.error === 0).toBe(grade === 'exact');
  });

  it.each(mvtnorm.quantiles as (Quantile & { correlation: readonly number[] })[])('equicoordinate quantile: $name', ({ correlation, df, level, critical }) => {
    const { outside } = largestOf(correlation, Math.sqrt(correlation.length), df ?? Infinity, 0)['two-sided'];
    expect(Math.abs(outside(critical) - (1 - level))).toBeLessThanOrEqual(mvtnorm.tolerance.lattice);
  });
});
