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

/** Methods whose interval is a set that inverts a test. */
const sets: readonly string[] = ['complier-effect', 'two-stage-least-squares'];

/**
 * The estimate with an interval that holds at every look instead of at the planned one. Where none is known (score intervals, sets), and on
 * fewer units than a first look needs, nothing is said yet: the whole line. The relative effect is left out for the same reason. Contrasts of a family share
 * the error by Bonferroni.
 */
export function anytime(e: Estimate, look: EarlyLook, { analysis }: Protocol): Estimate {
  const { test, bounds, relative, adjusted, pointwise, ...kept } = e;
  const contrasts = adjusted?.[0]?.contrasts ?? 1;
  const shared = (level: number): number => 1 - (1 - level) / contrasts;
  const interval = { ...e.interval, level: analysis.level, kind: 'anytime', reference: { kind: 'normal' } } as const;
  const { standardError, value } = e;
  const known = standardError !== undefined && !sets.includes(e.method.id) && Object.values(e.sizes.perArm).every((n) => n >= firstLook);
  if (!known) return { ...kept, interval: { ...interval, pieces: [{}] } };
  const half = anytimeCritical(e.sizes.units, look.planned, shared(analysis.level)) * standardError;
  const reach = anytimeCritical(e.sizes.units, look.planned, shared(2 * analysis.guardrailLevel - 1)) * standardError;
  return {
    ...kept,
    interval: { ...interval, pieces: [{ low: value - half, high: value + half }] },
    ...(bounds && { bounds: { level: analysis.guardrailLevel, low: value - reach, high: value + reach } }),
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
