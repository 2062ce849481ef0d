import { expect } from 'vitest';
import type { Answer } from '../../src/estimate/answer.ts';
import type { OptInOptions } from '../../src/methods/opt-in/options.ts';
import {
  adjustedBalance,
  doublyRobust,
  hiddenCause,
  naiveDifference,
  negativeControl,
  overlap,
  propensityWeighting,
  regressionAdjustment,
} from '../../src/methods/opt-in/questions.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { run } from '../../src/relation/run.ts';
import { expectDeepClose } from './deep-close.ts';

const asked = [doublyRobust, propensityWeighting, regressionAdjustment, naiveDifference, overlap, adjustedBalance, hiddenCause, negativeControl];

/** What every question that goes by moments too says of units that are fetched, and of the same units where they stay. */
export async function expectSameFromMoments(rows: Relation, options: OptInOptions, where: Relation, tolerance: number): Promise<void> {
  for (const question of asked) {
    if (options.optIn.estimand === 'ato' && question.id === regressionAdjustment.id) continue;
    const [units, moments] = [await run(rows, question(options)), await run(where, question({ ...options, mostUnits: 0 }))];
    expectSame(moments, units, question.id, tolerance);
  }
}

/** Effects in their own errors; what is said in words is the same but for how fine chances are counted. */
function expectSame(moments: Answer, units: Answer, id: string, tolerance: number): void {
  expect(moments.estimates.length, id).toBe(units.estimates.length);
  for (const [i, estimate] of units.estimates.entries()) {
    const other = moments.estimates[i];
    const inErrors = (found: number | undefined, expected: number | undefined, what: string): void =>
      expect(Math.abs((found ?? 0) - (expected ?? 0)) / estimate.standardError!, `${id} ${what}`).toBeLessThan(tolerance);
    inErrors(other.value, estimate.value, 'value');
    for (const end of ['low', 'high'] as const) {
      inErrors(other.interval.pieces[0][end], estimate.interval.pieces[0][end], `interval, ${end}`);
      inErrors(other.bounds?.[end], estimate.bounds?.[end], `bound, ${end}`);
    }
    const rest = { value: 0, test: 0, relative: 0, bounds: 0, interval: 0 };
    expectDeepClose({ ...other, ...rest }, { ...estimate, ...rest }, tolerance, id);
    // Of an effect near zero digits are fewer.
    expect(Math.abs((other.test?.statistic ?? 0) - (estimate.test?.statistic ?? 0)), `${id} t`).toBeLessThan(
      tolerance * (1 + Math.abs(estimate.test?.statistic ?? 0)),
    );
    if (estimate.relative) expectDeepClose(other.relative, estimate.relative, 100 * tolerance, `${id} relative`);
  }
  const said = ({ findings }: Answer): unknown =>
    findings.map(({ statistic = 0, pValue = 0, says, ...finding }) => ({
      ...finding,
      // Which of several columns is the worst, where all are alike but for rounding, nobody can tell.
      says: id === adjustedBalance.id && Math.abs(statistic) < 1e-9 ? '' : says,
      statistic: Math.round(1e6 * statistic) / 1e6 + 0,
      pValue: Math.round(1e6 * pValue) / 1e6,
    }));
  expect(said(moments), id).toEqual(said(units));
  const drawn = ({ exhibits }: Answer): unknown =>
    // Weights of single units are drawn where these are looked at.
    exhibits
      .filter(({ id }) => !id.startsWith('weights:'))
      .map(({ columns: { 'distance of distributions': _, ...columns }, ...exhibit }) => ({ ...exhibit, columns }));
  expectDeepClose(drawn(moments), drawn(units), 1e3 * tolerance, id);
}
