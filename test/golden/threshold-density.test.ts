import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countTests, countWindows } from '../../src/inference/threshold/density/count-tests.ts';
import { densityCurve } from '../../src/inference/threshold/density/density-curve.ts';
import { type DensityOptions, densityTest } from '../../src/inference/threshold/density/density-test.ts';
import type { WidthChoice } from '../../src/inference/threshold/density/density-width.ts';
import type { Kernel } from '../../src/inference/threshold/kernels.ts';
import { type ScoredRows, scoredRows } from '../../src/inference/threshold/scored-rows.ts';
import { normalQuantile } from '../../src/math/distributions/normal.ts';
import { expectEstimate, expectPValue, expectRelative } from '../support/agree.ts';
import { columnsOf, thresholdColumns, thresholdGolden, told } from '../support/scored-rows-golden.ts';

interface Case extends Omit<DensityOptions, 'width'> {
  readonly frame: string;
  readonly score: string;
  readonly choice: WidthChoice;
  readonly given: readonly [number, number] | null;
  readonly width: readonly [number, number];
  readonly rows: readonly [number, number];
  readonly statistic: number;
  readonly pValue: number;
  readonly conventional: number;
  readonly density: readonly [number, number];
  readonly standardError: readonly [below: number, above: number, difference: number];
}

const golden = thresholdGolden<{
  readonly tolerance: { readonly density: number; readonly curve: number };
  readonly cases: readonly Case[];
  readonly senate: readonly Case[];
  readonly curves: readonly {
    readonly score: string;
    readonly side: 'below' | 'above';
    readonly kernel: Kernel;
    readonly width: number;
    readonly grid: readonly number[];
    readonly density: readonly number[];
    readonly robust: readonly number[];
    readonly standardError: readonly number[];
  }[];
  readonly counts: readonly {
    readonly frame: string;
    readonly score: string;
    readonly width: number;
    readonly tests: readonly { readonly window: number; readonly below: number; readonly above: number; readonly pValue: number }[];
  }[];
}>('density');
const tolerance = golden.tolerance.density;

// Numbers of two decimals are the same in every language when they are read from text.
const twoDecimals = (values: Float64Array): Float64Array => values.map((x) => Number(x.toFixed(2)));
function scoreOf(frame: string, score: string): Float64Array {
  const column = thresholdColumns(frame);
  if (score === 'two-decimals') return twoDecimals(column('score'));
  if (score === 'two-decimals-in-hundredths') return twoDecimals(column('score')).map((x) => 100 * x);
  return column(score);
}
const rowsOf = (frame: string, score: string): ScoredRows => scoredRows(scoreOf(frame, score), 0, []);

function expectCase(rows: ScoredRows, c: Case): void {
  const width = c.given ? { below: c.given[0], above: c.given[1] } : c.choice;
  const found = told(densityTest(rows, { ...c, width }));
  expectRelative(found.width.below, c.width[0], tolerance, 'width below');
  expectRelative(found.width.above, c.width[1], tolerance, 'width above');
  expect([found.rows.below, found.rows.above]).toEqual(c.rows);
  expectEstimate(found.statistic, c.statistic, 1, tolerance, 'statistic');
  expectPValue(found.pValue, c.pValue, c.statistic, tolerance);
  expectEstimate(found.conventional.statistic, c.conventional, 1, tolerance, 'conventional statistic');
  expectRelative(found.below.density, c.density[0], tolerance, 'density below');
  expectRelative(found.above.density, c.density[1], tolerance, 'density above');
  expectRelative(found.below.standardError, c.standardError[0], tolerance, 'error below');
  expectRelative(found.above.standardError, c.standardError[1], tolerance, 'error above');
  expectRelative(found.standardError, c.standardError[2], tolerance, 'error of the difference');
}

describe('density tests agree with rddensity', () => {
  it.each(golden.cases)('$frame by $score: $model, $kernel, $variance, degree $degree, $choice', (c) => expectCase(rowsOf(c.frame, c.score), c));

  const file = new URL('../../../shared/datasets/senate.csv', import.meta.url);
  it.skipIf(!existsSync(file))(`senate margins${existsSync(file) ? '' : ' (not run: data set absent)'}`, () => {
    const rows = scoredRows(
      columnsOf(file)('margin').filter((x) => Number.isFinite(x)),
      0,
      [],
    );
    for (const c of golden.senate) expectCase(rows, c);
    // As rddensity prints it for its defaults.
    const found = told(densityTest(rows, { ...golden.senate[0], width: 'combined' }));
    expect(found.statistic).toBeCloseTo(-0.8753, 4);
    expect(found.pValue).toBeCloseTo(0.3814, 4);
  });

  it.each(golden.curves)('densities of $score $side by $kernel', ({ score, side, kernel, width, grid, density, robust, standardError }) => {
    const points = densityCurve(rowsOf('simulated', score), { below: width, above: width }, { kernel, degree: 2, points: grid.length - 1, level: 0.95 })[side];
    expect(points.length).toBe(grid.length);
    const z = normalQuantile(0.975);
    for (const [i, point] of points.entries()) {
      expectEstimate(point.score, grid[i], 1, 1e-12, 'score');
      expectEstimate(point.density, density[i], standardError[i], golden.tolerance.curve, 'density');
      expectEstimate((point.low + point.high) / 2, robust[i], standardError[i], golden.tolerance.curve, 'robust density');
      expectRelative((point.high - point.low) / 2, z * standardError[i], golden.tolerance.curve, 'reach');
    }
  });

  it.each(golden.counts)('counts of $frame', ({ frame, score, width, tests }) => {
    const rows = rowsOf(frame, score);
    const found = countTests(rows, countWindows(rows, { below: width, above: width }));
    expect(found.map(({ below, above }) => [below, above])).toEqual(tests.map(({ below, above }) => [below, above]));
    for (const [i, { window, pValue }] of tests.entries()) {
      expectRelative(found[i].window.below, window, 1e-12, 'window');
      expectRelative(found[i].pValue, pValue, 1e-9, 'p-value');
    }
  });
});
