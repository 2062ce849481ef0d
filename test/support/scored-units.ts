import fc from 'fast-check';
import type { EffectScores } from '../../src/inference/benefit/effect-scores.ts';
import { type HeterogeneityRefusal, saidOf } from '../../src/inference/benefit/heterogeneity-refusal.ts';
import type { ScoreEstimate } from '../../src/inference/benefit/score-estimate.ts';
import { stream } from '../../src/math/random/stream.ts';

/** The answer, where there must be one. */
export const answered = <T extends object>(answer: T | HeterogeneityRefusal): T => {
  if ('kind' in answer) throw new Error(saidOf(answer as HeterogeneityRefusal).join(' '));
  return answer;
};

export const units = 120;

/** Weighted units in clusters whose effect rises with x, and priorities with ties that know some of it. */
export function scoredUnits(seed: number): { readonly sample: EffectScores; readonly priorities: Float64Array; readonly x: Float64Array } {
  const random = stream(77, seed);
  const x = Float64Array.from({ length: units }, () => random.normal());
  return {
    x,
    sample: {
      scores: x.map((value) => 0.4 + 0.5 * value + random.normal()),
      weights: x.map(() => 1 + random.integer(3)),
      clusters: Int32Array.from({ length: units }, () => random.integer(20)),
    },
    priorities: x.map((value) => Math.round(2 * value + random.normal())),
  };
}

export const check = (law: (seed: number) => void): void => fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), law), { numRuns: 15 });

export const normalEstimate = (value: number, standardError: number): ScoreEstimate => ({ value, standardError, reference: { kind: 'normal' } });
