import { type KeyPath, type Problem, problem } from '../../../protocol/keys/problem.ts';
import { netValue } from '../../../protocol/net-value.ts';
import type { Rule } from './names.ts';

interface Labelled {
  readonly key: 'outcomes' | 'treatments';
  readonly name: string;
  readonly label: string;
}

/** As it is printed: on one line. */
const printed = (label: string): string => label.trim().replaceAll(/\s+/g, ' ');

const labelledIn = (key: Labelled['key'], group: Readonly<Record<string, { readonly label?: string }>>): readonly Labelled[] =>
  Object.entries(group).flatMap(([name, { label }]) => (label === undefined ? [] : [{ key, name, label: printed(label) }]));

const pathOf = ({ key, name }: Labelled): KeyPath => [key, name, 'label'];

/** Readers can tell outcomes and arms apart: no label stands twice, or is the name of another. */
export const labelsApart: Rule = ({ study, design }) => {
  const { outcomes, treatments } = study;
  const valued = Object.values(outcomes).some(({ value }) => value !== undefined);
  const { control, treatments: arms } = design.words(study);
  return [
    ...clashes(labelledIn('outcomes', outcomes), [...Object.keys(outcomes), ...(valued ? [netValue] : [])]),
    ...clashes(labelledIn('treatments', treatments), [control, ...arms, ...Object.keys(treatments)]),
  ];
};

function clashes(labelled: readonly Labelled[], names: readonly string[]): readonly Problem[] {
  return labelled.flatMap((own, i): readonly Problem[] => {
    const { name, label } = own;
    const first = labelled.slice(0, i).find((other) => other.label === label);
    if (first) return [problem(pathOf(own), 'study-label-twice', { label, first: first.name, second: name })];
    return label !== name && names.includes(label) ? [problem(pathOf(own), 'study-label-taken', { label, name })] : [];
  });
}
