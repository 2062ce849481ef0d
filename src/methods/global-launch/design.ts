import { defineDesign } from '../../protocol/design.ts';
import { type Problem, problem } from '../../protocol/keys/problem.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Named } from '../../protocol/named.ts';
import { periodColumn, periodOf } from '../../protocol/periods.ts';
import { derive } from '../../relation/steps.ts';
import { type GlobalLaunchKeys, globalLaunchKeys } from './declared/keys.ts';
import { launchOf } from './declared/launch-of.ts';
import { launchWords } from './declared/words.ts';
import type { LaunchDetails } from './estimate.ts';
import { lookAtLaunch } from './look.ts';
import { arms, type GlobalLaunch, type LaunchSeen, launchIn } from './own.ts';
import * as questions from './questions.ts';
import { steadyEffect } from './steady-effect.ts';

const means = 'what is compared are paths of the mean of a column as it is';
const oneChange = 'there is one change';
const fewUnits = 'few units got it, and paths of whole units are compared';

/** A change that came to units at one time. */
export const globalLaunch = defineDesign<typeof globalLaunchKeys, GlobalLaunch, LaunchSeen>({
  keys: globalLaunchKeys,
  called: 'a global launch',
  takes: ['rows: many-per-unit', 'time', 'treatments', 'outcomes.equivalence', 'outcomes.superiority', 'outcomes.value', 'outcomes.per'],
  instead: {
    asOf: 'all periods in the data are read; leave later ones out in data.sql',
    'several treatments': oneChange,
    covariates: 'write predictors under design, which a synthetic control matches, or regressors of a state space',
    mediators: 'what the change does on the way is not modelled',
    segments: `${fewUnits}; ask a study of each segment`,
    population: fewUnits,
    planning: 'its size is not planned from here',
    'evidence: benchmark': 'what kind of evidence it is follows from the design',
    dag: 'what decides is that donors go on as the treated would have, which no graph of columns says',
    'analysis.adjust': 'paths of whole units are compared',
    'analysis.comparisons': oneChange,
    'analysis.family': oneChange,
    'analysis.plannedUnits': fewUnits,
    'decide.except': fewUnits,
    'outcomes.value by arm': oneChange,
    'outcomes.ratio': means,
    'outcomes.quantile': means,
    'outcomes.measured': means,
    'outcomes.maturity': 'periods say when an outcome is known',
    'outcomes.transform': means,
    'outcomes.winsorize': means,
    'outcomes.bounds': means,
    heterogeneity: fewUnits,
  },
  timeNeeds: 'period',
  within: [periodColumn],
  names: ({ unit, design: { launched, treatedUnits = [], donors = [] } }) =>
    unit === undefined ? {} : { [unit]: [...(typeof launched === 'string' ? treatedUnits : Object.keys(launched)), ...donors] },
  columns: ({ predictors = [], regressors = [] }): readonly Named[] => [
    ...predictors.map((column, i): Named => ({ role: 'predictor', column, path: ['design', 'predictors', i], needs: 'number', ofUnit: 'shared' })),
    ...regressors.map((column, i): Named => ({ role: 'regressor', column, path: ['design', 'regressors', i], needs: 'number', ofUnit: 'shared' })),
  ],
  // Rows of a unit are brought to one in each period.
  steps: ({ time, unit, rows, design }) =>
    time === undefined || unit === undefined || rows !== 'many-per-unit' ? [] : [derive({ [periodColumn]: periodOf(time, design.period) })],
  agree: (study) => [...timeProblems(study), ...unitProblems(study), ...idleKeys(study)],
  words: launchWords,
  advice: {
    decidedBy: 'one date: everybody, or a whole workspace, team or market, got it at once',
    logged: 'outcomes by period from long before the launch on, of units that got it and of units that did not',
    breaks: [
      'anything else that came on the same day: a price, a season, an outage, a campaign',
      'donors that the launch touches: users who move, shared queues and caches',
      'units that were chosen because of how they were going just before',
    ],
  },
  evidence: 'observation',
  grain: () => 'unit-period',
  drawn: () => 'by-date',
  look: (protocol, place) => lookAtLaunch(launchIn(protocol)!, place),
  part: (study: StudyFile<GlobalLaunchKeys>, place, schema, seen) => ({ own: launchOf(study, place, schema, seen) }),
  questions: Object.values(questions),
  contrasts: () => ({ candidates: [{ id: arms.treated, against: arms.untreated }], together: { by: 'sidak', called: 'treatments' } }),
  conditions: [steadyEffect],
  speakers: () => [questions.launchEffect.id],
  armsOf: ({ estimand: { outcome }, details }) =>
    ((details as LaunchDetails | undefined)?.arms ?? []).map(({ arm, mean, units }) => ({
      outcome,
      arm,
      units,
      value: mean,
      ...(arm === arms.untreated && { estimated: true as const }),
    })),
  headline: (own) => own.find((e) => e.method.id === questions.launchEffect.id),
  unplanned: 'of a global launch, what chance does to units without it says what could be found; `estimand analyze` shows that beside the effect',
});

