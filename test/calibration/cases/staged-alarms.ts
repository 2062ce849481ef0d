import { cellMeasurement } from '../../../src/across/measurement/cells/measured-cells.ts';
import { cellSelection } from '../../../src/across/measurement/cells/selection.ts';
import type { Answer } from '../../../src/estimate/answer.ts';
import { never } from '../../../src/inference/staged/strata.ts';
import { askEffects } from '../../../src/methods/staged-rollout/ask-effects.ts';
import { attrition } from '../../../src/methods/staged-rollout/attrition.ts';
import { composition } from '../../../src/methods/staged-rollout/composition.ts';
import { eventTimes } from '../../../src/methods/staged-rollout/event-times.ts';
import { cellsOf } from '../../../src/methods/staged-rollout/judged-cells.ts';
import { type StagedOptions, stagedOf } from '../../../src/methods/staged-rollout/options.ts';
import { preTrends } from '../../../src/methods/staged-rollout/pre-trends.ts';
import type { Asking } from '../../../src/relation/asking.ts';
import { type Asked, atLeast, type Check, type Scenario } from '../case.ts';
import { heavyTailed, knownInPart, seenAlike } from '../draws-seen.ts';
import { followed, inTeams, long, rolloutOf } from '../draws-staged.ts';
import { judgedWaves } from '../draws-staged-judges.ts';

const cohorts = long.waves.map(({ start }) => ({ ...(start !== never && { start }), units: 0, rows: 0, whole: 0 }));
const units = rolloutOf(long.periods, 'panel');
const rows = rolloutOf(long.periods, 'cross-section');
const teams = rolloutOf(long.periods, 'panel', { cluster: 'team' });
const judged = rolloutOf(long.periods, 'panel', { cohorts, inCells: true });
const judgedTeams = rolloutOf(long.periods, 'panel', { cohorts, inCells: true, cluster: 'team' });

/** At what the findings say, and at ten times as much, which fewer draws tell. What is said of several columns is held together. */
const silentOf = (check: string, columns = 1): readonly Check[] => [
  { name: `${check}, no failure`, hit: ({ findings }) => findings.every(({ verdict }) => verdict !== 'fail'), expected: atLeast(1 - columns * 0.001) },
  { name: `${check}, no alarm at 0.01`, hit: ({ findings }) => findings.every(({ pValue = 1 }) => pValue >= 0.01), expected: atLeast(1 - columns * 0.01) },
];

function* parted(options: StagedOptions): Asking<Answer> {
  const c = stagedOf(options);
  const found = yield* askEffects(c, 'universal');
  return { estimates: [], findings: [preTrends(found, c, eventTimes(found, c))], exhibits: [] };
}

function* picked({ rollout }: StagedOptions): Asking<Answer> {
  const cells = cellsOf(rollout);
  const found = yield* cellMeasurement({ outcome: 'y', judges: ['judge'], human: 'human', cells });
  if ('refused' in found) throw new Error(found.refused.says);
  return { estimates: [], findings: yield* cellSelection(found, cells), exhibits: [] };
}

const trends = (options: StagedOptions): Asked => ({ ask: () => parted(options), checks: silentOf('pre-trends') });
const audit = (options: StagedOptions): Asked => ({ ask: () => picked(options), checks: silentOf('audit-selection') });
const known = (options: StagedOptions): Asked => ({ ask: () => attrition(options), checks: silentOf('attrition') });
const seen: Asked = {
  ask: () => composition({ ...rows, covariates: ['x', 'rare', { factor: 'g' }] }),
  checks: silentOf('composition, three covariates', 3),
};

const alarms = (name: string, draws: Scenario['draws'], ...asked: readonly Asked[]): Scenario => ({
  name: `${name}: no alarm`,
  heavy: true,
  least: 20_000,
  draws,
  asked,
});

/** Staged rollouts in which nothing is wrong: what could hold them holds no more than one in a thousand. */
export const scenarios: readonly Scenario[] = [
  alarms('two waves and the rest, 60 units', followed({ units: 60 }), trends(units)),
  alarms('two waves of 6 and 8 others', followed({ units: [6, 6, 8] }), trends(units)),
  alarms('three cohorts of 6 teams that share shocks', inTeams({ units: [6, 6, 6] }), trends(teams)),
  alarms('values with a heavy tail, 60 units, one row in five labelled', heavyTailed(60, 0.2), trends(units), audit(judged)),
  alarms('30 other rows in each period, a third of the outcomes unknown', seenAlike(30), seen, known(rows)),
  alarms('60 units, a fifth of the outcomes unknown', knownInPart(60, 0.2), known(units)),
  alarms('100 units, two in a hundred outcomes unknown', knownInPart(100, 0.02), known(units)),
  alarms('60 units whose judge drifts, one row in five labelled', judgedWaves({ units: 60, launch: long }, { share: 0.2 }), audit(judged)),
  alarms(
    '60 units whose judge drifts, the same fifth of them labelled in every period',
    judgedWaves({ units: 60, launch: long }, { share: 0.2, always: true }),
    audit(judged),
  ),
  alarms('18 teams, one row in three labelled', judgedWaves({ units: [6, 6, 6], launch: long }, { share: 0.33, teams: true }), audit(judgedTeams)),
];
