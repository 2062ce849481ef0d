import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Protocol } from '../../protocol/protocol.ts';

/** So much over the plan is no second look: units that came in while the study was closed. One that is read at each of them errs in 3.0 % of studies on a side instead of 2.5 %. */
const slack = 1.01;

/** Is this look before the planned size, or after it? Units count from when they are assigned, whether or not their outcome is known. */
export function timingOf({ analysis: { plannedUnits: planned } }: StudyFile, units: number): Pick<Protocol, 'early' | 'late'> {
  if (planned === undefined) return {};
  if (units < planned) return { early: { units, planned } };
  return units > slack * planned ? { late: { units, planned } } : {};
}
