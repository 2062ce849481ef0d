import { contentOrder } from '../../math/random/content-order.ts';
import { dealtFolds, type Folds } from '../../math/random/dealt-folds.ts';
import type { Lesson } from './base-learner.ts';
import type { CodedLesson } from './lesson.ts';

const usualFolds = 10;

/** The units of a lesson dealt out, by what they hold; clusters stay whole. One fold each where there are fewer than ten. */
export function lessonFolds({ columns, target, rows }: CodedLesson, { clusters, seed }: Lesson): Folds {
  const codes = clusters && ownCodes(clusters, rows);
  const groups = codes ? codes.reduce((most, code) => Math.max(most, code + 1), 0) : target.length;
  const order = contentOrder(columns, target, seed);
  const dealt = { strata: new Uint8Array(target.length), ...(codes && { clusters: { codes, count: groups } }) };
  return dealtFolds(dealt, Math.min(usualFolds, groups), order, seed);
}

/** Clusters of the rows, numbered by their first row. */
function ownCodes(clusters: Int32Array, rows: Int32Array): Int32Array {
  const place = new Map<number, number>();
  return Int32Array.from(rows, (i) => {
    const found = place.get(clusters[i]) ?? place.size;
    place.set(clusters[i], found);
    return found;
  });
}

/** The rows of each fold. */
export function rowsByFold({ of, count }: Folds): readonly Int32Array[] {
  return Array.from({ length: count }, (_, fold) => Int32Array.from(of.keys()).filter((r) => of[r] === fold));
}
