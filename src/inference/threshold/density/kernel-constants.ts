import { choleskyFactor, choleskyInverse } from '../../../math/cholesky.ts';
import { multiply, sandwichProduct } from '../../../math/matrix.ts';
import type { Kernel } from '../kernels.ts';
import type { DensityModel } from './distribution-fit.ts';

/** Kernels as polynomials of the distance, constant first. */
const polynomials: { readonly [K in Kernel]: readonly number[] } = { triangular: [1, -1], uniform: [0.5], epanechnikov: [0.75, 0, -0.75] };

/** Integral of u^power times the kernel from 0 to 1. */
const moment = (kernel: Kernel, power: number): number => polynomials[kernel].reduce((sum, c, degree) => sum + c / (power + degree + 1), 0);

/** Integral of min(x, y) x^i y^j times both kernels over the unit square. */
function joint(kernel: Kernel, i: number, j: number): number {
  let sum = 0;
  for (const [p, c] of polynomials[kernel].entries()) {
    for (const [q, d] of polynomials[kernel].entries()) {
      const [a, b] = [i + p, j + q];
      sum += c * d * (1 / ((a + 2) * (a + b + 3)) + (1 / (b + 2) - 1 / (a + b + 3)) / (a + 1));
    }
  }
  return sum;
}

/** Densities on both sides. */
export interface Densities {
  readonly below: number;
  readonly above: number;
}

/** In the restricted model the coefficients are a constant, the slopes below and above, and higher powers: which power each is of, above the cutoff. */
const powersAbove = (degree: number): readonly (number | undefined)[] => [0, undefined, 1, ...Array.from({ length: degree - 1 }, (_, i) => i + 2)];
const powersBelow = (degree: number): readonly (number | undefined)[] => [0, 1, undefined, ...Array.from({ length: degree - 1 }, (_, i) => i + 2)];

function matrixOf(powers: readonly (number | undefined)[], entry: (i: number, j: number) => number): Float64Array {
  return Float64Array.from(powers.flatMap((i) => powers.map((j) => (i === undefined || j === undefined ? 0 : entry(i, j)))));
}

const inverseOf = (matrix: Float64Array, size: number): Float64Array | undefined => {
  const factor = choleskyFactor(matrix, size);
  return factor && choleskyInverse(factor, size);
};

/** What both sides of the restricted model add to a matrix: below, odd powers turn their sign. */
function bothSides(degree: number, by: Densities, of: (i: number, j: number) => number): Float64Array {
  const right = matrixOf(powersAbove(degree), of);
  const left = matrixOf(powersBelow(degree), (i, j) => (-1) ** (i + j) * of(i, j));
  return right.map((value, e) => by.above * value + by.below * left[e]);
}

/**
 * The large-sample variance of both densities and their covariance, times rows and bandwidth.
 *
 * Source   Cattaneo, Jansson & Ma (2020), JASA 115, theorem 1. Parity: rddensity, plugin.
 */
export function pluginVariance(
  model: DensityModel,
  kernel: Kernel,
  degree: number,
  density: Densities,
): { readonly below: number; readonly above: number; readonly covariance: number } | undefined {
  if (model === 'unrestricted') {
    const size = degree + 1;
    const powers = Array.from({ length: size }, (_, i) => i);
    const inverse = inverseOf(
      matrixOf(powers, (i, j) => moment(kernel, i + j)),
      size,
    );
    if (!inverse) return undefined;
    const unit = sandwichProduct(
      inverse,
      matrixOf(powers, (i, j) => joint(kernel, i, j)),
      size,
    )[size + 1];
    return { below: density.below * unit, above: density.above * unit, covariance: 0 };
  }
  const size = degree + 2;
  const cubes = { below: density.below ** 3, above: density.above ** 3 };
  const inverse = inverseOf(
    bothSides(degree, density, (i, j) => moment(kernel, i + j)),
    size,
  );
  if (!inverse) return undefined;
  const v = sandwichProduct(
    inverse,
    bothSides(degree, cubes, (i, j) => joint(kernel, i, j)),
    size,
  );
  return { below: v[size + 1], above: v[2 * size + 2], covariance: v[size + 2] };
}

/**
 * The leading bias of both densities, over the bandwidth to the power of the degree. `next`: the coefficients of the power after the degree.
 *
 * Source   Cattaneo, Jansson & Ma (2020), JASA 115, supplement. Parity: rddensity.
 */
export function leadingBias(
  model: DensityModel,
  kernel: Kernel,
  degree: number,
  density: Densities,
  next: Densities,
): { readonly below: number; readonly above: number } | undefined {
  const after = (i: number): number => moment(kernel, i + degree + 1);
  if (model === 'unrestricted') {
    const size = degree + 1;
    const powers = Array.from({ length: size }, (_, i) => i);
    const inverse = inverseOf(
      matrixOf(powers, (i, j) => moment(kernel, i + j)),
      size,
    );
    if (!inverse) return undefined;
    const unit = multiply(inverse, Float64Array.from(powers, after), size, size, 1)[1];
    return { below: (-1) ** degree * next.below * unit, above: next.above * unit };
  }
  const size = degree + 2;
  const inverse = inverseOf(
    bothSides(degree, density, (i, j) => moment(kernel, i + j)),
    size,
  );
  if (!inverse) return undefined;
  const right = powersAbove(degree).map((i) => (i === undefined ? 0 : after(i)));
  const left = powersBelow(degree).map((i) => (i === undefined ? 0 : (-1) ** (i + degree + 1) * after(i)));
  const along = Float64Array.from(right, (value, e) => next.below * (density.above * value + density.below * left[e]));
  const found = multiply(inverse, along, size, size, 1);
  return { below: found[1], above: found[2] };
}
