import { normalCdf, normalDensity, normalQuantile } from '../../math/distributions/normal.ts';
import { type Link, leastCurvature } from './link.ts';

/** Below this the normal distribution function underflows: three terms of its asymptotic series are exact to rounding there. */
const farTail = -35;

/** density / distribution function. */
function mills(x: number): number {
  if (x > farTail) return normalDensity(x) / normalCdf(x);
  const s = 1 / (x * x);
  return -x / (1 - s * (1 - 3 * s * (1 - 5 * s)));
}

function logCdf(x: number): number {
  if (x > farTail) return Math.log(normalCdf(x));
  const s = 1 / (x * x);
  return -(x * x) / 2 - Math.log(-x * Math.sqrt(2 * Math.PI)) + Math.log1p(-s * (1 - 3 * s * (1 - 5 * s)));
}

/** Share = P(Z <= predictor) of the standard normal distribution. The curvature is the observed one. */
export const probit: Link = {
  name: 'probit',
  likelihood(predictor, outcome, rows, first, curvature) {
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      const sign = outcome[r] === 1 ? 1 : -1;
      const x = sign * predictor[r];
      const ratio = mills(x);
      first[r] = sign * ratio;
      const c = ratio * (ratio + x);
      curvature[r] = c < leastCurvature ? leastCurvature : c;
      sum += logCdf(x);
    }
    return sum;
  },
  share: normalCdf,
  predictor: normalQuantile,
  density: normalDensity,
  densitySlope: (x) => -x * normalDensity(x),
};
