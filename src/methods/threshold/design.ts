import { defineDesign } from '../../protocol/design.ts';
import { type Problem, problem } from '../../protocol/keys/problem.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Named } from '../../protocol/named.ts';
import { type ThresholdKeys, thresholdKeys } from './declared/keys.ts';
import { thresholdWords, treatedName } from './declared/words.ts';
import type { ThresholdDetails } from './estimate.ts';
import { saidInference } from './inference.ts';
import { lookAtSides } from './look.ts';
import { type Threshold, thresholdIn, withoutIt } from './own.ts';
import * as questions from './questions.ts';
import { statedCurvature } from './stated-curvature.ts';

const means = 'what is compared at the cutoff are means of columns as they are';
const noCoin = 'nobody drew lots';

/** A feature that a score turns on. */
export const threshold = defineDesign<typeof thresholdKeys, Threshold, undefined>({
  keys: thresholdKeys,
  called: 'a threshold',
  takes: [
    'treatments',
    'covariates',
    'segments',
    'analysis.plannedUnits',
    'decide.except',
    'outcomes.equivalence',
    'outcomes.superiority',
    'outcomes.value',
    'rows: many-per-unit',
    'outcomes.per',
  ],
  instead: {
    time: 'rows are compared by their score',
    asOf: 'rows are compared by their score',
    mediators: 'what the feature does on the way is not modelled',
    population: noCoin,
    planning: noCoin,
    'evidence: benchmark': 'what kind of evidence it is follows from the design',
    dag: 'what decides is that nothing else changes at the cutoff, which no graph of columns says',
    'analysis.adjust': 'covariates enter by the lines of both sides',
    'analysis.comparisons': 'there is one comparison',
    'analysis.family': 'there is one comparison',
    'outcomes.value by arm': means,
    'outcomes.ratio': means,
    'outcomes.quantile': means,
    'outcomes.measured': means,
    'outcomes.maturity': means,
    'outcomes.transform': means,
    'outcomes.winsorize': means,
    'outcomes.bounds': means,
    heterogeneity: 'effects by segment are shown',
  },
  columns: ({ running, cutoff, treatment, cluster }): readonly Named[] => [
    { role: 'running', column: running, path: ['design', 'running'], needs: 'number', part: 'assignment', says: 'the score', ofUnit: 'shared' },
    ...(typeof cutoff === 'number' ? [] : [{ role: 'cutoff', column: cutoff, path: ['design', 'cutoff'], needs: 'number', ofUnit: 'shared' } as const]),
    ...(treatment === undefined ? [] : [{ role: 'treatment', column: treatment, path: ['design', 'treatment'], needs: 'key', ofUnit: 'shared' } as const]),
    ...(cluster === undefined ? [] : [{ role: 'cluster', column: cluster, path: ['design', 'cluster'], needs: 'any', ofUnit: 'shared' } as const]),
  ],
  apart: [
    {
      part: 'assignment',
      others: ['unit', 'outcome', 'covariate'],
      mend: 'Name another column: the score is what the decision was made by, before anything came of it.',
    },
  ],
  names: (study) => (study.design.treatment === undefined ? {} : { [study.design.treatment]: [study.design.control!, treatedName(study)] }),
  agree: (study) => [...treatmentProblems(study), ...inferenceProblems(study), ...curvatureProblems(study)],
  words: thresholdWords,
  advice: {
    decidedBy: 'a score: rows on one side of a cutoff get it',
    logged: 'the score as it was when the decision was made, not rounded; the decision itself; outcomes of both sides',
    breaks: [
      'somebody who moves scores across the cutoff',
      'another rule that changes at the same cutoff',
      'a score that was rounded, or computed anew after the decision',
    ],
  },
  evidence: 'observation',
  grain: () => 'unit',
  drawn: () => 'by-rule',
  look: (protocol, place) => lookAtSides(thresholdIn(protocol)!, place),
  part: (study: StudyFile<ThresholdKeys>) => {
    const { treatment, control = withoutIt, ...design } = study.design;
    return { own: { ...design, treated: treatedName(study), control, ...(treatment !== undefined && { decision: treatment }) } };
  },
  questions: Object.values(questions),
  contrasts: (protocol) => {
    const { treated, control } = thresholdIn(protocol)!;
    return { candidates: [{ id: treated, against: control }], together: { by: 'sidak', called: 'treatments' } };
  },
  conditions: [statedCurvature],
  speakers: () => [questions.thresholdEffect.id],
  armsOf: ({ estimand: { outcome }, details }) =>
    ((details as ThresholdDetails | undefined)?.arms ?? []).map(({ arm, mean, rows }) => ({
      outcome,
      arm,
      units: rows,
      value: mean,
      estimated: true as const,
    })),
  headline: (own) => own.find((e) => e.method.id === questions.thresholdEffect.id),
  unplanned: 'of a threshold, what can be detected follows from how many rows lie near the cutoff; `estimand analyze` says how many these are',
});

