import type { Estimate } from '../estimate/estimate.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayCount } from '../estimate/say.ts';
import { anytimeCritical, firstLook } from '../inference/confidence-sequence.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { StudyFile } from './schema/study-file.ts';

/** A fixed-size study looked at before its planned size. */
export interface EarlyLook {
  readonly units: number;
  readonly planned: number;
}

export function earlyLook(study: StudyFile, units: number): EarlyLook | undefined {
  const planned = study.analysis.plannedUnits;
  return planned !== undefined && units < planned ? { units, planned } : undefined;
}

/** Intervals that hold at every look instead of at the planned one. Estimates without a standard error, and those on too few units, lose theirs to a refusal of the look. */
export function anytime(e: Estimate, look: EarlyLook, { analysis }: Protocol): Estimate {
  const { standardError, value } = e;
  if (standardError === undefined || e.interval.reference.kind === 'score' || e.method.id === 'complier-effect') return e;
  const few = Object.values(e.sizes.perArm).some((n) => n < firstLook);
  const half = few ? Number.POSITIVE_INFINITY : anytimeCritical(e.sizes.units, look.planned, analysis.level) * standardError;
  const reach = few ? Number.POSITIVE_INFINITY : anytimeCritical(e.sizes.units, look.planned, 2 * analysis.guardrailLevel - 1) * standardError;
  const { test, bounds, relative, ...kept } = e;
  return {
    ...kept,
    interval: { ...e.interval, pieces: [few ? {} : { low: value - half, high: value + half }], kind: 'anytime', reference: { kind: 'normal' } },
    ...(bounds && !few && { bounds: { level: analysis.guardrailLevel, low: value - reach, high: value + reach } }),
    ...(relative && { relative: { value: relative.value, controlMean: relative.controlMean } }),
  };
}

export function earlyFinding({ units, planned }: EarlyLook): Finding {
  return {
    check: 'early-look',
    about: {},
    verdict: 'fail',
    statistic: units,
    threshold: planned,
    says: `${sayCount(units)} of ${sayCount(planned)} planned units are in: the intervals shown hold at every look, and the decision waits.`,
    mend: 'Wait for the planned size; looking earlier and stopping on a good day finds effects that are not there.',
  };
}
