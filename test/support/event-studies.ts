import type { EventStudy } from '../../src/inference/honest/event-study.ts';
import { stream } from '../../src/math/random/stream.ts';

/** An event study of random numbers, whose coefficients share the noise of their reference period; the target is the first effect, the average, or neither. */
export function randomEventStudy(seed: number, before: number, after: number, target: 'first' | 'average' | 'random' = 'first'): EventStudy {
  const random = stream(seed);
  const size = before + after;
  const root = Float64Array.from({ length: size * (size + 2) }, () => random.normal());
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let product = 0;
      for (let k = 0; k < size + 2; k++) product += root[i * (size + 2) + k] * root[j * (size + 2) + k];
      covariance[i * size + j] = product / (4 * size) + 0.5 + (i === j ? 0.4 : 0);
    }
  }
  const estimates = Float64Array.from({ length: size }, (_, i) => random.normal() + (i < before ? 0 : 4));
  const weight = { first: (t: number) => (t === 0 ? 1 : 0), average: () => 1 / after, random: () => random.normal() }[target];
  return { before, after, estimates, covariance, target: Float64Array.from({ length: after }, (_, t) => weight(t)) };
}
