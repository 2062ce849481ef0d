import { bracketedRoot } from '../../bracketed-root.ts';
import { piecewiseChebyshev } from '../../piecewise-chebyshev.ts';
import { studentTQuantile, studentTTail } from '../student-t.ts';
import { alike, largestSample } from './largest-sample.ts';
import { notSemidefinite } from './not-semidefinite.ts';
import { type Alike, productOutside } from './product-outside.ts';
import { productStructure } from './product-structure.ts';
import { meanOverScale } from './scale.ts';

/** The largest of correlated variables: |T_i| (two-sided) or T_i (upper). */
export interface Largest {
  /** Of how many different variables. */
  readonly size: number;
  /** The chance that it exceeds a limit. */
  outside(limit: number): number;
  /** Standard error of `outside` from the integration; zero where it is exact. */
  error(limit: number): number;
  /** The limit that it exceeds with chance `alpha`. */
  critical(alpha: number): number;
}

type Side = 'two-sided' | 'upper';
/** The chance that the largest normal variable exceeds z, once for each shift of the lattice, or once when exact. */
type Normal = (z: number) => ArrayLike<number>;

/**
 * The distribution of the largest of `size` normal (df Infinity) or t variables that share their scale.
 *
 * Model     correlations that are products of loadings: quadrature, absolute error below 1e-9 and small chances to as many digits. Any other:
 *           one pass over 2^12 or more lattice points, which takes 0.2 to 0.5 seconds up to 200 variables; standard error then about 1e-4 where
 *           the chance is 0.05, 5e-4 where it is 0.3. For t the normal answer is averaged over the scale by quadrature.
 *           Always between the chance of one variable and Sidak's (two-sided) or Bonferroni's (upper) for independent ones.
 * Shapes    correlation: size × size, row-major; positive semidefinite, so also singular: a variable that repeats another changes nothing.
 * Errors    option-invalid when the matrix is not positive semidefinite.
 * Source    Sidak (1967), JASA 62; Dunnett & Sobel (1955), Biometrika 42.
 */
export function largestOf(correlation: ArrayLike<number>, size: number, df: number, seed: number): Readonly<Record<Side, Largest>> {
  const signed = distinct(correlation, size, (r) => r);
  const unsigned = distinct(correlation, size, Math.abs);
  let sampled: ReturnType<typeof largestSample>;
  const sample = (): NonNullable<typeof sampled> => {
    sampled ??= largestSample(signed.correlation, signed.size, seed);
    if (sampled === undefined) throw notSemidefinite();
    return sampled;
  };
  const sideOf = (side: Side, variables: Distinct): Largest => {
    const exact = exactNormal(variables, side, df);
    return largest(exact ?? (side === 'upper' ? sample().upper : sample().twoSided), variables.size, side, df);
  };
  return { 'two-sided': sideOf('two-sided', unsigned), upper: sideOf('upper', signed) };
}

function largest(normal: Normal, size: number, side: Side, df: number): Largest {
  const sides = side === 'upper' ? 1 : 2;
  const shifts = normal(1).length;
  const answers = (limit: number): Float64Array =>
    Float64Array.from({ length: shifts }, (_, s) => meanOverScale(df, (scale) => Math.max(0, Math.min(1, normal(limit * scale)[s]))));
  const outside = (limit: number): number => {
    if (side === 'two-sided' && limit <= 0) return 1;
    const single = sides * studentTTail(limit, df);
    const most = side === 'upper' ? Math.min(1, size * single) : -Math.expm1(size * Math.log1p(-single));
    // The mean over the shifts is taken inside, so that t costs no more than one of them.
    const mean = meanOverScale(df, (scale) => Math.max(0, Math.min(1, meanOf(normal(limit * scale)))));
    return Math.max(single, Math.min(most, mean));
  };
  return {
    size,
    outside,
    error(limit) {
      if (shifts === 1) return 0;
      const found = answers(limit);
      const mean = meanOf(found);
      return Math.sqrt(found.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (shifts * (shifts - 1)));
    },
    critical(alpha) {
      const [low, high] = [-studentTQuantile(alpha / sides, df), -studentTQuantile(alpha / (sides * size), df)];
      return size === 1 ? low : bracketedRoot((limit) => Math.log(outside(limit) / alpha), low, high);
    },
  };
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum / values.length;
}

/** The quadrature where the correlations are products; with a table in front for t, which asks at many scales, and for many loadings. */
function exactNormal({ correlation, size }: Distinct, side: Side, df: number): Normal | undefined {
  const loadings = productStructure(correlation, size);
  if (loadings === undefined) return undefined;
  const counts = new Map<number, number>();
  for (const l of loadings) {
    const loading = Math.round((side === 'upper' ? l : Math.abs(l)) * 1e14) / 1e14;
    counts.set(loading, (counts.get(loading) ?? 0) + 1);
  }
  const direct = (z: number): number => {
    const limits = { low: side === 'upper' ? -Infinity : -z, high: z };
    const variables: Alike[] = Array.from(counts, ([loading, count]) => ({ loading, count, ...limits }));
    return productOutside(variables, 1);
  };
  if (df === Infinity && counts.size <= 32) return (z) => [direct(z)];
  const logarithm = piecewiseChebyshev((z) => Math.log(direct(z)));
  return (z) => [z > 36 ? 0 : z < -36 || (side === 'two-sided' && z <= 0) ? 1 : Math.exp(logarithm(z))];
}

interface Distinct {
  readonly correlation: Float64Array;
  readonly size: number;
}

/** The variables without those that repeat an earlier one. */
function distinct(correlation: ArrayLike<number>, size: number, strength: (r: number) => number): Distinct {
  const kept: number[] = [];
  for (let i = 0; i < size; i++) if (!kept.some((j) => strength(correlation[i * size + j]) > 1 - alike)) kept.push(i);
  const of = (k: number): number =>
    Math.floor(k / kept.length) === k % kept.length ? 1 : correlation[kept[Math.floor(k / kept.length)] * size + kept[k % kept.length]];
  return { correlation: Float64Array.from({ length: kept.length ** 2 }, (_, k) => of(k)), size: kept.length };
}
