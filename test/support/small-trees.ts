import { type Random, stream } from '../../src/math/random/stream.ts';
import type { Feature, Features } from '../../src/models/features.ts';
import { binned, codesOf, columnBins } from '../../src/models/forest/bins.ts';
import { gather, roomFor } from '../../src/models/forest/room.ts';
import { findSplit, type GrowthPlan } from '../../src/models/forest/split-search.ts';

/** Columns of numbers with few values, some unknown, and of levels. */
export function mixedFeatures(units: number, random: Random): Features {
  const column = (name: string, value: () => number): Feature => ({ name, values: Float64Array.from({ length: units }, value) });
  return {
    units,
    columns: [
      column('number', () => random.normal()),
      column('few', () => random.integer(4)),
      column('unknown', () => (random.uniform() < 0.3 ? Number.NaN : random.integer(6))),
      { ...column('level', () => random.integer(5)), levels: ['a', 'b', 'c', 'd', 'e'] },
    ],
  };
}

export const plainPlan = (features: Features, kind: GrowthPlan['kind'] = 'regression', other: Partial<GrowthPlan> = {}): GrowthPlan => ({
  ...{ kind, responses: 1, columnsTried: 'all', minNodeSize: 1, alpha: 0, imbalancePenalty: 0, ridge: 0, leastHessian: 0 },
  ...{ mostDepth: Number.POSITIVE_INFINITY, mostLeaves: Number.POSITIVE_INFINITY },
  columns: columnBins(features, 'exact').map((column) => ({ codes: codesOf(column), unordered: column.levels !== undefined })),
  ...other,
});

/** The best split of all units: its gain, its column and, unit by unit, whether it goes left. */
export function splitOf(features: Features, values: readonly Float64Array[], plan: GrowthPlan, weights = new Float64Array(features.units).fill(1)) {
  const table = binned(columnBins(features, 'exact'), features);
  const room = roomFor(plan, features.units, table, values.length);
  const places = Int32Array.from({ length: features.units }, (_, i) => i);
  gather(room.rows, table, values, weights, places, 0);
  const { search } = room.space;
  const found = findSplit(search, plan, room.rows, places, 0, features.units, stream(1));
  const { gain, column, missingLeft } = search.best;
  const codes = found ? room.rows.codes[column] : new Uint8Array(0);
  const left = Array.from(codes.subarray(0, features.units), (code) => {
    if (plan.columns[column].unordered) return ((search.mask[code >>> 5] >>> (code & 31)) & 1) === 1;
    return code === 0 ? missingLeft : code <= search.cut;
  });
  return { found, gain, column, left };
}
