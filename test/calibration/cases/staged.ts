import type { Answer } from '../../../src/estimate/answer.ts';
import { byCohort, byPeriod, byTimeSince, treatedCells } from '../../../src/inference/staged/averages.ts';
import { askEffects } from '../../../src/methods/staged-rollout/ask-effects.ts';
import { cohortEffects } from '../../../src/methods/staged-rollout/cohort-effects.ts';
import { estimateOf } from '../../../src/methods/staged-rollout/estimates.ts';
import { eventStudy } from '../../../src/methods/staged-rollout/event-study.ts';
import { eventTimes } from '../../../src/methods/staged-rollout/event-times.ts';
import { type StagedOptions, stagedOf } from '../../../src/methods/staged-rollout/options.ts';
import { preTrends } from '../../../src/methods/staged-rollout/pre-trends.ts';
import { stagedEffect } from '../../../src/methods/staged-rollout/staged-effect.ts';
import { twoWayEffect } from '../../../src/methods/staged-rollout/two-way.ts';
import type { Asking } from '../../../src/relation/asking.ts';
import { weeks } from '../../../src/scenarios/staged-launch/rules.ts';
import { type Asked, atLeast, below, type Check, covers, type Expected, interval, nominal, relative, type Scenario, silent, smallSample } from '../case.ts';
import { apart, builtIn, followed, inTeams, type Launch, launchTruth, long, rolloutOf, short, sized } from '../draws-staged.ts';

const [units, rows, teams] = [
  rolloutOf(long.periods, 'panel'),
  rolloutOf(long.periods, 'cross-section'),
  rolloutOf(long.periods, 'panel', { cluster: 'team' }),
];
const launch: StagedOptions = { ...rolloutOf(weeks, 'panel'), outcome: 'resolved_rate' };
const withRollout = (options: StagedOptions, changed: Partial<StagedOptions['rollout']>): StagedOptions => ({
  ...options,
  rollout: { ...options.rollout, ...changed },
});

/** The estimate of an answer whose id ends so. */
const ofEstimate = (name: string, suffix: string, truth: string, expected: Expected = nominal()): Check => ({
  name,
  truth,
  hit: (answer, value) => covers({ ...answer, estimates: answer.estimates.filter(({ id }) => id.endsWith(suffix)) }, value),
  expected,
});

const effect = (options: StagedOptions, name = 'staged-effect', expected: Expected = nominal()): Asked => ({
  ask: () => stagedEffect(options),
  checks: [interval(name, 'effect', expected)],
});

/** The effects of waves in single periods, and averages of waves, of periods and by time since the start, each with an interval of its own. */
function* alone(options: StagedOptions): Asking<Answer> {
  const c = stagedOf(options);
  const found = yield* askEffects(c, 'universal');
  const { of, cells } = found;
  const told = (id: string, own: typeof cells, one: (typeof cells)[0]['effect']) =>
    estimateOf(found, c, { id, method: 'event-study', effect: one, cells: own, population: '', says: '' });
  return {
    estimates: [
      ...treatedCells(cells).map((cell) => told(`group ${of.starts[cell.cohort]} in ${cell.period}`, [cell], cell.effect)),
      ...byCohort(of, cells).map(({ at, cells: own, effect: one }) => told(`wave ${of.starts[at]}`, own, one)),
      ...byPeriod(of, cells).map(({ at, cells: own, effect: one }) => told(`period ${at}`, own, one)),
      ...byTimeSince(of, cells).map(({ at, cells: own, effect: one }) => told(`since ${at}`, own, one)),
    ],
    findings: [preTrends(found, c, eventTimes(found, c))],
    exhibits: [],
  };
}

/** Do all intervals hold that belong to a truth by their id? */
const allHold =
  (of: Launch, truth: (id: string) => string | undefined): Check['hit'] =>
  (answer) =>
    answer.estimates.every((e) => {
      const id = truth(e.id);
      return id === undefined || covers({ ...answer, estimates: [e] }, launchTruth(of, id));
    });

const single = (options: StagedOptions, expected: Expected = nominal(), more: readonly Check[] = []): Asked => ({
  ask: () => alone(options),
  checks: [
    ...[3, 5].map((start) => ofEstimate(`average of the wave of period ${start}, alone`, `wave ${start}`, `wave ${start}`, expected)),
    ...[3, 6].map((period) => ofEstimate(`average of period ${period}, alone`, `period ${period}`, `period ${period}`, expected)),
    ofEstimate('group-time effect, wave of period 3 in period 3', 'group 3 in 3', 'cell 3 3', expected),
    ofEstimate('group-time effect, wave of period 3 in period 7', 'group 3 in 7', 'cell 3 7', expected),
    ofEstimate('group-time effect, wave of period 5 in period 5', 'group 5 in 5', 'cell 5 5', expected),
    ofEstimate('event study, two periods after the start, alone', 'since 2', 'since 2', expected),
    ofEstimate('event study, two periods before the start, alone', 'since -2', 'since -2', expected),
    // Conservative: the degrees of freedom are the least of those of the averages tested.
    { name: 'pre-trends where there are none', hit: silent(0.05), expected: atLeast() },
    ...more,
  ],
});

/** What must fail: the coefficient of the regression on unit and period effects, where effects grow and differ by wave. */
const twoWay = (options: StagedOptions): Asked => ({
  ask: () => twoWayEffect(options),
  checks: [interval('two-way, effects that grow and differ (negative control)', 'effect', below(0.8))],
});

