import { dot } from '../../src/math/dot.ts';
import { householderQr } from '../../src/math/householder-qr.ts';
import { stream } from '../../src/math/random/stream.ts';
import { type Codes, codesUpTo } from '../../src/models/fixed-effects/effects.ts';

/** Random columns, codes and weights of n rows. */
export const draws = (seed: number, n: number) => {
  const random = stream(seed);
  return {
    normal: (): Float64Array => Float64Array.from({ length: n }, () => random.normal()),
    codes: (levels: number): Codes => Int32Array.from({ length: n }, () => Math.floor(random.uniform() * levels)),
    positive: (): Float64Array => Float64Array.from({ length: n }, () => 0.3 + random.uniform()),
  };
};

/** What QR leaves of a column once the dummies of all levels are taken out. */
export function byDummies(column: Float64Array, effects: readonly Codes[], weights?: Float64Array): Float64Array {
  const roots = Float64Array.from(column, (_, i) => Math.sqrt(weights?.[i] ?? 1));
  const dummies = effects.flatMap((codes) => Array.from({ length: codesUpTo(codes) }, (_, l) => roots.map((root, i) => (codes[i] === l ? root : 0))));
  const used = dummies.filter((dummy) => dummy.some((value) => value > 0));
  const left = column.map((value, i) => value * roots[i]);
  for (let twice = 0; twice < 2; twice++)
    for (const q of householderQr(used).q) {
      const along = dot(q, left);
      for (let i = 0; i < left.length; i++) left[i] -= along * q[i];
    }
  return left.map((value, i) => value / roots[i]);
}

/** The largest difference of two columns. */
export const farthest = (a: Float64Array, b: Float64Array): number => a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
