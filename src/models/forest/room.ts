import type { Binned } from './bins.ts';
import type { Codes } from './shared.ts';
import type { GrowthPlan } from './split-search.ts';
import type { TreeRows } from './targets.ts';
import { type TreeSpace, treeSpace } from './tree-space.ts';

/** Where trees of up to so many units are grown, one after the other. */
export interface Room {
  readonly units: number;
  readonly space: TreeSpace;
  readonly rows: TreeRows;
}

export function roomFor(growth: GrowthPlan, units: number, { codes, width }: Binned, values: number): Room {
  const Narrow = codes.constructor as new (length: number) => Codes;
  return {
    units,
    space: treeSpace(growth, units),
    rows: {
      codes: Array.from({ length: width }, () => new Narrow(units)),
      values: Array.from({ length: values }, () => new Float64Array(units)),
      weights: new Float64Array(units),
    },
  };
}

/** Brings the units of a tree together, column by column, from the place `at` on: a tree reads them some ten times. */
export function gather(rows: TreeRows, { codes, width }: Binned, values: readonly Float64Array[], weights: Float64Array, units: Int32Array, at: number): void {
  for (let c = 0; c < width; c++) {
    const column = rows.codes[c];
    for (let i = 0; i < units.length; i++) column[at + i] = codes[units[i] * width + c];
  }
  for (let v = 0; v < values.length; v++) {
    const [from, to] = [values[v], rows.values[v]];
    for (let i = 0; i < units.length; i++) to[at + i] = from[units[i]];
  }
  for (let i = 0; i < units.length; i++) rows.weights[at + i] = weights[units[i]];
}
