import type { Finding } from '../../estimate/finding.ts';
import type { PropensityModel } from '../../inference/observed/propensity.ts';
import { defineDesign } from '../../protocol/design.ts';
import { type Problem, problem } from '../../protocol/keys/problem.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import { armLabelsOf } from '../../protocol/labels.ts';
import type { Named } from '../../protocol/named.ts';
import { lookAtArms } from '../arms/look-at-arms.ts';
import { declaredArms, treatmentsOf } from './declared/arms.ts';
import { type OptInKeys, optInKeys } from './declared/keys.ts';
import { optInWords } from './declared/words.ts';
import type { ObservedDetails } from './estimate.ts';
import { mostFetched } from './options.ts';
import { type OptIn, optInIn } from './own.ts';
import * as questions from './questions.ts';
import { robustTo } from './robust-to.ts';

const means = 'effects are differences of adjusted means';
const noCoin = 'nobody drew lots';

/** The question that speaks, by the estimator that the study names. */
const spokenBy: { readonly [K in OptInKeys['estimator']]: string } = {
  aipw: questions.doublyRobust.id,
  weighting: questions.propensityWeighting.id,
  matching: questions.matching.id,
  regression: questions.regressionAdjustment.id,
  instrument: questions.instrumented.id,
  'partially-linear': questions.partiallyLinearEffect.id,
};

const saidOnce = (findings: readonly Finding[]): readonly Finding[] => {
  const said = findings.map(({ check, says }) => `${check}: ${says}`);
  return findings.filter((_, i) => said.indexOf(said[i]) === i);
};

const modelOf = ({ link, ridge }: OptInKeys['propensity']): PropensityModel => (link === 'probit' ? 'probit' : ridge === undefined ? 'logistic' : { ridge });

/** An instrument is nothing else in the study. */
function instrumentRoles(
  instrument: string | undefined,
  { unit, treatment, covariates, outcomes }: { unit: string | undefined; treatment: string; covariates: readonly string[]; outcomes: readonly string[] },
): readonly Problem[] {
  const roles = [
    ['the unit', unit === undefined ? [] : [unit]],
    ['who opted in', [treatment]],
    ['a covariate', covariates],
    ['an outcome', outcomes],
  ] as const;
  return roles.flatMap(([as, names]) =>
    instrument !== undefined && names.includes(instrument) ? [problem(['design', 'instrument'], 'opt-in-instrument-role', { column: instrument, as })] : [],
  );
}

/** What the effect by an instrument does not read. */
const idleByInstrument = ({ estimand, negativeControls, trim }: OptInKeys): readonly Problem[] =>
  [
    { key: 'estimand', idle: estimand !== 'ate', why: 'the effect is about those whose choice the instrument decides' },
    { key: 'trim', idle: trim !== undefined, why: 'nobody is weighted by a chance' },
    {
      key: 'negativeControls',
      idle: negativeControls !== undefined,
      why: 'nobody is made alike; name the column as an outcome to read the effect of the instrument on it',
    },
  ].flatMap(({ key, idle, why }) => (idle ? [problem(['design', key], 'study-key-idle', { key, design: 'estimator: instrument', why }, 'key')] : []));

/** A mean that differs by less is the one that was seen. */
const rounding = 1e-9;

