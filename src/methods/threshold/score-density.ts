import { type DensityOptions, type DensityRefusal, type DensityTest, densityTest } from '../../inference/threshold/density/density-test.ts';
import { type ScoredRows, scoredRows } from '../../inference/threshold/scored-rows.ts';
import { remembered } from '../../math/remembered.ts';
import type { Threshold } from './own.ts';

/** Rows by their score, and whether there are as many just on one side as just on the other. */
export interface ScoreDensity {
  readonly rows: ScoredRows;
  readonly test: DensityTest | DensityRefusal;
}

/** Local parabolas of the distribution function, as the study weighs rows. */
export const densityOptionsOf = ({ kernel, massPoints }: Threshold): DensityOptions => ({
  model: 'unrestricted',
  kernel,
  variance: 'jackknife',
  degree: 2,
  width: 'combined',
  massPoints: massPoints === 'adjust',
});

/** The density of scores on both sides, once for its test and its figure; of rows on one side alone there is none. */
export const densityOf = (score: Float64Array, threshold: Threshold): ScoreDensity | undefined =>
  remembered(score, `density ${JSON.stringify(densityOptionsOf(threshold))}`, () => {
    const rows = scoredRows(score, 0, []);
    return rows.below === 0 || rows.below === rows.score.length ? undefined : { rows, test: densityTest(rows, densityOptionsOf(threshold)) };
  });
