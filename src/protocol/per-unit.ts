/** How the rows of a unit become its one value. */
interface PerUnitFacts {
  /** `mean score per user` */
  says(column: string, unit: string): string;
  /** How the study file describes it, after its name. */
  readonly about: string;
}

export const perUnit = {
  total: { says: (column, unit) => `total ${column} per ${unit}`, about: 'its rows added up, zeros included' },
  mean: { says: (column, unit) => `mean ${column} per ${unit}`, about: 'the mean of its rows, as for scores' },
  any: { says: (column, unit) => `any ${column} per ${unit}`, about: '1 when any of its rows has a value other than 0, else 0' },
  last: { says: (column, unit) => `last ${column} per ${unit}`, about: 'that of its latest row, by the `time` of the study' },
} as const satisfies Readonly<Record<string, PerUnitFacts>>;

export type PerUnit = keyof typeof perUnit;

export const perUnitNames = Object.keys(perUnit) as readonly PerUnit[];