/** One version, and its name. */
function treatmentProblems({ design: { treatment, control = withoutIt }, treatments }: StudyFile<ThresholdKeys>): readonly Problem[] {
  const named = Object.keys(treatments).filter((arm) => arm !== control);
  return named.length === 1 ? [] : [problem(['treatments'], 'threshold-treatments', { count: named.length, control, logged: treatment !== undefined }, 'key')];
}

/** Keys that the inference of the study does not read, so that none is passed over in silence. */
function inferenceProblems({ design }: StudyFile<ThresholdKeys>): readonly Problem[] {
  const { inference, order, kernel, curvature, sides, massPoints, cluster, bandwidth } = design;
  const kind = saidInference({ ...design, ...(design.treatment !== undefined && { decision: design.treatment }) });
  const by =
    inference !== undefined
      ? `inference: ${inference}`
      : curvature === 'rule-of-thumb'
        ? 'a logged decision, whose inference is bias-aware unless told'
        : 'a stated curvature, which asks for bias-aware inference';
  const idle = (key: string, why: string): Problem => problem(['design', key], 'study-key-idle', { key, design: by, why }, 'key');
  const unread = curvature === 'rule-of-thumb' ? [] : [idle('curvature', 'no bound on curvature enters')];
  switch (kind) {
    case 'bias-aware':
      return [
        ...(order === 1 ? [] : [idle('order', 'lines are fitted')]),
        ...(sides === 'common' ? [] : [idle('sides', 'one bandwidth serves both sides')]),
        ...(bandwidth === 'cer' ? [idle('bandwidth', 'its own makes the interval short')] : []),
        ...(massPoints === 'adjust' ? [] : [idle('massPoints', 'its bandwidth counts every row')]),
      ];
    case 'local':
      return [
        ...unread,
        ...(order === 1 ? [] : [idle('order', 'means are compared')]),
        ...(kernel === 'triangular' ? [] : [idle('kernel', 'rows of the window count alike')]),
        ...(sides === 'common' ? [] : [idle('sides', 'no bandwidth is chosen')]),
        ...(bandwidth === 'cer' ? [idle('bandwidth', 'no bandwidth is chosen')] : []),
        ...(cluster === undefined ? [] : [idle('cluster', 'rows are drawn by themselves')]),
        ...(massPoints === 'adjust' ? [] : [idle('massPoints', 'no bandwidth is chosen')]),
      ];
    case 'robust':
      return unread;
    default:
      return [];
  }
}

/** A curvature is of an outcome, or of the logged decision. */
function curvatureProblems({ design: { curvature, treatment }, outcomes }: StudyFile<ThresholdKeys>): readonly Problem[] {
  if (typeof curvature !== 'object') return [];
  const known = [...Object.keys(outcomes), ...(treatment === undefined ? [] : [treatment])];
  return Object.keys(curvature)
    .filter((name) => !known.includes(name))
    .map((name) => problem(['design', 'curvature', name], 'threshold-curvature-unknown', { name, known }, 'key'));
}
