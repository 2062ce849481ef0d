import { describe, it } from 'vitest';
import type { Piece } from '../../src/estimate/estimate.ts';
import { conformalAverage, type PeriodPermutations, shiftedPeriods, shuffledPeriods } from '../../src/inference/synthetic/conformal.ts';
import { gapBy } from '../../src/inference/synthetic/gap.ts';
import type { Panel, SyntheticEstimator } from '../../src/inference/synthetic/panel.ts';
import { firstOf, ofPeriods } from '../../src/inference/synthetic/panels-of.ts';
import { placebosOf } from '../../src/inference/synthetic/placebo.ts';
import { type PlaceboStatistic, placeboTest } from '../../src/inference/synthetic/placebo-test.ts';
import { syntheticControl } from '../../src/inference/synthetic/synthetic-control.ts';
import { differenceInDifferences, syntheticDid } from '../../src/inference/synthetic/synthetic-did.ts';
import { studentTQuantile } from '../../src/math/distributions/student-t.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { drawPanel } from '../support/placebo-panels.ts';
import { expectHits, few, heldBy } from './band.ts';
import { atLeast, below, type Expected, shown } from './case.ts';

/** In how many draws does each hold? */
function expectShares(
  name: string,
  expected: Readonly<Record<string, Expected>>,
  holding: (random: Random, draw: number) => Readonly<Record<string, boolean>>,
): void {
  const hits = new Map<string, number>();
  for (let draw = 0; draw < few; draw++)
    for (const [check, holds] of Object.entries(holding(stream(20_261_130, draw), draw))) hits.set(check, (hits.get(check) ?? 0) + (holds ? 1 : 0));
  if (process.env.CALIBRATION_PRINT === '1') for (const [check, count] of hits) console.log(`${name}, ${check}: ${(count / few).toFixed(4)} of ${few}`);
  for (const [check, of] of Object.entries(expected)) expectHits(hits.get(check) ?? 0, heldBy(of, few), few);
}

const effect = 1;
const withoutEffect = (panel: Panel): Panel => ({
  ...panel,
  values: panel.values.map((value, at) => (at >= panel.donors * panel.periods && at % panel.periods >= panel.before ? value - effect : value)),
});
const covers = (piece: Piece | undefined): boolean => piece !== undefined && (piece.low ?? -Infinity) <= effect && effect <= (piece.high ?? Infinity);
const estimators: readonly (readonly [string, SyntheticEstimator])[] = [
  ['simplex', syntheticControl({ level: 'kept' })],
  ['simplex and constant', syntheticControl({ level: 'moved' })],
  ['synthetic difference-in-differences', syntheticDid],
];
const statistics: readonly PlaceboStatistic[] = ['effect', 'studentized', 'held-out', 'ratio'];

/** A t interval that takes what is left before the change for so many independent errors. */
function naive(panel: Panel, estimator: SyntheticEstimator): Piece {
  const gap = gapBy(estimator, panel)!;
  const { before, periods } = panel;
  const radius = studentTQuantile(0.975, before - 1) * gap.rmspeBefore * Math.sqrt(1 / before + 1 / (periods - before));
  return { low: gap.effect - radius, high: gap.effect + radius };
}

