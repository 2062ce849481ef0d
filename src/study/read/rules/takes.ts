import type { Design } from '../../../protocol/design.ts';
import { type KeyPath, problem, valueAt } from '../../../protocol/keys/problem.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { type Taken, takable } from '../../../protocol/takes.ts';
import type { Rule } from './names.ts';

/** Where a study that was written asks for a part that not every design takes; nothing where it does not. */
const askedAt: { readonly [T in Taken]: (study: StudyFile, written: unknown, design: Design) => readonly KeyPath[] } = {
  'rows: many-per-unit': ({ rows }) => (rows === 'many-per-unit' ? [['rows']] : []),
  time: ({ time }) => (time === undefined ? [] : [['time']]),
  asOf: ({ asOf }) => (asOf === undefined ? [] : [['asOf']]),
  treatments: ({ treatments }) => (Object.keys(treatments).length > 0 ? [['treatments']] : []),
  'several treatments': (study, _, design) => (design.words(study).treatments.length > 1 ? [['treatments']] : []),
  covariates: ({ covariates }) => listed(covariates, 'covariates'),
  mediators: ({ mediators }) => listed(mediators, 'mediators'),
  segments: ({ segments }) => listed(segments, 'segments'),
  population: ({ population }) => (population ? [['population']] : []),
  planning: ({ planning }) => (planning ? [['planning']] : []),
  'evidence: benchmark': ({ evidence }) => (evidence === 'benchmark' ? [['evidence']] : []),
  dag: ({ dag }) => (dag === undefined ? [] : [['dag']]),
  heterogeneity: ({ heterogeneity }) => (heterogeneity === undefined ? [] : [['heterogeneity']]),
  'analysis.adjust': (_, written) => analysisKey(written, 'adjust'),
  'analysis.comparisons': (_, written) => analysisKey(written, 'comparisons'),
  'analysis.family': (_, written) => analysisKey(written, 'family'),
  'analysis.plannedUnits': (_, written) => analysisKey(written, 'plannedUnits'),
  'analysis.looks': ({ analysis: { looks } }) => (looks === 'fixed' ? [] : [['analysis', 'looks']]),
  'analysis.randomization': (_, written) => analysisKey(written, 'randomization'),
  'decide.except': ({ decide }) => (decide.except ? [['decide', 'except']] : []),
  'outcomes.equivalence': (study) => outcomesWith(study, 'equivalence'),
  'outcomes.superiority': (study) => outcomesWith(study, 'superiority'),
  'outcomes.value': (study) => outcomesWith(study, 'value', (value) => typeof value === 'number'),
  'outcomes.value by arm': (study) => outcomesWith(study, 'value', (value) => typeof value === 'object'),
  'outcomes.ratio': (study) => outcomesWith(study, 'ratio'),
  'outcomes.quantile': (study) => outcomesWith(study, 'quantile'),
  'outcomes.per': (study) => outcomesWith(study, 'per'),
  'outcomes.maturity': (study) => outcomesWith(study, 'maturity'),
  'outcomes.transform': (study) => outcomesWith(study, 'transform'),
  'outcomes.winsorize': (study) => outcomesWith(study, 'winsorize'),
  'outcomes.bounds': (study) => outcomesWith(study, 'bounds'),
  'outcomes.measured': (study) => outcomesWith(study, 'measured'),
};

const listed = (names: readonly string[], key: string): readonly KeyPath[] => (names.length > 0 ? [[key]] : []);

function analysisKey(written: unknown, key: string): readonly KeyPath[] {
  const path = ['analysis', key];
  return valueAt(written, path) === undefined ? [] : [path];
}

type OutcomeKey = 'equivalence' | 'superiority' | 'value' | 'ratio' | 'quantile' | 'per' | 'maturity' | 'transform' | 'winsorize' | 'bounds' | 'measured';

function outcomesWith({ outcomes }: StudyFile, key: OutcomeKey, is: (value: unknown) => boolean = () => true): readonly KeyPath[] {
  return Object.entries(outcomes).flatMap(([name, o]) => (o[key] !== undefined && is(o[key]) ? [['outcomes', name, key]] : []));
}

/** Refuses parts of the study that its design does not use, so that none is ignored silently. */
export const takenOnly: Rule = ({ study, design }, written) =>
  takable
    .filter((part) => !design.takes.includes(part))
    .flatMap((part) =>
      askedAt[part](study, written, design).map((path) =>
        problem(path, 'study-key-idle', { key: keyOf(part, path), design: design.called, why: design.instead?.[part] ?? usual }, 'key'),
      ),
    );

const usual = 'nothing in it is computed from that';

/** `outcomes.reward.value by arm` of `outcomes.value by arm`. */
const keyOf = (part: Taken, path: KeyPath): string => (path[0] === 'outcomes' ? part.replace('outcomes.', `outcomes.${path[1]}.`) : part);
