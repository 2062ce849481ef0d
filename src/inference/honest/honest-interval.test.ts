import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomEventStudy } from '../../../test/support/event-studies.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { quadraticForm } from '../../math/matrix.ts';
import type { EventStudy } from './event-study.ts';
import { type HonestInterval, honestInterval, type Restriction } from './honest-interval.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../goldens/honest/${name}`, import.meta.url), 'utf8'));
const restrictions = ['relative-magnitudes', 'relative-smoothness', 'smoothness', 'smoothness-hybrid'] as const;
const targets = ['first', 'average', 'random'] as const;

function limits(study: EventStudy, restriction: Restriction, size: number, level = 0.95): HonestInterval {
  const interval = honestInterval(study, restriction, size, level);
  if ('refused' in interval) throw new Error(interval.refused);
  return interval;
}

/** Weights of all coefficients, zero before. */
const inAll = ({ before, target }: EventStudy): Float64Array => Float64Array.from([...new Float64Array(before), ...target]);
const errorOf = (study: EventStudy): number => Math.sqrt(quadraticForm(study.covariance, inAll(study)));
const valueOfTarget = (study: EventStudy): number => inAll(study).reduce((sum, weight, i) => sum + weight * study.estimates[i], 0);

interface GoldenStudy {
  readonly before: number;
  readonly after: number;
  readonly estimates: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  readonly target: readonly number[];
}
const studyOf = ({ before, after, estimates, covariance, target }: GoldenStudy): EventStudy => ({
  before,
  after,
  estimates: Float64Array.from(estimates),
  covariance: Float64Array.from(covariance.flat()),
  target: Float64Array.from(target),
});

describe('as honestdid, at ends that no grid rounds', () => {
  const golden = read('honest.json');

  it.each(golden.cases as { name?: string; study: GoldenStudy; rows: [Restriction, number, number, number][] }[])(
    '$name, $study.before before and $study.after after, target $study.target',
    ({ study: told, rows }) => {
      const study = studyOf(told);
      const error = errorOf(study);
      for (const [restriction, size, low, high] of rows) {
        const ours = limits(study, restriction, size);
        const says = `${restriction} ${size}: ${ours.low} to ${ours.high}, not ${low} to ${high}`;
        if (restriction === 'smoothness') {
          expect(Math.abs(ours.high - ours.low - (high - low)) / 2, says).toBeLessThan(golden.tolerance.half * error);
          expect(Math.abs(ours.high + ours.low - (high + low)) / 2, says).toBeLessThan(golden.tolerance.centre * error);
        } else {
          expect(Math.max(Math.abs(ours.low - low), Math.abs(ours.high - high)), says).toBeLessThan(golden.tolerance.hybrid * error);
        }
      }
    },
  );
});

describe('as HonestDiD in R published', () => {
  const golden = read('benzarti-carloni.json');
  const rows = (['relative-magnitudes', 'smoothness'] as const).flatMap((restriction) =>
    golden[restriction].rows.map((row: readonly unknown[]) => [restriction, ...row]),
  );

  it.each(rows as [Restriction, number[], number, number, number, number][])('%s, target %s, %d', (restriction, target, size, low, high, tolerance) => {
    const ours = limits(studyOf({ before: 4, after: 4, ...golden, target }), restriction, size);
    expect(Math.abs(ours.low - low)).toBeLessThan(tolerance);
    expect(Math.abs(ours.high - high)).toBeLessThan(tolerance);
  });
});

