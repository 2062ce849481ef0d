import type { Answer } from '../../../src/estimate/answer.ts';
import type { Estimate, Piece } from '../../../src/estimate/estimate.ts';
import { placebosOf } from '../../../src/inference/synthetic/placebo.ts';
import { placeboTest } from '../../../src/inference/synthetic/placebo-test.ts';
import { syntheticControl } from '../../../src/inference/synthetic/synthetic-control.ts';
import { type ArmMean, welch } from '../../../src/inference/welch.ts';
import { studentTQuantile } from '../../../src/math/distributions/student-t.ts';
import { stream } from '../../../src/math/random/stream.ts';
import { type AskedPanel, askPanel } from '../../../src/methods/global-launch/ask-panel.ts';
import type { DonorEstimator } from '../../../src/methods/global-launch/estimators.ts';
import { launchEffect } from '../../../src/methods/global-launch/launch-effect.ts';
import { type LaunchOptions, launchedOf } from '../../../src/methods/global-launch/options.ts';
import type { Asking } from '../../../src/relation/asking.ts';
import { heavyShock } from '../../support/placebo-panels.ts';
import { type Asked, atLeast, below, type Check, type Expected, interval, type Scenario, shown } from '../case.ts';
import { type Launched, type LaunchedSeries, launched, launchedSeries, launchOf, seriesLaunchOf } from '../draws-launch.ts';
import { type Upgraded, upgraded, upgradeOf } from '../draws-upgrade.ts';

/** Donors that do not go as the treated went are refused: that is no miss. */
const orRefused = (check: Check): Check => ({ ...check, hit: (answer, truth) => answer.estimates.length === 0 || check.hit(answer, truth) });
/** An interval without an end on one side has none to be crossed. */
const bound = (side: 'low' | 'high', name: string, truth: string, expected: Expected = atLeast()): Check => ({
  name: `${name}, ${side === 'low' ? 'lower' : 'upper'} bound`,
  truth,
  hit: ({ estimates: [e] }, value) => (side === 'low' ? (e.bounds?.low ?? -Infinity) <= value : value <= (e.bounds?.high ?? Infinity)),
  expected,
});

/** What reads a panel as one may who does not ask what would have been without the launch. */
function naive(options: LaunchOptions, pieceOf: (asked: AskedPanel) => Piece): () => Asking<Answer> {
  return function* () {
    const pieces = [pieceOf(yield* askPanel(launchedOf(options)))];
    return { estimates: [{ interval: { pieces } } as unknown as Estimate], findings: [], exhibits: [] };
  };
}

const level = 0.95;

/** Welch's interval of one mean less another. */
function difference(values: readonly number[], others: readonly number[]): Piece {
  const { value, standardError, df } = welch(meanOf(values), meanOf(others));
  const radius = studentTQuantile((1 + level) / 2, df) * standardError;
  return { low: value - radius, high: value + radius };
}

function meanOf(values: readonly number[]): ArmMean {
  const n = values.length;
  const mean = values.reduce((sum, y) => sum + y, 0) / n;
  return { n, mean, variance: values.reduce((sum, y) => sum + (y - mean) ** 2, 0) / (n - 1) / n };
}

/** Mean of a unit from the launch on, or before it. */
const over = ({ panel: { values, periods, before } }: AskedPanel, unit: number, late: boolean): readonly number[] => [
  ...values.subarray(unit * periods + (late ? before : 0), unit * periods + (late ? periods : before)),
];
const average = (values: readonly number[]): number => values.reduce((sum, y) => sum + y, 0) / values.length;

/** Periods of the only treated unit after and before, as if each were drawn by itself. */
const afterLessBefore = (asked: AskedPanel): Piece => difference(over(asked, asked.panel.donors, true), over(asked, asked.panel.donors, false));

/** The treated unit since the launch less the donors' mean, with the error of that mean. */
function againstDonors(asked: AskedPanel): Piece {
  const { donors } = asked.panel;
  const { n, mean, variance } = meanOf([...Array(donors).keys()].map((unit) => average(over(asked, unit, true))));
  const value = average(over(asked, donors, true)) - mean;
  const radius = studentTQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance);
  return { low: value - radius, high: value + radius };
}

/** A mix of donors with its placebos, whether or not it is like the treated before the launch. */
function unrefused({ panel }: AskedPanel): Piece {
  const test = placeboTest(placebosOf(panel, syntheticControl({ level: 'kept' }), stream(1))!, 'held-out')!;
  return test.interval(level)!;
}

const negative = (name: string, options: LaunchOptions, pieceOf: (asked: AskedPanel) => Piece, truth: string): Asked => ({
  ask: naive(options, pieceOf),
  checks: [interval(`${name} (negative control)`, truth, below(level))],
});

