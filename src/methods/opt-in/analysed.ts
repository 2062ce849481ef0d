import { type ObservedUnits, unitsAt, valuesAt, withOwnClusters } from '../../inference/observed/observed-units.ts';
import type { AskedUnits, Term } from './ask-units.ts';

/** The units that an effect on an outcome is estimated from: those whose covariates and outcome are all known. */
export interface Analysed {
  readonly units: ObservedUnits;
  readonly outcome: Float64Array;
  readonly terms: readonly Term[];
  /** Units without the outcome, or without a covariate, by arm: control first. */
  readonly dropped: readonly [number, number];
}

/** Complete cases of an outcome. */
export function analysedOf({ treated, terms, outcomes, clusters }: AskedUnits, outcome: string): Analysed {
  const values = outcomes[outcome];
  const needed = [values, ...terms.map((term) => term.values)];
  const places = new Int32Array(treated.length);
  const dropped: [number, number] = [0, 0];
  let count = 0;
  for (let i = 0; i < treated.length; i++) {
    if (needed.some((of) => Number.isNaN(of[i]))) dropped[treated[i]]++;
    else places[count++] = i;
  }
  const kept = places.subarray(0, count);
  const all: ObservedUnits = { treated, names: terms.map(({ name }) => name), columns: terms.map((term) => term.values), ...(clusters && { clusters }) };
  // Nobody is copied where nobody is left out.
  if (count === treated.length) return { units: all, outcome: values, terms, dropped };
  const units = withOwnClusters(unitsAt(all, kept));
  return { units, outcome: valuesAt(values, kept), terms: terms.map((term, j) => ({ ...term, values: units.columns[j] })), dropped };
}

/** Units by arm: control first. */
export function armCounts(treated: Uint8Array): readonly [number, number] {
  const ones = treated.reduce((sum, t) => sum + t, 0);
  return [treated.length - ones, ones];
}
