import type { Piece } from '../../estimate/estimate.ts';
import { choleskyFactor, choleskyInverse, choleskySolve, lowerInverse } from '../../math/cholesky.ts';
import { dot } from '../../math/dot.ts';
import { multiply, transpose } from '../../math/matrix.ts';
import { certifiedPieces, type Look } from '../certified-pieces.ts';
import { atAngle, type RobustPair } from './robust-pair.ts';

/**
 * All t at which the Wald statistic of outcome - t treatment does not exceed a critical value. Undefined when the covariance of the outcome is singular.
 * Where it is singular elsewhere (a treatment that follows from the instruments has none) the statistic is infinite.
 *
 * Model   With t = tan(angle) the statistic stays below iff W = V - effects effects' / critical has no negative eigenvalue. The smallest eigenvalue
 *         moves no faster than W does (Weyl), whose speed is bounded over all angles: each angle certifies an interval around it
 *         without a change. From -infinity to infinity in such steps; a change of sign is bisected to rounding.
 * Source  Anderson & Rubin (1949) with the covariance of Chernozhukov & Hansen (2008), Economics Letters 100.
 */
export function certifiedSet(pair: RobustPair, critical: number): readonly Piece[] | undefined {
  const whitened = whiten(pair);
  if (!whitened || !choleskyFactor(whitened.covariance.outcome, pair.outcome.length)) return undefined;
  const speed = speedOf(whitened, critical);
  return certifiedPieces((angle) => look(whitened, critical, angle, speed));
}

/** Is the angle inside? The smallest eigenvalue of W is so far from zero at least that at this speed it takes the margin to get there. */
function look(pair: RobustPair, critical: number, angle: number, speed: number): Look {
  const { effects, covariance } = atAngle(pair, angle);
  const m = effects.length;
  const factor = choleskyFactor(covariance, m);
  if (!factor) return { inside: false, margin: 0 };
  const solved = choleskySolve(factor, effects);
  const statistic = dot(effects, solved);
  if (statistic > critical) return { inside: false, margin: (statistic * (statistic / critical - 1)) / dot(solved, solved) / speed };
  const inverse = choleskyInverse(factor, m);
  let trace = 0;
  for (let i = 0; i < m; i++) trace += inverse[i * (m + 1)];
  return { inside: true, margin: (1 - statistic / critical) / trace / speed };
}

// W' = -sin(2 angle) (W0 - W2) - cos(2 angle) W1, no longer than the root of its parts' squares.
function speedOf({ outcome: a, treatment: d, covariance: v }: RobustPair, critical: number): number {
  const m = a.length;
  let squares = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const e = i * m + j;
      squares += (v.outcome[e] - v.treatment[e] - (a[i] * a[j] - d[i] * d[j]) / critical) ** 2 + (v.cross[e] - (a[i] * d[j] + d[i] * a[j]) / critical) ** 2;
    }
  }
  return Math.sqrt(squares);
}

/** The same statistic in coordinates of the instruments where the covariances of outcome and treatment sum to the identity. */
function whiten({ outcome, treatment, covariance: v }: RobustPair): RobustPair | undefined {
  const m = outcome.length;
  const factor = choleskyFactor(
    v.outcome.map((x, e) => x + v.treatment[e]),
    m,
  );
  if (!factor) return undefined;
  const root = lowerInverse(factor, m);
  const vector = (x: Float64Array): Float64Array => multiply(root, x, m, m, 1);
  const matrix = (x: Float64Array): Float64Array => multiply(multiply(root, x, m, m, m), transpose(root, m, m), m, m, m);
  return {
    outcome: vector(outcome),
    treatment: vector(treatment),
    covariance: { outcome: matrix(v.outcome), cross: matrix(v.cross), treatment: matrix(v.treatment) },
  };
}