function timeProblems({ time }: StudyFile<GlobalLaunchKeys>): readonly Problem[] {
  return time === undefined ? [problem([], 'launch-time-missing', {}, 'key')] : [];
}

function unitProblems({ unit, rows, design: { estimator, launched, treatedUnits: named, donors } }: StudyFile<GlobalLaunchKeys>): readonly Problem[] {
  const dated = typeof launched === 'string' ? undefined : Object.keys(launched);
  const treatedUnits = dated ?? named;
  const twice = (key: 'treatedUnits' | 'donors', names: readonly string[] = []): readonly Problem[] => {
    const again = [...new Set(names.filter((name, i) => names.indexOf(name) < i))];
    return again.length === 0 ? [] : [problem(['design', key, names.lastIndexOf(again[0])], 'launch-twice', { key, names: again })];
  };
  const both = (treatedUnits ?? []).filter((name) => donors?.includes(name));
  return [
    ...(unit === undefined && (estimator !== 'state-space' || treatedUnits !== undefined || donors !== undefined)
      ? [problem([], 'launch-unit-missing', { estimator }, 'key')]
      : []),
    ...(unit !== undefined && estimator !== 'state-space' && (treatedUnits ?? []).length === 0
      ? [problem(['design'], 'launch-treated-unsaid', { estimator }, 'key')]
      : []),
    ...(unit === undefined && rows === 'many-per-unit' ? [problem(['rows'], 'study-unit-missing', { rows })] : []),
    ...twice('treatedUnits', named),
    ...twice('donors', donors),
    ...(both.length > 0 ? [problem(['design', 'donors'], 'launch-both', { names: both })] : []),
  ];
}

/** Keys that the estimator of the study does not read, so that none is passed over in silence. */
function idleKeys({ design }: StudyFile<GlobalLaunchKeys>): readonly Problem[] {
  const { estimator, launched, treatedUnits, anticipation } = design;
  const idle = (key: 'predictors' | 'trend' | 'season' | 'regressors', why: string): readonly Problem[] =>
    design[key] === undefined ? [] : [problem(['design', key], 'study-key-idle', { key, design: `estimator: ${estimator}`, why }, 'key')];
  const severally =
    typeof launched === 'string'
      ? []
      : [
          ...(treatedUnits
            ? [
                problem(
                  ['design', 'treatedUnits'],
                  'study-key-idle',
                  { key: 'treatedUnits', design: 'launched by unit', why: 'launched names the units' },
                  'key',
                ),
              ]
            : []),
          ...(anticipation > 0
            ? [
                problem(
                  ['design', 'anticipation'],
                  'study-key-idle',
                  { key: 'anticipation', design: 'launched by unit', why: 'periods before one launch come after another' },
                  'key',
                ),
              ]
            : []),
          ...(estimator === 'state-space' ? [problem(['design', 'launched'], 'launch-severally', {}, 'key')] : []),
        ];
  if (estimator === 'state-space') return [...severally, ...idle('predictors', 'donors are not matched')];
  const byTime = 'it is of a state space';
  return [
    ...severally,
    ...idle('trend', byTime),
    ...idle('season', byTime),
    ...idle('regressors', byTime),
    ...(estimator === 'synthetic-control' ? [] : idle('predictors', 'it matches the outcome alone; a synthetic control matches predictors too')),
  ];
}
