import type { EarlyLook } from '../../protocol/protocol.ts';
import { type Asking, all } from '../../relation/asking.ts';
import type { Column } from '../../relation/schema.ts';
import { protocolOf } from '../protocol-of.ts';
import type { StudySource } from '../read/parse-study.ts';
import { type LookedAtAudits, lookAtAudits } from './measured.ts';
import { oneValuePerUnit } from './one-value-per-unit.ts';
import { settleScales } from './outcome-scale.ts';

/**
 * What must be known of the data before the plan stands: what the design wants to see (that the arms are those of the study, how many units each has), what
 * varies within units, limits that are quantiles, and audits.
 *
 * Errors  those of the design's look and of scales, at the lines of the study.
 */
export function* lookFirst(source: StudySource, declared: readonly Column[], schema: readonly Column[]): Asking<LookedAtAudits> {
  const first = protocolOf(source, declared);
  const [{ seen, units }, shared] = yield* all([source.design.look(first, source.placeOf), oneValuePerUnit(source, schema)]);
  const early = earlyLook(source, units);
  const protocol = { ...protocolOf(source, declared, seen), ...(early && { early }) };
  const scales = yield* settleScales(protocol, source);
  const audits = yield* lookAtAudits(scales.protocol, scales.protocol.trigger?.met);
  return { ...audits, findings: [...shared, ...scales.findings, ...audits.findings] };
}

/** Are fewer units in than were planned? Units count from when they are assigned, whether or not their outcome is known. */
function earlyLook({ study }: StudySource, perArm: Readonly<Record<string, number>>): EarlyLook | undefined {
  const planned = study.analysis.plannedUnits;
  const units = Object.values(perArm).reduce((sum, n) => sum + n, 0);
  return planned !== undefined && units < planned ? { units, planned } : undefined;
}
