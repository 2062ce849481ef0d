import type { Piece } from '../../estimate/estimate.ts';
import { choleskyFactor, choleskyInverse, choleskySolve, lowerInverse } from '../../math/cholesky.ts';
import { dot } from '../../math/dot.ts';
import { multiply, transpose } from '../../math/matrix.ts';
import { atAngle, type RobustPair } from './robust-pair.ts';

/** Pieces and gaps narrower than this angle may be missed; wider ones never are. */
const finest = 1e-5;

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
  const end = Math.PI / 2;
  const ends: number[] = [];
  let angle = -end;
  let here = look(whitened, critical, angle);
  const startsInside = here.inside;
  while (angle < end) {
    const next = Math.min(end, angle + Math.max(here.margin / speed, finest));
    const there = look(whitened, critical, next);
    if (there.inside !== here.inside) ends.push(Math.tan(change(whitened, critical, angle, next, here.inside)));
    [angle, here] = [next, there];
  }
  return piecesBetween(ends, startsInside);
}

/** Is the angle inside, and how far is the smallest eigenvalue of W from zero at least? */
function look(pair: RobustPair, critical: number, angle: number): { readonly inside: boolean; readonly margin: number } {
  const { effects, covariance } = atAngle(pair, angle);
  const m = effects.length;
  const factor = choleskyFactor(covariance, m);
  if (!factor) return { inside: false, margin: 0 };
  const solved = choleskySolve(factor, effects);
  const statistic = dot(effects, solved);
  if (statistic > critical) return { inside: false, margin: (statistic * (statistic / critical - 1)) / dot(solved, solved) };
  const inverse = choleskyInverse(factor, m);
  let trace = 0;
  for (let i = 0; i < m; i++) trace += inverse[i * (m + 1)];
  return { inside: true, margin: (1 - statistic / critical) / trace };
}

function change(pair: RobustPair, critical: number, from: number, to: number, inside: boolean): number {
  let [low, high] = [from, to];
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (look(pair, critical, middle).inside === inside) low = middle;
    else high = middle;
  }
  return high;
}

function piecesBetween(ends: readonly number[], startsInside: boolean): readonly Piece[] {
  const pieces: Piece[] = [];
  let open: Piece | undefined = startsInside ? {} : undefined;
  for (const at of ends) {
    if (open) pieces.push({ ...open, high: at });
    open = open ? undefined : { low: at };
  }
  return open ? [...pieces, open] : pieces;
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
