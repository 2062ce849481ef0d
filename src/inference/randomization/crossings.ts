import { bracketedRoot } from '../../math/bracketed-root.ts';

/** A draw's statistic (a - b u) / sqrt(q0 + q1 u + q2 u^2) under the effect u; what happened has -u. */
export interface CurveIn {
  readonly a: number;
  readonly b: number;
  readonly q0: number;
  readonly q1: number;
  readonly q2: number;
}

/** Where u plus the statistic goes up through zero, and where it goes down: the draw reaches what happened from an up to the next down. */
export interface Crossings {
  up(u: number): void;
  down(u: number): void;
}

/** Beyond so many standard errors an end is unbounded. */
const endless = 1e6;
/** What a squared error is at least, against that of what happened: a draw whose arms do not vary has an error of nearly none. */
const least = 1e-14;
/** The share of what was treated that is treated again is one, but for rounding. */
const same = 1e-12;

/**
 * All zeros of u plus the statistic, from left to right. It is below zero far to the left and above zero far to the right; where it is not, -Infinity is an up.
 *
 * Model    The fraction is bounded. The sum is convex or concave between the inflections of the fraction, which solve a quadratic: so a change of sign holds one zero, and ends of one sign hold
 *          none, or one on either side of the extremum.
 */
export function crossings({ a, b, q0: raw0, q1, q2: raw2 }: CurveIn, to: Crossings): void {
  // What happened itself, whose statistic is the same under every effect.
  if (b > 1 - same) {
    to.up(-Infinity);
    return;
  }
  if (raw2 === 0 && q1 === 0) {
    const error = Math.sqrt(Math.max(least, raw0));
    ofLine(a / error, 1 - b / error, to);
    return;
  }
  const [q0, q2] = [raw0 + least, raw2 + least];
  const determinant = Math.max(least * (q0 + q2), q0 * q2 - (q1 * q1) / 4);
  const reach = 1 + Math.sqrt((a * a * q2 + a * b * q1 + b * b * q0) / determinant);
  const squared = (u: number): number => Math.max(least, q0 + q1 * u + q2 * u * u);
  const value = (u: number): number => u + (a - b * u) / Math.sqrt(squared(u));
  const [n0, n1] = [-b * q0 - (a * q1) / 2, (-b * q1) / 2 - a * q2];
  const slope = (u: number): number => 1 + (n0 + n1 * u) / squared(u) ** 1.5;
  const inflections = realRoots(-2 * n1 * q2, -(3 * n0 * q2 + 0.5 * n1 * q1), n1 * q0 - 1.5 * n0 * q1);
  let from = -reach;
  if (value(from) >= 0) to.up(-Infinity);
  for (const end of [...inflections.filter((u) => Math.abs(u) < reach), reach]) {
    const [left, right] = [value(from) >= 0, value(end) >= 0];
    if (!left && right) to.up(bounded(bracketedRoot(value, from, end)));
    else if (left && !right) to.down(bounded(bracketedRoot(value, from, end)));
    else if (!left && slope(from) > 0 && slope(end) < 0) {
      const top = bracketedRoot(slope, from, end);
      if (value(top) >= 0) {
        to.up(bounded(bracketedRoot(value, from, top)));
        to.down(bounded(bracketedRoot(value, top, end)));
      }
    } else if (left && slope(from) < 0 && slope(end) > 0) {
      const bottom = bracketedRoot(slope, from, end);
      if (value(bottom) < 0) {
        to.down(bounded(bracketedRoot(value, from, bottom)));
        to.up(bounded(bracketedRoot(value, bottom, end)));
      }
    }
    from = end;
  }
}

/** Of a + slope u. */
function ofLine(a: number, slope: number, to: Crossings): void {
  if (slope > 0) to.up(bounded(-a / slope));
  else if (slope < 0 || a >= 0) to.up(-Infinity);
  if (slope < 0) to.down(bounded(-a / slope));
}

const bounded = (u: number): number => (Math.abs(u) < endless ? u : Math.sign(u) * Infinity);

/** The curve seen from the other side, and that of the negative statistic. */
export const reflected = ({ a, b, q0, q1, q2 }: CurveIn): CurveIn => ({ a: -a, b, q0, q1: -q1, q2 });
export const negated = ({ a, b, q0, q1, q2 }: CurveIn): CurveIn => ({ a: -a, b: -b, q0, q1, q2 });

/** Real roots of a quadratic, ascending. */
function realRoots(a: number, b: number, c: number): readonly number[] {
  if (a === 0) return b === 0 ? [] : [-c / b];
  const discriminant = b * b - 4 * a * c;
  if (discriminant < 0) return [];
  const half = -0.5 * (b + (b >= 0 ? 1 : -1) * Math.sqrt(discriminant));
  const roots = half === 0 ? [0] : [half / a, c / half];
  return roots.sort((x, y) => x - y);
}
