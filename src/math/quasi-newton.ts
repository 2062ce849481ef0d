export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  /** Whether no step from there could lower f by more than the tolerance, as far as a quadratic tells. */
  readonly converged: boolean;
}

const mostSteps = 200;
/** Differences are taken over this share of a coordinate, or of `least` where it is nearer to zero. */
const share = 5e-5;
const least = 1e-2;

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly curvature: Float64Array;
}

/**
 * A local minimum of a smooth function of few arguments: BFGS steps, slopes by central differences, lengths of first steps by second differences.
 *
 * Model     f may be infinite where it is not defined; a step that does not lower it enough is halved. No step moves a coordinate by more than itself and one.
 * Units     converged where the step that suits a quadratic lowers it by less than `tolerance`.
 * Source    Nocedal & Wright (2006), Numerical Optimization, algorithm 6.1.
 */
export function quasiNewtonMinimum(f: (x: Float64Array) => number, start: ArrayLike<number>, tolerance: number): Minimum {
  const size = start.length;
  let at = pointOf(f, Float64Array.from(start), f(Float64Array.from(start)));
  let inverse = diagonalInverse(at.curvature);
  let fresh = true;
  for (let step = 0; step < mostSteps && Number.isFinite(at.value); step++) {
    const direction = times(inverse, at.gradient, size).map((d) => -d);
    const slope = inner(direction, at.gradient);
    const near = slope > -2 * tolerance;
    const next = near ? undefined : lower(f, at, direction, slope);
    if (next) {
      inverse = updated(inverse, less(next.x, at.x), less(next.gradient, at.gradient));
      at = next;
      fresh = false;
      continue;
    }
    if (fresh) return { x: at.x, value: at.value, converged: near };
    // What the steps told of the curvature may mislead: once more by second differences.
    inverse = diagonalInverse(at.curvature);
    fresh = true;
  }
  return { x: at.x, value: at.value, converged: false };
}

function pointOf(f: (x: Float64Array) => number, x: Float64Array, value: number): Point {
  const [gradient, curvature] = [new Float64Array(x.length), new Float64Array(x.length)];
  const moved = x.slice();
  for (let i = 0; i < x.length; i++) {
    const h = share * Math.max(Math.abs(x[i]), least);
    moved[i] = x[i] + h;
    const above = f(moved);
    moved[i] = x[i] - h;
    const below = f(moved);
    moved[i] = x[i];
    gradient[i] = (above - below) / (2 * h);
    curvature[i] = (above - 2 * value + below) / (h * h);
  }
  return { x, value, gradient, curvature };
}

/** The first of ever shorter steps that lowers f by a fair part of what its slope promises. */
function lower(f: (x: Float64Array) => number, { x, value }: Point, direction: Float64Array, slope: number): Point | undefined {
  let length = 1;
  for (let i = 0; i < x.length; i++) length = Math.min(length, (1 + Math.abs(x[i])) / Math.abs(direction[i]));
  for (; length > 1e-10; length /= 2) {
    const next = x.map((xi, i) => xi + length * direction[i]);
    const found = f(next);
    if (found <= value + 1e-4 * length * slope) return pointOf(f, next, found);
  }
  return undefined;
}

function diagonalInverse(curvature: Float64Array): Float64Array {
  const size = curvature.length;
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) inverse[i * (size + 1)] = 1 / Math.max(Math.abs(curvature[i]), 1e-3);
  return inverse;
}

/** The inverse of the second derivatives after a step and the change of the gradient over it. */
function updated(inverse: Float64Array, step: Float64Array, change: Float64Array): Float64Array {
  const size = step.length;
  const along = inner(step, change);
  if (!(along > 1e-12 * Math.sqrt(inner(step, step) * inner(change, change)))) return inverse;
  const turned = times(inverse, change, size);
  const factor = (1 + inner(change, turned) / along) / along;
  return inverse.map((value, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return value + factor * step[i] * step[j] - (turned[i] * step[j] + step[i] * turned[j]) / along;
  });
}

function times(a: Float64Array, x: Float64Array, size: number): Float64Array {
  return x.map((_, i) => inner(a.subarray(i * size, (i + 1) * size), x));
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function less(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}