describe('laws', () => {
  it('no change after the reference: the interval of the estimate itself', () => {
    for (const target of targets) {
      const study = randomEventStudy(3, 3, 4, target);
      const reach = -normalQuantile(0.025) * errorOf(study);
      const { low, high } = limits(study, 'relative-magnitudes', 0);
      expect(low / errorOf(study)).toBeCloseTo((valueOfTarget(study) - reach) / errorOf(study), 7);
      expect(high / errorOf(study)).toBeCloseTo((valueOfTarget(study) + reach) / errorOf(study), 7);
    }
  });

  it('it is wider the more is allowed, and no shorter than the change allowed', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const study = randomEventStudy(seed, 2 + (seed % 4), 1 + (seed % 5), targets[seed % 3]);
      for (const restriction of restrictions) {
        let last = 0;
        for (const size of [0, 0.4, 1, 4]) {
          const { low, high } = limits(study, restriction, size);
          expect(high - low, `${seed} ${restriction} ${size}`).toBeGreaterThan(last);
          last = high - low;
        }
      }
    }
  });

  it('a higher level holds a lower one', () => {
    const study = randomEventStudy(5, 4, 3, 'average');
    for (const restriction of restrictions.filter((one) => one !== 'smoothness')) {
      const [narrow, wide] = [limits(study, restriction, 0.7, 0.8), limits(study, restriction, 0.7, 0.99)];
      expect(wide.low).toBeLessThan(narrow.low);
      expect(wide.high).toBeGreaterThan(narrow.high);
    }
  });

  it('another unit of the outcome, far up or down, changes the unit alone', () => {
    for (const factor of [1e-7, 3, 1e9]) {
      for (const restriction of restrictions) {
        const study = randomEventStudy(8, 4, 3, 'random');
        const scaled = { ...study, estimates: study.estimates.map((x) => x * factor), covariance: study.covariance.map((x) => x * factor ** 2) };
        const inUnits = restriction.startsWith('smoothness') ? factor : 1;
        const [one, other] = [limits(study, restriction, 0.6), limits(scaled, restriction, 0.6 * inUnits)];
        expect(other.low / factor).toBeCloseTo(one.low, 7);
        expect(other.high / factor).toBeCloseTo(one.high, 7);
      }
    }
  });

  it('an outcome upside down, and a target upside down, turn the interval', () => {
    for (let seed = 1; seed <= 3; seed++) {
      const study = randomEventStudy(seed, 3, 4, 'random');
      for (const restriction of restrictions) {
        const one = limits(study, restriction, 0.4);
        for (const turned of [
          { ...study, estimates: study.estimates.map((x) => -x) },
          { ...study, target: study.target.map((x) => -x) },
        ]) {
          const other = limits(turned, restriction, 0.4);
          expect(-other.high).toBeCloseTo(one.low, 7);
          expect(-other.low).toBeCloseTo(one.high, 7);
        }
      }
    }
  });

  it('a straight line in the bias changes nothing that asks for smoothness', () => {
    const study = randomEventStudy(4, 4, 3, 'average');
    const straight = { ...study, estimates: study.estimates.map((x, i) => x + 2 * (i < 4 ? i - 4 : i - 3)) };
    for (const restriction of restrictions.slice(1)) {
      // The estimate takes the line in, and what it is continued by takes it off.
      const [one, other] = [limits(study, restriction, 0.3), limits(straight, restriction, 0.3)];
      expect(other.low).toBeCloseTo(one.low, 7);
      expect(other.high).toBeCloseTo(one.high, 7);
    }
  });

  it('periods after the target do not matter to relative magnitudes where noise is alike', () => {
    // With one period before, the allowance is its coefficient, and the first effect has one change.
    const covariance = Float64Array.of(1, 0.5, 0.5, 1);
    const study = { before: 1, after: 1, estimates: Float64Array.of(0.7, 5), covariance, target: Float64Array.of(1) };
    const { low, high } = limits(study, 'relative-magnitudes', 1);
    expect((low + high) / 2).toBeGreaterThan(4);
    expect(low).toBeLessThan(5 - 0.7 - 1.6);
    expect(high).toBeGreaterThan(5 + 0.7 + 1.6);
  });
});

