import type { OutcomeKeys } from './keys/study-file.ts';
import type { Measured } from './measured.ts';

type Declared = NonNullable<OutcomeKeys['measured']>;

/** Columns of the judges, one or several. */
export const judgesOf = ({ judge }: Pick<Declared, 'judge'>): readonly string[] => (typeof judge === 'string' ? [judge] : judge);

/** What a study declares about a judge and its audits. */
export function measuredOf({ judge, ...declared }: Declared): Measured {
  return { judges: judgesOf({ judge }), ...declared };
}

/** Columns of a measured outcome that are brought to the unit as the outcome is, when it has many rows. */
export const scoreColumns = (declared: Declared): readonly string[] => [...judgesOf(declared), declared.human];

/** Columns that hold one value for each unit. */
export function auditColumns({ audited, sampling, using, biases }: Declared): readonly string[] {
  return [audited, sampling, ...using, ...Object.values(biases)].filter((name) => name !== undefined);
}