describe('in-space placebos of 38 donors', () => {
  const checked = (panel: Panel, random: Random): Readonly<Record<string, boolean>> => {
    const found: Record<string, boolean> = {};
    for (const [name, estimator] of estimators) {
      const placebos = placebosOf(panel, estimator, random)!;
      for (const statistic of statistics) {
        const test = placeboTest(placebos, statistic);
        // A fit without any gap before the change has no such statistic, and rejects nothing.
        for (const level of [0.95, 0.9]) found[`${name}, ${statistic} at ${level}`] = test ? covers(test.interval(level)) : true;
        if (test?.bounds) {
          const { low = -Infinity, high = Infinity } = test.bounds(0.95);
          found[`${name}, ${statistic}, bounds`] = low <= effect;
          found[`${name}, ${statistic}, upper bounds`] = effect <= high;
        }
      }
      found[`${name}, naive`] = covers(naive(panel, estimator));
    }
    return found;
  };
  const noises = (draw: number): readonly number[] => {
    const random = stream(7, draw);
    return Array.from({ length: 39 }, () => 0.4 * Math.exp(0.7 * random.normal()));
  };
  const shape = { units: 39, treated: 1, periods: 30, before: 20, effect, carried: 0.4 };
  const each = (expected: (statistic: PlaceboStatistic, level: number) => Expected): Record<string, Expected> =>
    Object.fromEntries(
      estimators.flatMap(([name]) =>
        statistics.flatMap((statistic) => [0.95, 0.9].map((level) => [`${name}, ${statistic} at ${level}`, expected(statistic, level)])),
      ),
    );

  it('hold their size and cover where units are exchangeable, of the same noise', () => {
    const bounds = estimators.flatMap(([name]) =>
      ['effect', 'studentized', 'held-out'].flatMap((statistic) =>
        ['bounds', 'upper bounds'].map((side): [string, Expected] => [`${name}, ${statistic}, ${side}`, atLeast(0.95)]),
      ),
    );
    const expected = { ...each((_, level) => atLeast(level)), ...Object.fromEntries(bounds), 'simplex and constant, naive': below(0.95) };
    expectShares('same noise', expected, (random) => checked(drawPanel({ ...shape, noise: () => 0.5 }, random), random));
  });

  it('do so where noise differs by unit, and nobody knows for whom', () => {
    const expected = { ...each((_, level) => atLeast(level)), 'simplex and constant, naive': below(0.95) };
    expectShares('noise by unit', expected, (random, draw) => checked(drawPanel({ ...shape, noise: (unit) => noises(draw)[unit] }, random), random));
  });

  const known = (noise: number) => (random: Random, draw: number) =>
    checked(drawPanel({ ...shape, noise: (unit) => (unit === 38 ? noise : noises(draw)[unit]) }, random), random);

  it('do so for a treated unit known to be noisier only where its gap before the change is divided by', () => {
    const expected = each((statistic, level) => (statistic === 'effect' ? below(level) : statistic === 'held-out' ? atLeast(level - 0.05) : shown));
    expectShares('noisier treated', expected, known(2));
  });

  it('do so for one known to be quieter, with fewer periods than donors, only where that gap is of periods that are held out', () => {
    const expected = {
      ...each((statistic, level) => (statistic === 'held-out' ? atLeast(level - 0.05) : shown)),
      'simplex and constant, studentized at 0.9': below(0.9),
    };
    expectShares('quieter treated', expected, known(0.1));
  });
});

describe('several treated units', () => {
  it.each([
    [12, 4],
    [20, 5],
  ])('of %d donors stand for %d no more than donors do', (donors, treated) => {
    const shape = { units: donors + treated, treated, periods: 16, before: 10, effect, carried: 0.4, noise: () => 0.5 };
    expectShares(`${treated} treated, ${donors} donors`, { covered: atLeast(0.9) }, (random) => {
      const test = placeboTest(placebosOf(drawPanel(shape, random), differenceInDifferences, random, 200)!, 'effect')!;
      return { covered: covers(test.interval(0.9)) };
    });
  });
});

describe('conformal inference with 20 donors and 40 periods', () => {
  const shape = { units: 21, treated: 1, periods: 40, before: 32, effect, noise: () => 0.5 };
  const checked = (panel: Panel, random: Random): Readonly<Record<string, boolean>> => {
    const none = withoutEffect(panel);
    const first = ofPeriods(none, firstOf(panel.before + 1), panel.before);
    // An interval covers an effect that is not rejected; at a level that no p-value reaches nothing else is searched.
    const keeps = (of: Panel, estimator: SyntheticEstimator, permutations: PeriodPermutations): boolean =>
      conformalAverage(of, estimator, 0.9999, permutations)!.pValue > 0.1 + 1e-9;
    return Object.fromEntries(
      estimators.slice(0, 2).flatMap(([name, estimator]) => [
        [`${name}, shifted`, keeps(none, estimator, shiftedPeriods)],
        [`${name}, shuffled`, keeps(none, estimator, shuffledPeriods(199, random))],
        [`${name}, first period`, keeps(first, estimator, shiftedPeriods)],
        [`${name}, naive`, covers(naive(panel, estimator))],
      ]),
    );
  };

  it('covers where periods are exchangeable', () => {
    const expected = Object.fromEntries(
      ['simplex', 'simplex and constant'].flatMap((name) => ['shifted', 'shuffled', 'first period'].map((way) => [`${name}, ${way}`, atLeast(0.9)])),
    );
    expectShares('exchangeable periods', expected, (random) => checked(drawPanel({ ...shape, carried: 0 }, random), random));
  });

  it('comes near by shifts where each period depends on the one before, and by no other order', () => {
    const expected = {
      'simplex, shifted': atLeast(0.86),
      'simplex and constant, shifted': atLeast(0.86),
      'simplex and constant, shuffled': below(0.86),
      'simplex and constant, naive': below(0.9),
    };
    expectShares('dependent periods', expected, (random) => checked(drawPanel({ ...shape, carried: 0.75 }, random), random));
  });
});