describe('refusals', () => {
  const study = randomEventStudy(1, 2, 2);
  const refused = (changed: Partial<EventStudy>, restriction: Restriction = 'relative-magnitudes', size = 1, level = 0.95) =>
    honestInterval({ ...study, ...changed }, restriction, size, level);
  const without = randomEventStudy(1, 0, 2);
  const one = randomEventStudy(1, 1, 2);

  it('has no period before, or one where smoothness is relative to those before', () => {
    for (const restriction of restrictions) {
      const least = restriction === 'relative-smoothness' ? 2 : 1;
      expect(refused(without, restriction)).toEqual({ refused: 'too-few-periods-before', before: 0, least });
      if (least === 2) expect(refused(one, restriction)).toEqual({ refused: 'too-few-periods-before', before: 1, least });
      else expect(refused(one, restriction)).toHaveProperty('low');
    }
  });

  it('has no effect to ask about', () => {
    expect(refused({ target: new Float64Array(2) })).toEqual({ refused: 'no-target' });
    expect(refused({ after: 0, estimates: study.estimates.slice(0, 2), covariance: Float64Array.of(1, 0, 0, 1), target: new Float64Array(0) })).toEqual({
      refused: 'no-target',
    });
  });

  it('is no event study', () => {
    expect(refused({ estimates: new Float64Array(3) })).toEqual({ refused: 'lengths-differ', of: 'estimates', found: 3, asked: 4 });
    expect(refused({ covariance: new Float64Array(4) })).toEqual({ refused: 'lengths-differ', of: 'covariance', found: 4, asked: 16 });
    expect(refused({ estimates: Float64Array.of(1, NaN, 1, 1) })).toEqual({ refused: 'not-finite', of: 'estimates' });
    expect(refused({ covariance: study.covariance.map((x, i) => (i === 1 ? x + 1 : x)) })).toEqual({ refused: 'not-a-covariance' });
    expect(refused({ covariance: study.covariance.map((x, i) => (i % 5 === 0 ? -x : x)) })).toEqual({ refused: 'not-a-covariance' });
  });

  it('is asked for what makes no sense', () => {
    for (const size of [-1, NaN, Infinity]) expect(refused({}, 'smoothness', size)).toEqual({ refused: 'size-invalid', size });
    for (const level of [0.5, 1, NaN]) expect(refused({}, 'smoothness', 1, level)).toEqual({ refused: 'level-invalid', level });
  });
});

describe('awkward studies', () => {
  const eachEndsIn = (study: EventStudy): void => {
    for (const restriction of restrictions) {
      for (const size of [0, 0.5, 1e6]) {
        const { low, high } = limits(study, restriction, size);
        expect(Number.isFinite(low) && Number.isFinite(high) && low <= high, `${restriction} ${size}: ${low} to ${high}`).toBe(true);
      }
    }
  };
  const withCovariance = (covariance: (i: number, j: number) => number): EventStudy => {
    const study = randomEventStudy(2, 3, 3, 'average');
    return { ...study, covariance: Float64Array.from({ length: 36 }, (_, e) => covariance(Math.floor(e / 6), e % 6)) };
  };

  it('takes a singular covariance', () => {
    eachEndsIn(withCovariance((i, j) => (i + 1) * (j + 1)));
    eachEndsIn(withCovariance(() => 0.3));
    eachEndsIn(withCovariance((i, j) => (i % 2 === j % 2 ? 1 : -1)));
  });

  it('takes coefficients without noise, some or all', () => {
    const noisy = (i: number, j: number, from: number, to: number): number => (i === j && i >= from && i < to ? 1 : 0);
    eachEndsIn(withCovariance((i, j) => noisy(i, j, 0, 3)));
    eachEndsIn(withCovariance((i, j) => noisy(i, j, 1, 6)));
    eachEndsIn(withCovariance((i, j) => noisy(i, j, 3, 6)));
    const sure = withCovariance(() => 0);
    eachEndsIn(sure);
    // What the estimates alone leave open: largest change before, as often as the average adds it up.
    const [a, b, c] = sure.estimates;
    const largest = Math.max(Math.abs(b - a), Math.abs(c - b), Math.abs(c));
    const { low, high } = limits(sure, 'relative-magnitudes', 0.5);
    expect((high - low) / 2).toBeCloseTo(0.5 * largest * 2, 9);
    expect((high + low) / 2).toBeCloseTo(valueOfTarget(sure), 9);
  });

  it('takes estimates of zero, and one that is huge', () => {
    const study = randomEventStudy(6, 3, 2, 'average');
    eachEndsIn({ ...study, estimates: new Float64Array(5) });
    eachEndsIn({ ...study, estimates: Float64Array.of(1e8, 0, -3, 1, 1) });
  });

  it('takes many periods in no time', () => {
    const study = randomEventStudy(9, 12, 12, 'average');
    const start = process.cpuUsage();
    eachEndsIn(study);
    const { user } = process.cpuUsage(start);
    expect(user / 1e6).toBeLessThan(2);
  });
});
