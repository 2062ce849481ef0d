import type { Estimate } from '../../estimate/estimate.ts';
import { maxT } from '../../inference/multiplicity/max-t.ts';
import { multiplierMaxT } from '../../inference/multiplicity/multiplier-max-t.ts';
import type { Slice } from '../../inference/staged/averages.ts';
import type { AskedEffects } from './asked-effects.ts';
import { referenceOf } from './estimates.ts';
import type { Staged } from './options.ts';

/** Averages of one family with intervals that hold for all of them together, by max-t with their correlation, or as the study asks with what each unit adds to them; what does not vary has no part in it. */
export function together(found: AskedEffects, c: Staged, slices: readonly Slice[], alone: readonly Estimate[], family: string): readonly Estimate[] {
  const size = slices.length;
  const covariance = found.errors.covariance(slices.map(({ effect }) => effect));
  const deviation = slices.map((_, i) => Math.sqrt(covariance[i * size + i]));
  const varying = alone.flatMap((_, i) => (deviation[i] > 0 ? [i] : []));
  if (varying.length < 2) return alone;
  const asked = {
    statistics: varying.map((i) => alone[i].value / deviation[i]),
    references: varying.map((i) => referenceOf(found, slices[i].effect)),
    level: c.level,
    boundsLevel: c.boundsLevel,
  };
  const { scores } = found.errors;
  const joint =
    c.rollout.bands === 'multiplier' && scores
      ? multiplierMaxT({ ...asked, scores: varying.map((i) => scores(slices[i].effect)), seed: c.seed })
      : maxT({
          ...asked,
          correlation: varying.flatMap((i) => varying.map((j) => (i === j ? 1 : covariance[i * size + j] / (deviation[i] * deviation[j])))),
        });
  return alone.map((e, i) => {
    const k = varying.indexOf(i);
    if (k < 0) return e;
    const around = (critical: number) => ({ low: e.value - critical * deviation[i], high: e.value + critical * deviation[i] });
    return {
      ...e,
      interval: { ...e.interval, kind: 'simultaneous', pieces: [around(joint.critical[k])] },
      bounds: { level: c.boundsLevel, ...around(joint.boundsCritical[k]) },
      pointwise: e.interval,
      adjusted: [{ procedure: 'max-t', family, contrasts: varying.length, pValue: joint.adjusted[k] }],
    };
  });
}
