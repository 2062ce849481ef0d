import { describe, it } from 'vitest';
import { effectByExposure } from '../../src/across/over-time/exposure.ts';
import { exactSharesTest } from '../../src/diagnostics/share-test.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column, times } from '../../src/expressions/build.ts';
import { holm } from '../../src/inference/multiplicity/step-wise.ts';
import { multinomialPValue } from '../../src/inference/sequential/multinomial.ts';
import { chiSquareTail } from '../../src/math/distributions/chi-square.ts';
import { studentTTwoSided } from '../../src/math/distributions/student-t.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { effectOverTime } from '../../src/methods/arms/over-time/effect-over-time.ts';
import { runSync } from '../../src/relation/run.ts';
import { alarmsOf, binomial, expectRare, many, threshold } from './alarms.ts';
import { expectHits, replications } from './band.ts';
import { atLeast, below, nominal } from './case.ts';
import { type DrawnOverTime, outcome, overTime, protocol } from './draws-over-time.ts';

const count = (silent: (random: Random) => boolean): number =>
  Array.from({ length: replications }, (_, r) => silent(stream(21_000_000, r))).filter(Boolean).length;

describe('an effect that is the same on all days', () => {
  const kinds = {
    'a normal outcome that rises for everybody': { units: 1_000, draw: (random: Random, day: number) => 0.2 * day + random.normal() },
    '20 units on each of 10 days': { units: 200, draw: (random: Random) => random.normal() },
    'a rare event': { units: 2_000, draw: (random: Random) => random.bernoulli(0.04) },
  } as const;

  it.each(Object.entries(kinds))('of %s drifts no more often than promised', (_, { units, draw }) => {
    const silent = count((random) => {
      const day = Float64Array.from({ length: units }, (__, i) => Math.floor((10 * i) / units));
      const rows = fromColumns({ day, z: day.map(() => random.bernoulli(0.5)), y: day.map((at) => draw(random, at)) });
      const asked = { outcome: 'y', assignment: 'z', control: 0, time: times(column('day'), 86_400), timeColumn: 'day' };
      return runSync(rows, effectOverTime(asked)).findings.every(({ verdict }) => verdict === 'pass');
    });
    expectHits(silent, atLeast(0.99));
  });
});

describe('units that have trends of their own, and no effect', () => {
  const drawn = (random: Random): DrawnOverTime => overTime(random, { units: 200, days: 10, draw: (r, day, unit) => unit * (day - 5) + r.normal() });

  it('show no novelty more often than promised, and are covered on a day', () => {
    const answers = Array.from({ length: replications }, (_, r) => {
      const { rows, ages } = drawn(stream(21_100_000, r));
      return runSync(rows, effectByExposure(protocol, [outcome], ages));
    });
    expectHits(answers.filter(({ findings }) => findings[0].verdict === 'pass').length, atLeast(0.99));
    const covers = ({ exhibits: [{ columns }] }: (typeof answers)[number], k: number): boolean => Number(columns.low[k]) <= 0 && Number(columns.high[k]) >= 0;
    for (const k of [0, 8]) expectHits(answers.filter((answer) => covers(answer, k)).length, nominal());
  });

  it('do so in one study of five where days of a unit are taken for units', () => {
    const silent = Array.from({ length: replications }, (_, r) => unitDaysTest(drawn(stream(21_100_000, r))) >= 0.01).filter(Boolean).length;
    expectHits(silent, below(0.9));
  });
});

/** p-value of the difference between the slopes of two regressions over days of units, as if each were a unit of its own. */
function unitDaysTest({ values, arms, reach, ages: { window } }: DrawnOverTime): number {
  const slopes = ['1', '0'].map((arm) => {
    const own = values.filter((_, i) => arms[i] === arm && reach[i] >= window).flatMap((days) => Array.from(days.slice(0, window), (y, t) => ({ t, y })));
    const mean = (of: (one: (typeof own)[number]) => number): number => own.reduce((sum, one) => sum + of(one), 0) / own.length;
    const [t, y] = [mean((one) => one.t), mean((one) => one.y)];
    const spread = own.reduce((sum, one) => sum + (one.t - t) ** 2, 0);
    const slope = own.reduce((sum, one) => sum + (one.t - t) * (one.y - y), 0) / spread;
    const left = own.reduce((sum, one) => sum + (one.y - y - slope * (one.t - t)) ** 2, 0);
    return { slope, variance: left / (own.length - 2) / spread, n: own.length };
  });
  const [one, zero] = slopes;
  return studentTTwoSided((one.slope - zero.slope) / Math.sqrt(one.variance + zero.variance), one.n + zero.n - 4);
}

describe('shares as planned', () => {
  const shares = [0.5, 0.3, 0.2];
  const units = 10_000;
  const every = 500;
  /** Units by arm at every look. */
  const looksOf = (random: Random): readonly (readonly number[])[] => {
    const so = [0, 0, 0];
    const looks: number[][] = [];
    for (let i = 1; i <= units; i++) {
      const u = random.uniform();
      so[u < 0.5 ? 0 : u < 0.8 ? 1 : 2]++;
      if (i % every === 0) looks.push([...so]);
    }
    return looks;
  };
  const pearson = (counts: readonly number[]): number => {
    const n = counts.reduce((a, b) => a + b, 0);
    return chiSquareTail(
      counts.reduce((sum, x, j) => sum + (x - n * shares[j]) ** 2 / (n * shares[j]), 0),
      2,
    );
  };

  it('are doubted at any of 20 looks by the sequential test no more often than promised, by chi-square at each look often', () => {
    const sequential = count((random) => multinomialPValue(looksOf(random), shares) >= 0.05);
    expectHits(sequential, atLeast(0.95));
    const repeated = count((random) => looksOf(random).every((counts) => pearson(counts) >= 0.05));
    expectHits(repeated, below(0.9));
  });

  it('in each of twelve segments are doubted no more often than promised', () =>
    expectRare(
      alarmsOf((random) => {
        const p = [20, 60, 200, 600, 40, 40, 40, 900, 30, 30, 90, 300].map((n) => {
          const treated = binomial(random, n, 0.4);
          return exactSharesTest([n - treated, treated], n, (arm) => [0.6, 0.4][arm]);
        });
        return Math.min(...holm(p)) < threshold;
      }, many),
      many,
    ));
});
