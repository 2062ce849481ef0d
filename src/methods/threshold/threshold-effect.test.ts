import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { example, type ThresholdOptions } from './options.ts';
import { thresholdEffect } from './threshold-effect.ts';

const n = 2_000;
const random = stream(5);
const score: Float64Array = Float64Array.from({ length: n }, () => 2 * random.uniform() - 1);
const x = score.map((s) => s / 2 + random.normal());
const y: Float64Array = score.map((s, i) => s + 2 * x[i] + (s >= 0 ? 1 : 0) + random.normal() / 2);
const team = score.map((s) => (s < 0 ? 1 : random.integer(5)));
const { threshold } = example;

/** Scores of so many values on each side. */
const rounded = (values: number): Float64Array => score.map((s) => (Math.floor(s * values) + 0.5) / values);
const answer = (options: Partial<ThresholdOptions['threshold']>, running = score, more: Partial<ThresholdOptions> = {}, outcome = y) =>
  runSync(
    fromColumns({ running, x, y: outcome, team }),
    thresholdEffect({ outcome: 'y', ...more, threshold: { ...threshold, bandwidth: 'mse', running: 'running', ...options } }),
  );
const inferenceBy = (...args: Parameters<typeof answer>) => answer(...args).estimates[0]?.details;

describe('the inference that scores ask for', () => {
  it('is robust for continuous scores, bias-aware for few values and where a curvature is stated', () => {
    expect(inferenceBy({})).toMatchObject({ inference: 'robust' });
    expect(inferenceBy({}, rounded(10))).toMatchObject({ inference: 'bias-aware', curvature: { from: 'rule-of-thumb' } });
    expect(inferenceBy({ curvature: 3 })).toMatchObject({ inference: 'bias-aware', curvature: { bound: 3, from: 'study' } });
    expect(inferenceBy({ inference: 'robust' }, rounded(40))).toMatchObject({ inference: 'robust' });
  });

  it('is bias-aware for a logged decision, with a curvature for it and for the outcome', () => {
    const fuzzy = { decision: 'got', treated: '1', control: '0' };
    const got = score.map((s, i) => (s >= 0 !== (i % 9 === 0) ? 1 : 0));
    const rows = fromColumns({ running: score, got, y });
    const detailsBy = (curvature: ThresholdOptions['threshold']['curvature']) =>
      runSync(rows, thresholdEffect({ outcome: 'y', threshold: { ...threshold, ...fuzzy, bandwidth: 'mse', running: 'running', curvature } })).estimates[0]
        .details;
    expect(detailsBy('rule-of-thumb')).toMatchObject({ inference: 'bias-aware', curvature: { from: 'rule-of-thumb' } });
    expect(detailsBy({ y: 4, got: 1 })).toMatchObject({ curvature: { bound: 4, from: 'study' }, decisionCurvature: { bound: 1, from: 'study' } });
    expect(detailsBy(4)).toMatchObject({ curvature: { bound: 4, from: 'study' }, decisionCurvature: { from: 'rule-of-thumb' } });
  });

  it.each([
    [{ order: 2 }, 'order'],
    [{ sides: 'separate' }, 'sides'],
    [{ bandwidth: 'cer' }, 'bandwidth'],
    [{ massPoints: 'off' }, 'massPoints'],
  ] as const)('does not pass over %o where scores are few', (keys, named) => {
    const { estimates, findings } = answer(keys, rounded(10));
    expect(estimates).toEqual([]);
    expect(findings[0]).toMatchObject({ check: 'rows-near', verdict: 'refuse', mend: expect.stringContaining(`Take \`${named}\` out`) });
  });
});

describe('covariates of scores with few values', () => {
  it.each([2, 3, 10])('are taken out with %d values on each side, and the interval is narrower', (values) => {
    const wide = { curvature: 1, bandwidth: { below: 3, above: 3 } } as const;
    const [without] = answer(wide, rounded(values)).estimates;
    const [adjusted] = answer(wide, rounded(values), { covariates: ['x'] }).estimates;
    expect(adjusted.standardError!).toBeLessThan(0.5 * without.standardError!);
    expect(adjusted.interval.pieces[0].low!).toBeLessThan(1);
    expect(adjusted.interval.pieces[0].high!).toBeGreaterThan(1);
  });
});

describe('what tells no error', () => {
  it('is an outcome that does not vary near the cutoff, with covariates too', () => {
    const flat = y.map((value, i) => (Math.abs(score[i]) < 0.5 ? 1 : value));
    for (const covariates of [[], ['x']])
      for (const keys of [{}, { curvature: 1 }])
        expect(answer({ bandwidth: { below: 0.2, above: 0.2 }, ...keys }, score, { covariates }, flat)).toMatchObject({
          estimates: [],
          findings: [{ verdict: 'refuse', says: 'y tells no effect at the cutoff: it does not vary near the cutoff.' }],
        });
  });

  it('is one cluster on a side', () => {
    for (const keys of [{}, { curvature: 1 }])
      expect(answer({ cluster: 'team', ...keys }).findings[0].says).toBe(
        'y tells no effect at the cutoff: rows just below it are of 1 team, and 2 are needed.',
      );
  });
});

describe('the side that has the treatment', () => {
  it.each([{ inference: 'robust' }, { curvature: 2 }, { inference: 'local', bandwidth: { below: 0.02, above: 0.02 } }] as const)(
    'turns the effect round and nothing else: %o',
    (keys) => {
      const [above] = answer({ ...keys, side: 'above' }).estimates;
      const [below] = answer({ ...keys, side: 'below' }).estimates;
      expect(below.value).toBeCloseTo(-above.value, 12);
      const [{ low, high }] = above.interval.pieces;
      expect(below.interval.pieces).toEqual([{ low: -high!, high: -low! }]);
      expect(below.bounds).toMatchObject({ low: -above.bounds!.high, high: -above.bounds!.low });
      expect(below.sizes.perArm).toEqual({
        [threshold.treated]: above.sizes.perArm[threshold.control],
        [threshold.control]: above.sizes.perArm[threshold.treated],
      });
    },
  );
});

describe('clusters that have rows at several cutoffs', () => {
  const cutoff = score.map((_, i) => i % 2);
  const running = score.map((s, i) => s + cutoff[i]);
  const errorBy = (user: Float64Array, keys: Partial<ThresholdOptions['threshold']>): number => {
    const rows = fromColumns({ running, cutoff, y, user });
    const asked = { ...threshold, bandwidth: { below: 0.5, above: 0.5 }, running: 'running', cutoff: 'cutoff', cluster: 'user', ...keys } as const;
    return runSync(rows, thresholdEffect({ outcome: 'y', threshold: asked })).estimates[0].standardError!;
  };
  // The same clusters within each cutoff, by names of their own or shared with the other.
  const shared = score.map((_, i) => Math.floor(i / 2) % 50);
  const own = shared.map((user, i) => user + 100 * cutoff[i]);

  it.each([{ inference: 'robust' }, { curvature: 2 }] as const)('make its error as large as it can be: %o', (keys) => {
    expect(errorBy(shared, keys) / errorBy(own, keys)).toBeCloseTo(Math.SQRT2, 10);
  });
});
