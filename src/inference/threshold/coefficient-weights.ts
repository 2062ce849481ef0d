import { choleskyFactor, choleskySolve } from '../../math/cholesky.ts';

/** A polynomial of x, and perhaps one more term that breaks it at zero: a jump, or a kink. */
export interface PolynomialTerms {
  readonly degree: number;
  readonly broken?: 'jump' | 'kink';
}

/** Weights whose sums with what is regressed are the coefficients: of the powers asked, in their order, and of the break. */
export interface CoefficientWeights {
  readonly powers: readonly Float64Array[];
  readonly broken: Float64Array;
}

/** What is left of a term beside the others, squared, when only rounding is left of it. */
const rounding = 1e-12;

/**
 * A coefficient of a weighted regression is a weighted sum of what is regressed: these weights.
 *
 * Model    least squares by cross products of Legendre's polynomials on the interval that x fills, in which they are nearly apart; one pass and no table.
 * Shapes   x and weights of one length. Undefined where x has too few distinct values among rows that count.
 */
export function coefficientWeights(
  x: Float64Array,
  weights: Float64Array,
  { degree, broken }: PolynomialTerms,
  powers: readonly number[],
): CoefficientWeights | undefined {
  const basis = basisOn(x, degree, broken);
  const { size, fill } = basis;
  const term = new Float64Array(size);
  const gram = new Float64Array(size * size);
  for (let i = 0; i < x.length; i++) {
    const weight = weights[i];
    if (weight === 0) continue;
    fill(x[i], term);
    for (let a = 0; a < size; a++) {
      const scaled = weight * term[a];
      for (let b = 0; b <= a; b++) gram[a * size + b] += scaled * term[b];
    }
  }
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) gram[b * size + a] = gram[a * size + b];
  const factor = choleskyFactor(gram, size);
  if (!factor) return undefined;
  for (let a = 0; a < size; a++) if (!(factor[a * (size + 1)] ** 2 > rounding * gram[a * (size + 1)])) return undefined;
  const along = (functional: Float64Array): Float64Array => {
    const shares = choleskySolve(factor, functional);
    const found = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) {
      fill(x[i], term);
      let sum = 0;
      for (let a = 0; a < size; a++) sum += shares[a] * term[a];
      found[i] = weights[i] * sum;
    }
    return found;
  };
  const ofBreak = new Float64Array(size);
  if (broken) ofBreak[size - 1] = 1;
  return { powers: powers.map((power) => along(basis.coefficient(power))), broken: broken ? along(ofBreak) : new Float64Array(0) };
}

/** What a column adds up to with weights. */
export function weightedSum(weights: Float64Array, column: Float64Array): number {
  const origin = column[0];
  let [sum, whole] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i] * (column[i] - origin);
    whole += weights[i];
  }
  return sum + whole * origin;
}

interface Basis {
  readonly size: number;
  readonly fill: (x: number, into: Float64Array) => void;
  /** What the coefficient of a power of x is, in coefficients of the basis. */
  coefficient(power: number): Float64Array;
}

function basisOn(x: Float64Array, degree: number, broken: PolynomialTerms['broken']): Basis {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) [low, high] = [Math.min(low, x[i]), Math.max(high, x[i])];
  const slope = 2 / (high > low ? high - low : 1);
  const shift = -1 - slope * low;
  const size = degree + 1 + (broken ? 1 : 0);
  const fill = (at: number, into: Float64Array): void => {
    const v = slope * at + shift;
    into[0] = 1;
    if (degree > 0) into[1] = v;
    for (let j = 1; j < degree; j++) into[j + 1] = ((2 * j + 1) * v * into[j] - j * into[j - 1]) / (j + 1);
    if (broken) into[degree + 1] = at < 0 ? 0 : broken === 'jump' ? 1 : at;
  };
  return {
    size,
    fill,
    coefficient: (power) => Float64Array.from({ length: size }, (_, j) => (j <= degree ? (monomials(degree, slope, shift)[j][power] ?? 0) : 0)),
  };
}

/** Legendre's polynomials of slope x + shift as powers of x. */
function monomials(degree: number, slope: number, shift: number): readonly (readonly number[])[] {
  const found: number[][] = [[1], [shift, slope]];
  for (let j = 1; j < degree; j++) {
    const next = new Array<number>(j + 2).fill(0);
    for (const [k, c] of found[j].entries()) {
      next[k] += ((2 * j + 1) * shift * c) / (j + 1);
      next[k + 1] += ((2 * j + 1) * slope * c) / (j + 1);
    }
    for (const [k, c] of found[j - 1].entries()) next[k] -= (j * c) / (j + 1);
    found.push(next);
  }
  return found;
}
