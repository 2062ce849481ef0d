import type { Adjusted } from '../estimate/estimate.ts';
import { benjaminiHochberg, hochberg, holm } from '../inference/multiplicity/step-wise.ts';

/** The p-values of one family under every procedure, test by test; max-t is handed in, as it needs the correlation. */
export function adjustedBy(family: string, pValues: readonly number[], maxT: readonly number[]): readonly (readonly Adjusted[])[] {
  const by = { 'max-t': maxT, holm: holm(pValues), hochberg: hochberg(pValues), bh: benjaminiHochberg(pValues) } as const;
  const procedures = Object.keys(by) as (keyof typeof by)[];
  return pValues.map((_, i) => procedures.map((procedure) => ({ procedure, family, contrasts: pValues.length, pValue: by[procedure][i] })));
}
