import type { Sample } from './sample.ts';

/** The places of the units of which something holds, in their order. */
export function placesWhere(units: number, holds: (i: number) => boolean): Int32Array {
  const places = new Int32Array(units);
  let count = 0;
  for (let i = 0; i < units; i++) if (holds(i)) places[count++] = i;
  return places.slice(0, count);
}

export const allPlaces = (units: number): Int32Array => placesWhere(units, () => true);

/** The units of an arm among some places. */
export const ofArm = ({ arm }: Sample, rows: Int32Array, k: number): Int32Array => rows.filter((i) => arm[i] === k);

/** 1, 2, ...: the treatments. */
export const treatmentsOf = ({ arms }: Sample): readonly number[] => Array.from({ length: arms - 1 }, (_, k) => k + 1);

export const armsOf = ({ arms }: Sample): readonly number[] => Array.from({ length: arms }, (_, k) => k);
