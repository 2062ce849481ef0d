import { type Covariate, columnOfCovariate } from '../../protocol/protocol.ts';
import type { AskedUnits, Term } from './ask-units.ts';

/** A number, or one where a level is. */
export interface LevelValues {
  readonly covariate: string;
  readonly name: string;
  readonly values: Float64Array;
}

/** Every covariate and every level of each factor, those that others are held against among them, in the order of the study. */
export function everyLevel({ references }: AskedUnits, terms: readonly Term[], covariates: readonly Covariate[]): readonly LevelValues[] {
  const n = terms[0]?.values.length ?? 0;
  const held = references.map(({ covariate, level }) => ({ covariate, name: `${covariate}=${level}`, values: referenceOf(terms, covariate, n) }));
  const placeOf = (name: string): number => covariates.findIndex((x) => columnOfCovariate(x) === name);
  return [...terms, ...held].sort((a, b) => placeOf(a.covariate) - placeOf(b.covariate));
}

/** One where no other level of the factor is. */
function referenceOf(terms: readonly Term[], covariate: string, n: number): Float64Array {
  const values = new Float64Array(n).fill(1);
  for (const term of terms) if (term.covariate === covariate) for (let i = 0; i < n; i++) values[i] -= term.values[i];
  return values;
}