/** Staged rollouts: what cohorts gained against those not reached yet, against the truth of the population that units are drawn from. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'two waves and the rest, 160 units over 8 periods',
    draws: followed({ units: 160 }),
    asked: [
      { ask: () => stagedEffect(units), checks: [interval('staged-effect', 'effect'), relative('staged-effect', 'relative')] },
      {
        ask: () => stagedEffect(withRollout(units, { weights: 'cohorts' })),
        checks: [interval('staged-effect, weights by cohort', 'effect of waves')],
      },
      effect(withRollout(units, { comparison: 'never' }), 'staged-effect, against those never reached'),
      effect(withRollout(units, { estimator: 'imputation' }), 'staged-effect, imputation'),
      twoWay(units),
    ],
  },
  {
    name: 'parts of the effect of two waves, 80 units over 8 periods',
    draws: followed({ units: 80 }),
    asked: [
      single(units, nominal(), [
        {
          name: 'event study, intervals of their own taken together (negative control)',
          hit: allHold(long, (id) => id.match(/^since .*/)?.[0]),
          expected: below(0.92),
        },
      ]),
    ],
  },
  {
    name: 'two waves and the rest, together over 4 periods, 60 units',
    heavy: true,
    draws: followed({ units: 60, launch: short }),
    asked: [
      {
        ask: () => eventStudy(rolloutOf(short.periods, 'panel')),
        checks: [{ name: 'event-study, all intervals', hit: allHold(short, (id) => id.replace(/.*:/, 'since ')), expected: nominal() }],
      },
      {
        ask: () => cohortEffects(rolloutOf(short.periods, 'panel')),
        checks: [
          { name: 'cohort-effects, all waves', hit: allHold(short, (id) => id.match(/cohort (\d+)$/)?.[0].replace('cohort', 'wave')), expected: nominal() },
          { name: 'cohort-effects, all periods', hit: allHold(short, (id) => id.match(/period \d+$/)?.[0]), expected: nominal() },
        ],
      },
      {
        ask: () => eventStudy(withRollout(rolloutOf(short.periods, 'panel'), { bands: 'multiplier' })),
        checks: [{ name: 'event-study by a bootstrap of signs, all intervals', hit: allHold(short, (id) => id.replace(/.*:/, 'since ')), expected: nominal() }],
      },
      {
        ask: () => cohortEffects(withRollout(rolloutOf(short.periods, 'panel'), { bands: 'multiplier' })),
        checks: [
          {
            name: 'cohort-effects by a bootstrap of signs, all waves',
            hit: allHold(short, (id) => id.match(/cohort (\d+)$/)?.[0].replace('cohort', 'wave')),
            expected: nominal(),
          },
          { name: 'cohort-effects by a bootstrap of signs, all periods', hit: allHold(short, (id) => id.match(/period \d+$/)?.[0]), expected: nominal() },
        ],
      },
    ],
  },
  {
    name: 'two waves of 6 and 8 others, 20 units over 8 periods',
    draws: followed({ units: [6, 6, 8] }),
    asked: [effect(units, undefined, smallSample), single(units, smallSample)],
  },
  ...[20, 150].map(
    (count): Scenario => ({
      name: `waves of larger units, a tenth of whose rows is missing, ${count} units over 8 periods`,
      heavy: true,
      least: 2000,
      draws: sized({ units: count === 20 ? [6, 6, 8] : count }),
      asked: (['doubly-robust', 'regression', 'weighting', 'imputation'] as const).map((estimator) =>
        effect(
          { ...withRollout(units, { estimator }), covariates: ['size'] },
          `staged-effect given size, ${estimator}`,
          count === 20 ? smallSample : nominal(),
        ),
      ),
    }),
  ),
  {
    name: 'waves of larger units, their size not looked at',
    heavy: true,
    least: 2000,
    draws: sized({ units: 150 }),
    asked: [effect(units, 'staged-effect, size ignored (negative control)', below(0.8))],
  },
  {
    name: 'two waves and the rest, 120 other rows in each of 8 periods',
    heavy: true,
    least: 2000,
    draws: apart({ units: 120 }),
    asked: [
      { ask: () => stagedEffect(rows), checks: [interval('staged-effect', 'effect'), relative('staged-effect', 'relative')] },
      single(rows),
      twoWay(rows),
    ],
  },
  {
    name: 'two waves and the rest, 60 teams that share shocks',
    heavy: true,
    least: 400,
    draws: inTeams({ units: 60 }),
    asked: [effect(teams), single(teams), effect(units, 'staged-effect, teams ignored (negative control)', below(0.9))],
  },
  {
    name: 'three cohorts of 4 teams that share shocks',
    draws: inTeams({ units: [4, 4, 4] }),
    asked: [effect(teams, undefined, smallSample), single(teams, smallSample), effect(units, 'staged-effect, teams ignored (negative control)', below(0.9))],
  },
  {
    name: 'the built-in staged launch, 80 workspaces over 20 weeks',
    heavy: true,
    least: 400,
    draws: builtIn(80),
    asked: [
      { ask: () => stagedEffect(launch), checks: [interval('staged-effect', 'effect/resolved_rate')] },
      { ask: () => stagedEffect({ ...launch, outcome: 'cost_usd' }), checks: [interval('staged-effect, cost', 'effect/cost_usd')] },
      { ask: () => twoWayEffect(launch), checks: [interval('two-way (negative control)', 'effect/resolved_rate', below(0.8))] },
    ],
  },
  {
    name: 'the built-in staged launch with trends that part, 80 workspaces over 20 weeks',
    heavy: true,
    least: 2000,
    draws: builtIn(80, { trend: 0.003 }),
    asked: [
      { ask: () => stagedEffect(launch), checks: [interval('staged-effect, trends not parallel (negative control)', 'effect/resolved_rate', below(0.8))] },
    ],
  },
];
