import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { type CovarianceKind, coefficientCovariance } from '../../src/inference/sandwich.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { TwoStageDetails } from '../../src/methods/arms/two-stage/details.ts';
import { twoStageLeastSquares } from '../../src/methods/arms/two-stage/two-stage-least-squares.ts';
import { designOf, type NumericTerm } from '../../src/models/design.ts';
import { type LinearRegression, linearRegression } from '../../src/models/linear-regression.ts';
import { type TwoStageRegression, twoStageRegression } from '../../src/models/two-stage/two-stage-regression.ts';
import { runSync } from '../../src/relation/run.ts';
import { runs } from '../support/runs.ts';

const kinds: readonly CovarianceKind[] = ['nonrobust', 'HC0', 'HC1', 'HC2', 'HC3'];
const drawn = fc.record({
  seed: fc.nat(1e6),
  n: fc.integer({ min: 25, max: 80 }),
  instruments: fc.integer({ min: 1, max: 4 }),
  covariates: fc.integer({ min: 0, max: 3 }),
  strength: fc.double({ min: 0.05, max: 1, noNaN: true }),
  kind: fc.constantFrom(...kinds),
  at: fc.double({ min: -3, max: 3, noNaN: true }),
});

/** Rows of every name, the first letter of which says what it is. */
function columnsOf({ seed, n, instruments, covariates, strength }: { seed: number; n: number; instruments: number; covariates: number; strength: number }) {
  const random = stream(seed);
  const normals = (): Float64Array => Float64Array.from({ length: n }, () => random.normal());
  const z = Object.fromEntries(Array.from({ length: instruments }, (_, j) => [`z${j}`, normals()]));
  const x = Object.fromEntries(Array.from({ length: covariates }, (_, j) => [`x${j}`, normals()]));
  const [u, e, v] = [normals(), normals(), normals()];
  const d = u.map((hidden, i) => 3 + hidden + v[i] + strength * Object.values(z).reduce((sum, values) => sum + values[i], 0) + (x.x0?.[i] ?? 0));
  const y = d.map((amount, i) => 1 + 0.5 * amount + u[i] + e[i] * Math.exp(0.3 * z.z0[i]));
  return { z, x, all: { y, d, ...z, ...x } };
}

const terms = (columns: Readonly<Record<string, Float64Array>>): readonly NumericTerm[] =>
  Object.entries(columns).map(([name, values]) => ({ kind: 'numeric', name, values }));

it('two-stage least squares from moments equals the regression on rows, whatever the covariance', () => {
  fc.assert(
    fc.property(drawn, (c) => {
      const { z, x, all } = columnsOf(c);
      const plain = (columns: Readonly<Record<string, Float64Array>>, intercept = false) => designOf(c.n, terms(columns), { intercept });
      const fit = twoStageRegression({
        outcome: all.y,
        endogenous: plain({ d: all.d }),
        instruments: plain(z),
        exogenous: plain(x, true),
      }) as TwoStageRegression;
      const [j, k] = [fit.names.indexOf('d'), fit.names.length];
      const standardError = Math.sqrt((coefficientCovariance(fit, c.kind) as Float64Array)[j * (k + 1)]);
      const asked = { outcome: 'y', treatment: 'd', instruments: Object.keys(z), covariates: Object.keys(x), covariance: c.kind };
      const [found] = runSync(fromColumns(all), twoStageLeastSquares(asked)).estimates;
      expect(Math.abs(found.value - fit.coefficients[j])).toBeLessThan(1e-8 * Math.max(standardError, Math.abs(found.value)));
      expect(Math.abs(found.standardError! / standardError - 1)).toBeLessThan(1e-7);
    }),
    runs(150),
  );
});

it('the set holds an effect exactly when the instruments do not predict what it leaves of the outcome', () => {
  fc.assert(
    fc.property(drawn, (c) => {
      const { z, x, all } = columnsOf(c);
      const asked = { outcome: 'y', treatment: 'd', instruments: Object.keys(z), covariates: Object.keys(x), covariance: c.kind };
      const [found] = runSync(fromColumns(all), twoStageLeastSquares(asked)).estimates;
      const left = all.y.map((value, i) => value - c.at * all.d[i]);
      const fit = linearRegression({ outcome: left, design: designOf(c.n, terms({ ...z, ...x })) }) as LinearRegression;
      // The test of no effect on what is left: its own regression, asked as one.
      const [again] = runSync(fromColumns({ ...all, y: left }), twoStageLeastSquares(asked)).estimates;
      const m = c.instruments;
      const statistic = m === 1 ? fit.coefficients[1] ** 2 / (coefficientCovariance(fit, c.kind) as Float64Array)[fit.names.length + 1] : again.test!.statistic;
      expect(Math.abs((m === 1 ? again.test!.statistic ** 2 : again.test!.statistic) - statistic)).toBeLessThan(1e-7 * Math.max(1, statistic));
      if (Math.abs(again.test!.pValue - 0.05) < 1e-6) return;
      const inside = found.interval.pieces.some(({ low = -Infinity, high = Infinity }) => low <= c.at && c.at <= high);
      expect(inside).toBe(again.test!.pValue > 0.05);
      expect((found.details as TwoStageDetails).interval).toBe('anderson-rubin');
    }),
    runs(150),
  );
});
