import { column, equals } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { defineDesign } from '../../protocol/design.ts';
import { problem } from '../../protocol/keys/problem.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Named } from '../../protocol/named.ts';
import { periodColumn, periodOf } from '../../protocol/periods.ts';
import { derive } from '../../relation/steps.ts';
import { standsIfTrendsPart } from './conditions.ts';
import { bandsProblems } from './declared/bands.ts';
import { judgedProblems } from './declared/judged.ts';
import { type StagedRolloutKeys, stagedRolloutKeys } from './declared/keys.ts';
import { rolloutOf } from './declared/rollout-of.ts';
import { isNumbered, withinUnits } from './declared/within-units.ts';
import { stagedWords } from './declared/words.ts';
import { cellsOf } from './judged-cells.ts';
import { lookAtWaves } from './look.ts';
import { arms, type StagedRollout, stagedIn, type Waves } from './own.ts';
import * as questions from './questions.ts';
import { segmentsKept } from './segments-kept.ts';
import type { EffectDetails } from './staged-effect.ts';
import { unitChanges } from './unit-changes.ts';

const means = 'effects are differences of means of columns as they are';
const oneChange = 'there is one change';
const adjusting: readonly string[] = ['doubly-robust', 'regression', 'weighting', 'imputation'];

/** A change that reached units in waves. */
export const stagedRollout = defineDesign<typeof stagedRolloutKeys, StagedRollout, Waves>({
  keys: stagedRolloutKeys,
  called: 'a staged rollout',
  takes: [
    'rows: many-per-unit',
    'time',
    'treatments',
    'covariates',
    'segments',
    'heterogeneity',
    'analysis.plannedUnits',
    'decide.except',
    'outcomes.equivalence',
    'outcomes.superiority',
    'outcomes.value',
    'outcomes.per',
    'outcomes.measured',
  ],
  instead: {
    asOf: 'all periods in the data are read; leave later ones out in data.sql',
    'several treatments': oneChange,
    mediators: 'what the change does on the way is not modelled',
    population: 'all units are followed, reached or not',
    planning: 'its size is not planned from here',
    dag: 'what decides is that cohorts would have gone on alike, which no graph of columns says',
    'analysis.adjust': 'covariates enter by design.estimator',
    'analysis.comparisons': oneChange,
    'analysis.family': oneChange,
    'outcomes.value by arm': oneChange,
    'outcomes.ratio': means,
    'outcomes.quantile': means,
    'outcomes.maturity': 'periods say when an outcome is known',
    'outcomes.transform': means,
    'outcomes.winsorize': means,
    'outcomes.bounds': means,
  },
  timeNeeds: 'period',
  within: [periodColumn],
  names: ({ design: { within } }) => (within ? { [within.column]: [within.exposed] } : {}),
  columns: ({ start, treated, cluster, within }): readonly Named[] => [
    ...(within === undefined ? [] : [{ role: 'group', column: within.column, path: ['design', 'within', 'column'], needs: 'key' } as const]),
    ...(start === undefined
      ? []
      : [{ role: 'start', column: start, path: ['design', 'start'], needs: 'period', part: 'assignment', says: 'the start', ofUnit: 'shared' } as const]),
    ...(treated === undefined
      ? []
      : [
          {
            role: 'treated',
            column: treated,
            path: ['design', 'treated'],
            needs: 'number',
            part: 'assignment',
            says: 'who is treated',
            ofUnit: 'highest',
          } as const,
        ]),
    ...(cluster === undefined ? [] : [{ role: 'cluster', column: cluster, path: ['design', 'cluster'], needs: 'any', ofUnit: 'shared' } as const]),
  ],
  apart: [
    {
      part: 'assignment',
      others: ['outcome', 'covariate', 'segment'],
      mend: 'Name another column: when the change came is no outcome and no trait of a unit.',
    },
  ],
  // Rows of a unit are brought to one in each period.
  steps(study) {
    const { time, unit, rows, design } = study;
    if (time === undefined || unit === undefined || !isNumbered(rows, design)) return [];
    return [derive({ [periodColumn]: periodOf(time, design.period) }), ...(design.within ? withinUnits(study, design.within) : [])];
  },
  agree: ({ time, unit, rows, covariates, outcomes, design }) => [
    ...(time === undefined ? [problem([], 'staged-time-missing', {}, 'key')] : []),
    ...(design.within && rows === 'many-per-unit'
      ? [
          problem(
            ['rows'],
            'study-key-idle',
            { key: 'rows', design: 'a comparison within units', why: 'rows of a unit are averaged by group and period' },
            'key',
          ),
        ]
      : []),
    ...(design.within && unit === undefined ? [problem(['design', 'within'], 'staged-within-unit', { column: design.within.column }, 'key')] : []),
    ...(rows === 'many-per-unit' && unit === undefined ? [problem(['rows'], 'study-unit-missing', { rows })] : []),
    ...(covariates.length > 0 && !adjusting.includes(design.estimator)
      ? [
          problem(
            ['covariates'],
            'study-key-idle',
            {
              key: 'covariates',
              design: `estimator: ${design.estimator}`,
              why: `covariates enter by ${adjusting.slice(0, -1).join(', ')} or ${adjusting.at(-1)}`,
            },
            'key',
          ),
        ]
      : []),
    ...judgedProblems(outcomes, design),
    ...bandsProblems(unit, design),
    ...(unit === undefined && design.treated !== undefined ? [problem(['design', 'treated'], 'staged-treated-alone', { treated: design.treated })] : []),
  ],
  words: stagedWords,
  advice: {
    decidedBy: 'dates: units, teams or markets were reached in waves, and nobody drew lots',
    logged: 'outcomes by unit and period from before the first wave on, and when each unit was reached',
    breaks: [
      'waves that were chosen by how outcomes were going: cohorts would not have gone on alike',
      'another change that came to a cohort at the same time',
      'units that change before they are reached, or through those that are',
    ],
  },
  evidence: 'observation',
  grain: () => 'unit-period',
  drawn: () => 'by-date',
  *look(protocol, place) {
    const own = stagedIn(protocol)!;
    const looked = yield* lookAtWaves(own, treatedIn(own), place);
    // Of units that are seen once there is nothing to keep.
    if (looked.seen.shape === 'panel') yield* segmentsKept(own, protocol.segments, place);
    return looked;
  },
  part(study: StudyFile<StagedRolloutKeys>, place, schema, seen) {
    const own = rolloutOf(study, place, schema, seen);
    const changes = unitChanges(own);
    return { own, ...(changes && { changes }) };
  },
  cells: (protocol) => cellsOf(stagedIn(protocol)!),
  questions: Object.values(questions),
  contrasts: () => ({ candidates: [{ id: arms.treated, against: arms.untreated }], together: { by: 'sidak', called: 'treatments' } }),
  conditions: [standsIfTrendsPart],
  speakers: () => ['staged-effect'],
  armsOf: ({ estimand: { outcome }, details }) =>
    ((details as EffectDetails | undefined)?.arms ?? []).map(({ arm, mean, units }) => ({
      outcome,
      arm,
      units,
      value: mean,
      ...(arm === arms.untreated && { estimated: true as const }),
    })),
  headline: (own) => own.find((e) => e.method.id === 'staged-effect'),
  unplanned: 'of a staged rollout, `estimand analyze` says what its pre-trends could have shown',
});

/** Which rows are treated, where a column says it row by row. */
const treatedIn = ({ treatedBy }: StagedRollout): Expression | undefined => (treatedBy === undefined ? undefined : equals(column(treatedBy), 1));
