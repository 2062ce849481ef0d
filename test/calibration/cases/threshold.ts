import { conventionalThreshold } from '../../../src/methods/threshold/conventional.ts';
import { example, type ThresholdOptions } from '../../../src/methods/threshold/options.ts';
import type { Threshold } from '../../../src/methods/threshold/own.ts';
import { thresholdEffect } from '../../../src/methods/threshold/threshold-effect.ts';
import { type Asked, atLeast, below, covers, type Expected, interval, lower, type Scenario, shown, smallSample, upper } from '../case.ts';
import { publishedCurves, scored } from '../draws-threshold.ts';

const at = (threshold: Partial<Threshold>): ThresholdOptions => ({
  outcome: 'y',
  threshold: { ...example.threshold, running: 'score', cutoff: 0, treated: 'ai', control: 'none', bandwidth: 'mse', ...threshold },
});

const asked = (threshold: Partial<Threshold>, name: string, expected: Expected): Asked => ({
  ask: () => thresholdEffect(at(threshold)),
  checks: [interval(name, 'jump', expected)],
});

/** So few rows are refused in part: that is no miss. */
const refusedOr = (threshold: Partial<Threshold>, name: string, expected: Expected): Asked => ({
  ask: () => thresholdEffect(at(threshold)),
  checks: [{ name: `${name}, or refused`, truth: 'jump', hit: (answer, truth) => answer.estimates.length === 0 || covers(answer, truth), expected }],
});

const conventional = (expected: Expected): Asked => ({
  ask: () => conventionalThreshold(at({})),
  checks: [interval('conventional, bias left in', 'jump', expected)],
});

/** Of the polynomials on both sides of zero: the most that their slopes change over one unit of the score, at zero. */
const curvatures = { votes: 14.36, mortality: 109.62, bent: 7.18 } as const;

/** Robust intervals are approximate: published simulations of these curves have them between 90 and 95. */
const robustly: Expected = { kind: 'between', rate: 0.91, to: 0.975 };

/** Thresholds: the effect at the cutoff, on the curves of published simulations and where rows are few, rounded, clustered, rare or heavy. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'a cutoff among 500 rows, votes by margin',
    heavy: true,
    least: 2000,
    draws: scored({ rows: 500, curves: publishedCurves.votes }),
    asked: [
      {
        ask: () => thresholdEffect(at({ inference: 'robust' })),
        // What is left of the bias of so few rows all lies on one side.
        checks: [interval('robust', 'jump', robustly), lower('robust', 'jump', shown), upper('robust', 'jump', shown)],
      },
      asked({ inference: 'bias-aware', curvature: 2 * curvatures.votes }, 'bias-aware', atLeast()),
      conventional(shown),
    ],
  },
  {
    name: 'a cutoff among 500 rows, mortality by poverty',
    heavy: true,
    least: 2000,
    draws: scored({ rows: 500, curves: publishedCurves.mortality }),
    asked: [
      asked({ inference: 'robust' }, 'robust', robustly),
      asked({ inference: 'robust', bandwidth: 'cer' }, 'robust, cer', robustly),
      asked({ inference: 'robust', sides: 'separate' }, 'robust, a bandwidth for each side', robustly),
      asked({ inference: 'bias-aware', curvature: 2 * curvatures.mortality }, 'bias-aware', atLeast()),
      conventional(below(0.95)),
    ],
  },
  {
    name: 'a cutoff among 500 rows, votes bent more',
    draws: scored({ rows: 500, curves: publishedCurves.bent }),
    asked: [
      asked({ inference: 'robust' }, 'robust', robustly),
      asked({ inference: 'bias-aware', curvature: 2 * curvatures.bent }, 'bias-aware', atLeast()),
      conventional(shown),
    ],
  },
  {
    name: 'a cutoff among 60 rows',
    draws: scored({ rows: 60, curves: publishedCurves.bent }),
    asked: [refusedOr({ inference: 'robust' }, 'robust', shown), refusedOr({ inference: 'bias-aware', curvature: 2 * curvatures.bent }, 'bias-aware', shown)],
  },
  {
    name: 'a cutoff among 1,000 rows, heavy tails',
    draws: scored({ rows: 1000, curves: publishedCurves.bent, noise: 'heavy' }),
    asked: [asked({ inference: 'robust' }, 'robust', shown), asked({ inference: 'bias-aware', curvature: 2 * curvatures.bent }, 'bias-aware', shown)],
  },
  {
    name: 'a cutoff among 2,000 rows, 0 or 1 with a chance of 5 %',
    heavy: true,
    least: 2000,
    draws: scored({ rows: 2000, curves: publishedCurves.bent, noise: 'binary' }),
    asked: [asked({ inference: 'robust' }, 'robust', smallSample)],
  },
  {
    name: 'a cutoff among 1,000 rows, scores rounded to tenths',
    heavy: true,
    least: 2000,
    draws: scored({ rows: 1000, curves: publishedCurves.bent, steps: 10 }),
    asked: [
      refusedOr({ curvature: 2 * curvatures.bent }, 'bias-aware, as scores of few values ask for', atLeast()),
      refusedOr({ inference: 'robust' }, 'robust, as if the score were exact', shown),
    ],
  },
  {
    name: 'a cutoff among 1,500 rows of which nine in ten follow the score',
    heavy: true,
    least: 2000,
    draws: scored({ rows: 1500, curves: publishedCurves.bent, followed: 0.8 }),
    asked: [
      asked({ decision: 'took', curvature: { y: 2 * curvatures.bent, took: 0.1 } }, 'bias-aware, by the logged decision', atLeast()),
      asked({ decision: 'took', inference: 'robust' }, 'robust, by the logged decision', robustly),
    ],
  },
  {
    name: 'a cutoff among 1,000 rows of 50 teams',
    heavy: true,
    least: 2000,
    draws: scored({ rows: 1000, curves: publishedCurves.bent, clusters: 50 }),
    asked: [
      asked({ cluster: 'team', inference: 'robust' }, 'robust, by teams', robustly),
      asked({ cluster: 'team', curvature: 2 * curvatures.bent, inference: 'bias-aware' }, 'bias-aware, by teams', shown),
    ],
  },
  ...[50, 20, 10].map(
    (teams): Scenario => ({
      name: `a cutoff among 1,000 rows of ${teams} teams, each on one side`,
      heavy: true,
      least: 1000,
      draws: scored({ rows: 1000, curves: publishedCurves.bent, clusters: teams, apart: true }),
      asked: [
        refusedOr({ cluster: 'team', inference: 'robust' }, 'robust, by teams', smallSample),
        refusedOr({ cluster: 'team', curvature: 2 * curvatures.bent, inference: 'bias-aware' }, 'bias-aware, by teams', teams === 10 ? smallSample : atLeast()),
        refusedOr({ inference: 'robust' }, 'robust, teams ignored (negative control)', below(0.95)),
      ],
    }),
  ),
];
