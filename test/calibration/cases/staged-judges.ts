import { cellMeasurement } from '../../../src/across/measurement/cells/measured-cells.ts';
import type { Answer } from '../../../src/estimate/answer.ts';
import { column } from '../../../src/expressions/build.ts';
import { never } from '../../../src/inference/staged/strata.ts';
import { cohortEffects } from '../../../src/methods/staged-rollout/cohort-effects.ts';
import { eventStudy } from '../../../src/methods/staged-rollout/event-study.ts';
import { honestBounds } from '../../../src/methods/staged-rollout/honest-bounds.ts';
import { cellsOf } from '../../../src/methods/staged-rollout/judged-cells.ts';
import type { StagedOptions } from '../../../src/methods/staged-rollout/options.ts';
import type { StagedRollout } from '../../../src/methods/staged-rollout/own.ts';
import { stagedEffect } from '../../../src/methods/staged-rollout/staged-effect.ts';
import type { Asking } from '../../../src/relation/asking.ts';
import { type Asked, atLeast, below, type Check, covers, type Expected, interval, nominal, type Scenario, smallSample } from '../case.ts';
import { type Launch, launchTruth, long, rolloutOf, short } from '../draws-staged.ts';
import { judgedWaves } from '../draws-staged-judges.ts';

/** The rollout of these waves, whose rows get the column of their cell. */
function rollout(launch: Launch, shape: StagedRollout['shape'], changed: Partial<StagedRollout> = {}): StagedOptions {
  const cohorts = launch.waves.map(({ start }) => ({ ...(start !== never && { start }), units: 0, rows: 0, whole: 0 }));
  return rolloutOf(launch.periods, shape, { cohorts, inCells: true, ...changed });
}

/** A method on the outcome as judge and labels make it. */
function* measured(options: StagedOptions, ask: (options: StagedOptions) => Asking<Answer>, sampling?: string): Asking<Answer> {
  const found = yield* cellMeasurement({
    outcome: 'y',
    judges: ['judge'],
    human: 'human',
    ...(sampling !== undefined && { sampling }),
    cells: cellsOf(options.rollout),
  });
  if ('refused' in found) return { estimates: [], findings: [found.refused], exhibits: [] };
  const { measure, sampled } = found;
  return yield* ask({ ...options, measure, beside: { y: measure }, sampled });
}

const effect = (options: StagedOptions, name: string, expected: Expected = nominal(), sampling?: string): Asked => ({
  ask: () => measured(options, stagedEffect, sampling),
  checks: [interval(name, 'effect', expected)],
});

/** What must fail: the judge taken for people, whose error came with the change. */
const judgeAlone = (options: StagedOptions): Asked => ({
  ask: () => stagedEffect({ ...options, measure: column('judge'), beside: { y: column('judge') } }),
  checks: [interval('staged-effect by the judge alone (negative control)', 'effect', below(0.8))],
});

/** What must fail too: the corrected judge taken for data, as if the audit had no error. */
function* asData(options: StagedOptions): Asking<Answer> {
  const found = yield* cellMeasurement({ outcome: 'y', judges: ['judge'], human: 'human', cells: cellsOf(options.rollout) });
  if ('refused' in found) return { estimates: [], findings: [found.refused], exhibits: [] };
  const { measure } = found;
  const whole = yield* stagedEffect({ ...options, measure, beside: { y: measure }, sampled: found.sampled });
  const judge = yield* stagedEffect({ ...options, measure: column('judge'), beside: { y: column('judge') } });
  const [{ value }, { interval: own, value: at }] = [whole.estimates[0], judge.estimates[0]];
  const pieces = own.pieces.map(({ low = 0, high = 0 }) => ({ low: low - at + value, high: high - at + value }));
  return { ...whole, estimates: [{ ...whole.estimates[0], interval: { ...own, pieces } }] };
}

/** Do all intervals hold that belong to a truth by their id? */
const allHold =
  (of: Launch, truth: (id: string) => string | undefined): Check['hit'] =>
  (answer) =>
    answer.estimates.length > 0 &&
    answer.estimates.every((e) => {
      const id = truth(e.id);
      return id === undefined || covers({ ...answer, estimates: [e] }, launchTruth(of, id));
    });

