/** Units of which nobody drew lots who is treated, as columns. */
export interface ObservedUnits {
  /** 1 or 0, one a unit. */
  readonly treated: Uint8Array;
  /** What is adjusted for, without a constant: names, and one value a unit each. */
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  /** Which cluster each unit belongs to; absent where units are independent. */
  readonly clusters?: Clusters;
}

export interface Clusters {
  readonly codes: Int32Array;
  readonly count: number;
}

/** Whom an effect is about: all units, the treated, those that are not, or those of whom either could have been (weighed by chance times one less chance). */
export type Target = 'ate' | 'att' | 'atc' | 'ato';

/** Some of the units, in the order of their places. */
export function unitsAt({ treated, names, columns, clusters }: ObservedUnits, places: Int32Array): ObservedUnits {
  return {
    treated: pick(treated, places, new Uint8Array(places.length)),
    names,
    columns: columns.map((column) => valuesAt(column, places)),
    ...(clusters && { clusters: { codes: pick(clusters.codes, places, new Int32Array(places.length)), count: clusters.count } }),
  };
}

export function valuesAt(values: Float64Array, places: Int32Array): Float64Array {
  return pick(values, places, new Float64Array(places.length));
}

// Samples by the hundred are picked: a callback a unit takes several times as long.
function pick<T extends Uint8Array | Int32Array | Float64Array>(values: T, places: Int32Array, into: T): T {
  for (let i = 0; i < places.length; i++) into[i] = values[places[i]];
  return into;
}

/** Clusters in the order of their first unit; those of which nobody is left count for nothing. */
export function withOwnClusters({ clusters, ...units }: ObservedUnits): ObservedUnits {
  if (!clusters) return units;
  const place = new Map<number, number>();
  const codes = clusters.codes.map((code) => {
    const found = place.get(code) ?? place.size;
    place.set(code, found);
    return found;
  });
  return { ...units, clusters: { codes, count: place.size } };
}
