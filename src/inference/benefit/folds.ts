import { EstimandError } from '../../errors/estimand-error.ts';
import { pick } from '../../math/pick.ts';
import { contentOrder } from '../../math/random/content-order.ts';
import { dealtFolds, type Folds } from '../../math/random/dealt-folds.ts';
import type { Sample } from './sample.ts';
import { allPlaces, placesWhere } from './units-of.ts';

export type { Folds } from '../../math/random/dealt-folds.ts';

/** How the units at some places are dealt out to folds; below 0 stands at all others. */
export type DealFolds = (sample: Sample, rows: Int32Array, seed: number) => Folds;

/**
 * Units dealt out by what they hold, each arm in equal parts; clusters stay whole.
 *
 * Shapes   rows: the places of those that are dealt out; default: all.
 * Errors   option-invalid below two folds; learner-few-folds where there are fewer units or clusters than folds.
 */
export function sampleFolds(sample: Sample, count: number, seed: number, rows: Int32Array = allPlaces(sample.features.units)): Folds {
  const strata = Uint8Array.from(rows, (i) => sample.arm[i]);
  const codes = sample.clusters && Int32Array.from(rows, (i) => sample.clusters![i]);
  const groups = codes ? new Set(codes).size : rows.length;
  if (!(Number.isInteger(count) && count >= 2 && count <= Math.min(groups, mostFolds)))
    throw new EstimandError('learner-few-folds', { folds: count, groups, of: codes ? 'clusters' : 'units' });
  const order = contentOrder([strata, ...sample.features.columns.map(({ values }) => pick(values, rows))], pick(sample.outcome, rows), seed);
  const clusters = codes && { codes, count: codes.reduce((most, code) => Math.max(most, code + 1), 0) };
  const { of } = dealtFolds({ strata, ...(clusters && { clusters }) }, count, order, seed);
  const everywhere = new Int32Array(sample.features.units).fill(-1);
  for (let r = 0; r < rows.length; r++) everywhere[rows[r]] = of[r];
  return { of: everywhere, count };
}

/** A fold is kept as a byte. */
const mostFolds = 255;

const usualFolds = 5;
export const dealUsualFolds: DealFolds = (sample, rows, seed) => sampleFolds(sample, usualFolds, seed, rows);

/** The places that are in a fold. */
export const placesInFolds = ({ of }: Folds): Int32Array => placesWhere(of.length, (i) => of[i] >= 0);

/** The same folds of some of the places alone. */
export function foldsAmong({ of, count }: Folds, rows: Int32Array): Folds {
  const among = new Int32Array(of.length).fill(-1);
  for (const i of rows) among[i] = of[i];
  return { of: among, count };
}