const [units, rows, teams] = [rollout(long, 'panel'), rollout(long, 'cross-section'), rollout(long, 'panel', { cluster: 'team' })];
const few = rollout(short, 'panel');

/** Staged rollouts whose outcome a judge scores, and people label in part. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'waves of 200 units whose judge is kinder with the change and drifts, one row in five labelled',
    heavy: true,
    least: 400,
    draws: judgedWaves({ units: 200, launch: long }, { share: 0.2 }),
    asked: [
      effect(units, 'staged-effect'),
      effect({ ...units, rollout: { ...units.rollout, estimator: 'imputation' } }, 'staged-effect, imputation'),
      judgeAlone(units),
      { ask: () => asData(units), checks: [interval('staged-effect, the audit taken for certain (negative control)', 'effect', below(0.9))] },
    ],
  },
  {
    name: 'waves of 200 units, the same fifth of them labelled in every period',
    heavy: true,
    least: 400,
    draws: judgedWaves({ units: 200, launch: long }, { share: 0.2, always: true }),
    asked: [effect(units, 'staged-effect', smallSample)],
  },
  {
    name: 'waves of 200 units, a tenth of whose rows is missing, one row in five labelled',
    heavy: true,
    least: 400,
    draws: judgedWaves({ units: 200, launch: long }, { share: 0.2, gaps: true }),
    asked: [effect(units, 'staged-effect')],
  },
  {
    name: 'waves of 200 units, labelled by chances that go with the judge',
    heavy: true,
    least: 400,
    draws: judgedWaves({ units: 200, launch: long }, { share: 0.25, active: true }),
    asked: [effect(units, 'staged-effect, by probabilities', nominal(), 'p')],
  },
  {
    name: 'waves of 20 units each, two rows in five labelled',
    heavy: true,
    least: 400,
    draws: judgedWaves({ units: [20, 20, 20], launch: long }, { share: 0.4 }),
    asked: [effect(units, 'staged-effect, some eight labels in each cohort and period', smallSample)],
  },
  {
    name: 'waves of 150 other rows in each period, one in five labelled',
    heavy: true,
    least: 400,
    draws: judgedWaves({ units: 150, launch: long }, { share: 0.2, apart: true }),
    asked: [effect(rows, 'staged-effect'), judgeAlone(rows)],
  },
  {
    name: 'waves of 12 teams, one row in three labelled',
    heavy: true,
    least: 2000,
    draws: judgedWaves({ units: [4, 4, 4], launch: long }, { share: 0.33, teams: true }),
    // How many units start when is fixed here, and counted as chance.
    asked: [effect(teams, 'staged-effect', atLeast()), effect(units, 'staged-effect, teams ignored (negative control)', below(0.9))],
  },
  {
    name: 'waves of 300 units, right or wrong, whose judge lets more pass with the change, one row in three labelled',
    heavy: true,
    least: 400,
    draws: judgedWaves({ units: 300, launch: long }, { share: 0.33, binary: true }),
    asked: [effect(units, 'staged-effect'), judgeAlone(units)],
  },
  {
    name: 'waves of 100 units over 4 periods, one row in four labelled',
    heavy: true,
    draws: judgedWaves({ units: 100, launch: short }, { share: 0.25 }),
    asked: [
      {
        ask: () => measured(few, eventStudy),
        checks: [{ name: 'event-study, all intervals', hit: allHold(short, (id) => id.replace(/.*:/, 'since ')), expected: smallSample }],
      },
      {
        ask: () => measured(few, cohortEffects),
        checks: [
          { name: 'cohort-effects, all waves', hit: allHold(short, (id) => id.match(/cohort (\d+)$/)?.[0].replace('cohort', 'wave')), expected: smallSample },
        ],
      },
      {
        ask: () => measured(few, honestBounds),
        checks: [interval('honest-bounds', 'since 0', atLeast())],
      },
    ],
  },
];