/** A feature that units chose by themselves. */
export const optIn = defineDesign<typeof optInKeys, OptIn, number>({
  keys: optInKeys,
  called: 'an opt-in',
  takes: [
    'rows: many-per-unit',
    'time',
    'asOf',
    'treatments',
    'covariates',
    'segments',
    'dag',
    'heterogeneity',
    'analysis.plannedUnits',
    'decide.except',
    'outcomes.equivalence',
    'outcomes.superiority',
    'outcomes.value',
    'outcomes.per',
    'outcomes.maturity',
    'outcomes.transform',
    'outcomes.winsorize',
    'outcomes.bounds',
  ],
  instead: {
    'several treatments': 'one version is compared with one control; take the others out in data.sql',
    mediators: 'what the feature does on the way is not modelled',
    population: noCoin,
    planning: noCoin,
    'evidence: benchmark': 'what kind of evidence it is follows from the design',
    'analysis.adjust': 'covariates enter by design.estimator',
    'analysis.comparisons': 'there is one comparison',
    'analysis.family': 'there is one comparison',
    'outcomes.value by arm': means,
    'outcomes.ratio': means,
    'outcomes.quantile': means,
    'outcomes.measured': means,
  },
  columns: ({ treatment, cluster, instrument, negativeControls = [], exactOn = [] }): readonly Named[] => [
    { role: 'treatment', column: treatment, path: ['design', 'treatment'], needs: 'key', part: 'assignment', says: 'who opted in', ofUnit: 'shared' },
    ...exactOn.map((column, i): Named => ({ role: 'exactOn', column, path: ['design', 'exactOn', i], needs: 'key', part: 'covariate', ofUnit: 'shared' })),
    ...negativeControls.map(
      (column, i): Named => ({ role: 'negativeControls', column, path: ['design', 'negativeControls', i], needs: 'number', ofUnit: 'highest' }),
    ),
    ...(instrument === undefined
      ? []
      : [{ role: 'instrument', column: instrument, path: ['design', 'instrument'], needs: 'number', ofUnit: 'shared' } as const]),
    ...(cluster === undefined ? [] : [{ role: 'cluster', column: cluster, path: ['design', 'cluster'], needs: 'any', ofUnit: 'shared' } as const]),
  ],
  apart: [
    {
      part: 'assignment',
      others: ['unit', 'outcome', 'covariate', 'segment'],
      mend: 'Name another column: who opted in is no outcome and no trait of a unit.',
    },
  ],
  arms: declaredArms,
  names: (study) => ({ [study.design.treatment]: [study.design.control, ...treatmentsOf(study)] }),
  agree: ({ unit, covariates, outcomes, design }) => {
    const { treatment, estimand, estimator, propensity, cluster, instrument, exactOn = [], matching, caliper, negativeControls = [] } = design;
    return [
      ...(instrument === undefined && estimator === 'instrument' ? [problem(['design', 'estimator'], 'opt-in-instrument-missing', {})] : []),
      ...instrumentRoles(instrument, { unit, treatment, covariates, outcomes: Object.keys(outcomes) }),
      ...(estimator === 'instrument' ? idleByInstrument(design) : []),
      ...(propensity.ridge !== undefined && propensity.link === 'probit'
        ? [problem(['design', 'propensity', 'ridge'], 'study-key-idle', { key: 'ridge', design: 'link: probit', why: 'it is the penalty of a logit' }, 'key')]
        : []),
      ...negativeControls.flatMap((name, i) => {
        const as = covariates.includes(name) ? 'covariate' : Object.hasOwn(outcomes, name) ? 'outcome' : undefined;
        return as === undefined ? [] : [problem(['design', 'negativeControls', i], 'opt-in-negative-control', { column: name, as })];
      }),
      ...(estimator === 'matching' && cluster !== undefined ? [problem(['design', 'cluster'], 'opt-in-matching-cluster', { cluster }, 'key')] : []),
      ...(estimator === 'matching' && estimand === 'ate' && !matching.replace ? [problem(['design', 'matching'], 'opt-in-matching-once', {})] : []),
      ...(estimator !== 'matching' && (caliper !== undefined || exactOn.length > 0)
        ? [
            problem(
              ['design', caliper === undefined ? 'exactOn' : 'caliper'],
              'study-key-idle',
              { key: caliper === undefined ? 'exactOn' : 'caliper', design: `estimator: ${estimator}`, why: 'nobody is matched' },
              'key',
            ),
          ]
        : []),
      ...(covariates.length === 0 && estimator !== 'instrument' ? [problem([], 'opt-in-covariates-missing', {}, 'key')] : []),
      ...(estimand === 'ato' && (estimator === 'regression' || estimator === 'matching') ? [problem(['design', 'estimand'], 'opt-in-ato', { estimator })] : []),
      ...(estimand !== 'ato' && estimator === 'partially-linear' ? [problem(['design', 'estimator'], 'opt-in-partially-linear', { estimand })] : []),
    ];
  },
  words: optInWords,
  advice: {
    decidedBy: 'the users: they switched the feature on, or did not',
    logged: 'who used it, outcomes, and what is known of each user from before they chose',
    breaks: [
      'what made users choose and is not logged, such as skill or need',
      'covariates that were measured after they chose',
      'users of whom everybody, or nobody, opted in',
    ],
  },
  evidence: 'observation',
  drawn: () => 'by-choice',
  *look({ assignment }, place) {
    const places = { of: (arm: string) => (arm === assignment!.control ? ['design', 'control'] : ['treatments', arm]), all: ['treatments'] };
    const units = yield* lookAtArms(assignment!, places, place);
    return { seen: Object.values(units).reduce((sum, n) => sum + n, 0), units };
  },
  part(study: StudyFile<OptInKeys>, _place, _schema, seen = 0) {
    const { design } = study;
    const {
      treatment,
      control,
      estimand,
      estimator,
      propensity,
      regression,
      trim,
      cluster,
      instrument,
      folds,
      repeats,
      matching,
      caliper,
      exactOn,
      negativeControls,
      robustTo: times,
    } = design;
    const by = cluster === undefined || cluster === study.unit ? {} : { cluster };
    return {
      own: {
        kind: 'opt-in',
        choice: treatment,
        control,
        // A study that names no version is refused when it is read.
        treatment: treatmentsOf(study)[0],
        ...by,
        estimand,
        estimator,
        propensity: { model: modelOf(propensity), terms: propensity.terms },
        regression,
        ...(trim !== undefined && { trim }),
        matching,
        ...(caliper !== undefined && { caliper }),
        ...(exactOn && { exactOn }),
        ...(instrument !== undefined && { instrument }),
        ...(negativeControls && { negativeControls }),
        ...(folds !== undefined && { folds }),
        robustTo: times,
        repeats,
        ...(seen > mostFetched && { units: seen }),
      },
      assignment: { column: treatment, control, treatments: treatmentsOf(study), labels: armLabelsOf(study) },
      ...(by.cluster !== undefined && { errorsBy: by.cluster }),
      complete: [...new Set([...study.covariates, ...(exactOn ?? []), ...(instrument !== undefined && estimator === 'instrument' ? [instrument] : [])])],
      // What matches are equal in is adjusted for too.
      factors: (exactOn ?? []).filter((name) => !study.covariates.includes(name)).map((factor) => ({ factor })),
    };
  },
  questions: Object.values(questions),
  contrasts: ({ assignment }) => ({
    candidates: assignment!.treatments.map((id) => ({ id, against: assignment!.control })),
    together: { by: 'sidak', called: 'versions' },
  }),
  conditions: [robustTo],
  speakers: (protocol) => [spokenBy[optInIn(protocol)!.estimator]],
  armsOf: ({ estimand: { outcome }, details }) =>
    ((details as ObservedDetails | undefined)?.arms ?? []).map(({ arm, n, mean, adjustedMean }) => ({
      outcome,
      arm,
      units: n,
      value: adjustedMean,
      ...(Math.abs(adjustedMean - mean) > rounding * Math.abs(mean) && { estimated: true as const }),
    })),
  headline: (own, protocol) => own.find((e) => e.method.id === spokenBy[optInIn(protocol)!.estimator]),
  // Every method of an outcome that is refused says the same.
  remarks: (_, { findings, ...answer }) => ({ ...answer, findings: saidOnce(findings) }),
  unplanned: 'of an opt-in, more units narrow the interval but not what a hidden cause may do; plan a study that draws lots',
});
