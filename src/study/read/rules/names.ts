import type { DesignedStudy } from '../../../protocol/design.ts';
import { type KeyPath, keyText, type Problem, problem } from '../../../protocol/keys/problem.ts';
import { annotatorsOf } from '../../../protocol/measured-of.ts';
import { netValue } from '../../../protocol/net-value.ts';

/** A rule that the parts of a study must satisfy together. `written` is the study before defaults. */
export type Rule = (study: DesignedStudy, written: unknown) => readonly Problem[];

/** Rows can be brought to their unit only when the study says what tells units apart. */
export const unitNamed: Rule = ({ study: { rows, unit } }) =>
  rows === 'many-per-unit' && unit === undefined ? [problem(['rows'], 'study-unit-missing', { rows })] : [];

/** Baselines are those of outcomes. */
export const baselinesNamed: Rule = ({ study: { planning, outcomes } }) =>
  Object.keys(planning?.baselines ?? {})
    .filter((name) => !Object.hasOwn(outcomes, name))
    .map((name) => problem(['planning', 'baselines', name], 'study-baseline-unknown', { name, outcomes: Object.keys(outcomes) }, 'key'));

/** A family holds outcomes of the study; the net value is one where an outcome has a value. */
export const familyNamed: Rule = ({ study: { analysis, outcomes } }) => {
  const known = [...Object.keys(outcomes), ...(Object.values(outcomes).some(({ value }) => value !== undefined) ? [netValue] : [])];
  return (analysis.family ?? []).flatMap((name, i) =>
    known.includes(name) ? [] : [problem(['analysis', 'family', i], 'study-family-unknown', { name, outcomes: known })],
  );
};

/** What a launch leaves out are segments of the study. */
export const exceptNamed: Rule = ({ study: { decide, segments } }) =>
  Object.keys(decide.except ?? {})
    .filter((name) => !segments.includes(name))
    .map((name) => problem(['decide', 'except', name], 'study-except-unknown', { name, segments }, 'key'));

/** No list names the same thing twice. */
export const namesOnce: Rule = ({ study: { covariates, mediators, segments, decide, outcomes } }) => {
  const lists: readonly (readonly [KeyPath, readonly string[]])[] = [
    [['covariates'], covariates],
    [['mediators'], mediators],
    [['segments'], segments],
    [['decide', 'launch'], decide.launch],
    ...Object.entries(decide.except ?? {}).map(([name, values]) => [['decide', 'except', name], values] as const),
    ...Object.entries(outcomes).map(([name, { ratio }]) => [['outcomes', name, 'ratio'], ratio ?? []] as const),
    ...Object.entries(outcomes).map(([name, { measured }]) => [['outcomes', name, 'measured', 'human'], measured ? annotatorsOf(measured) : []] as const),
  ];
  return lists.flatMap(([path, names]) =>
    names.flatMap((name, i) => (names.indexOf(name) < i ? [problem([...path, i], 'study-name-twice', { list: keyText(path) ?? '', name })] : [])),
  );
};

/** Values by arm speak of the arms of the design, and of all of them. */
export const valuesNameArms: Rule = ({ study, design }) => {
  if (!design.arms) return [];
  const { control } = design.arms(study);
  const arms = [...new Set([control, ...Object.keys(study.treatments)])];
  return Object.entries(study.outcomes).flatMap(([outcome, { value }]) => {
    if (typeof value !== 'object') return [];
    const unknown = Object.keys(value).filter((arm) => !arms.includes(arm));
    if (unknown.length > 0) return unknown.map((arm) => problem(['outcomes', outcome, 'value', arm], 'study-value-unknown', { outcome, arm, arms }, 'key'));
    const missing = arms.filter((arm) => !Object.hasOwn(value, arm));
    return missing.map((arm) => problem(['outcomes', outcome, 'value'], 'study-value-missing', { outcome, arm }, 'key'));
  });
};