const asked = (of: Launched, estimator: DonorEstimator): Asked => ({
  ask: () => launchEffect(launchOf(of, { estimator })),
  checks: [
    ...[interval(estimator, 'effect', atLeast()), bound('low', estimator, 'effect'), bound('high', estimator, 'effect')].map(orRefused),
    // Of a mix that has the level too many are refused, those at the margin of donors.
    ...(estimator === 'synthetic-control' ? [refused(estimator, shown)] : []),
  ],
});

const refused = (estimator: DonorEstimator, expected: Expected): Check => ({
  name: `${estimator} refuses`,
  hit: ({ estimates }) => estimates.length === 0,
  expected,
});

/** Panels whose treated units could as well have been others. */
const panels = (name: string, of: Launched, estimators: readonly DonorEstimator[], more: readonly Asked[] = []): Scenario => ({
  name: `a launch, ${name}`,
  heavy: true,
  least: 2000,
  draws: launched(of),
  asked: [...estimators.map((estimator) => asked(of, estimator)), ...more],
});

const usual = { donors: 39, before: 30, after: 10 } as const;
const few = { donors: 20, before: 20, after: 6 } as const;
const high = { ...usual, above: 1 } as const;

const upgrade: Upgraded = { workspaces: 40 };
const upgradeAsked = (outcome: string, estimator: DonorEstimator, checks: readonly Check[]): Asked => ({
  ask: () => launchEffect(upgradeOf(upgrade, outcome, { estimator })),
  checks: checks.map(orRefused),
});

const series = (name: string, of: LaunchedSeries, expected: Expected): Scenario => ({
  name: `a launch without donors, ${name}`,
  heavy: true,
  least: 300,
  draws: launchedSeries(of),
  asked: [
    {
      ask: () => launchEffect(seriesLaunchOf(of, { ...(of.model.season !== undefined && { season: of.model.season }) })),
      checks: [interval('state-space', 'effect', expected), bound('low', 'state-space', 'effect', shown), bound('high', 'state-space', 'effect', shown)],
    },
    negative('after less before', seriesLaunchOf(of), afterLessBefore, 'effect'),
  ],
});

const moving = { irregular: 1, level: 0.1, slope: 0, seasonal: 0.01 };

/** Launches that came to units at one time: the effect by donors on panels drawn anew, and by the time before alone. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'a launch in one of 40 workspaces, above most of them, whose effect grows',
    heavy: true,
    least: 1000,
    draws: upgraded(upgrade),
    asked: [
      upgradeAsked('resolved', 'sdid', [interval('sdid', 'effect/resolved', atLeast()), bound('low', 'sdid', 'effect/resolved')]),
      upgradeAsked('minutes', 'sdid', [bound('high', 'sdid, minutes', 'effect/minutes')]),
      upgradeAsked('resolved', 'demeaned', [interval('demeaned', 'effect/resolved', atLeast())]),
      negative('after less before', upgradeOf(upgrade, 'resolved'), afterLessBefore, 'effect/resolved'),
      negative('less the mean of donors', upgradeOf(upgrade, 'resolved'), againstDonors, 'effect/resolved'),
    ],
  },
  panels(
    '39 donors',
    usual,
    ['sdid', 'demeaned', 'synthetic-control'],
    [negative('after less before', launchOf(usual), afterLessBefore, 'effect'), negative('less the mean of donors', launchOf(usual), againstDonors, 'effect')],
  ),
  panels('20 donors', few, ['sdid', 'demeaned', 'augmented']),
  panels('three treated, 24 donors', { ...few, donors: 24, treated: 3 }, ['sdid']),
  panels('39 donors, heavy tails', { ...usual, shock: heavyShock }, ['sdid', 'demeaned']),
  panels('39 donors, each with noise of its own', { ...usual, unequal: 0.7 }, ['sdid', 'demeaned']),
  panels('39 donors, four fifths of a period last', { ...usual, carried: 0.8 }, ['sdid', 'demeaned', 'synthetic-control']),
  {
    name: 'a launch, treated above all donors',
    heavy: true,
    least: 1000,
    draws: launched(high),
    asked: [
      asked(high, 'sdid'),
      asked(high, 'demeaned'),
      {
        ask: () => launchEffect(launchOf(high, { estimator: 'synthetic-control' })),
        checks: [refused('synthetic-control', atLeast(0.99))],
      },
      negative('a mix of donors that is not refused', launchOf(high), unrefused, 'effect'),
    ],
  },
  series('a week in it, 56 and 14 days', { model: { trend: 'local-level', season: 7 }, variances: moving, before: 56, after: 14 }, atLeast()),
  series('a season of 13 weeks, 78 and 10 weeks', { model: { trend: 'local-level', season: 13 }, variances: moving, before: 78, after: 10 }, atLeast()),
];
