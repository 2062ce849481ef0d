import { column, divide, greater, indicator, isKnown, less, sum, when } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { derive, type Step } from '../relation/steps.ts';
import type { OutcomeKeys } from './keys/study-file.ts';
import type { Combine, Measured } from './measured.ts';

type Declared = NonNullable<OutcomeKeys['measured']>;

/** Columns of the judges, one or several. */
export const judgesOf = ({ judge }: Pick<Declared, 'judge'>): readonly string[] => (typeof judge === 'string' ? [judge] : judge);

/** Columns of the people who label, one each. */
export const annotatorsOf = ({ human }: Pick<Declared, 'human'>): readonly string[] => (typeof human === 'string' ? [human] : human);

/** Column of the label: that of the one person who labels, or the one that `labelSteps` makes of several. */
export function humanOf(declared: Pick<Declared, 'human' | 'combine'>): string {
  const annotators = annotatorsOf(declared);
  return annotators.length === 1 ? annotators[0] : `${declared.combine ?? 'mean'} of ${annotators.join(', ')}`;
}

/** What a study declares about a judge and its audits. */
export function measuredOf({ judge, human, combine, ...declared }: Declared): Measured {
  const annotators = annotatorsOf({ human });
  const several = annotators.length > 1 && { annotators, combine: combine ?? 'mean' };
  return { judges: judgesOf({ judge }), human: humanOf({ human, ...(combine && { combine }) }), ...several, ...declared };
}

/** Columns of a measured outcome that are brought to the unit as the outcome is, when it has many rows. */
export const scoreColumns = (declared: Declared): readonly string[] => [...new Set([...judgesOf(declared), humanOf(declared), ...annotatorsOf(declared)])];

/** Columns that hold one value for each unit. */
export function auditColumns({ audited, sampling, using, biases }: Declared): readonly string[] {
  return [audited, sampling, ...using, ...Object.values(biases)].filter((name) => name !== undefined);
}

/** What several people say of a row: the mean of those who labelled it, or what most of them say of 0 and 1, half where as many say either; unknown where nobody did. */
export function labelOf(annotators: readonly string[], combine: Combine): Expression {
  const total = sum(annotators.map((name) => when(isKnown(column(name)), column(name), 0)));
  const mean = divide(total, sum(annotators.map((name) => indicator(isKnown(column(name))))));
  return combine === 'mean' ? mean : when(isKnown(mean), when(greater(mean, 0.5), 1, when(less(mean, 0.5), 0, 0.5)), mean);
}

/** Makes the label of each outcome that several people label, where the rows have the columns of all of them. */
export function labelSteps(outcomes: Readonly<Record<string, OutcomeKeys>>, has: (column: string) => boolean): readonly Step[] {
  const made = Object.values(outcomes).flatMap(({ measured }) => {
    const annotators = measured ? annotatorsOf(measured) : [];
    return measured && annotators.length > 1 && annotators.every(has) ? [[humanOf(measured), labelOf(annotators, measured.combine ?? 'mean')] as const] : [];
  });
  return made.length === 0 ? [] : [derive(Object.fromEntries(made))];
}
