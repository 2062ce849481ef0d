import { sandwichProduct } from '../math/matrix.ts';
import type { LinearRegression } from '../models/linear-regression.ts';

export type CovarianceKind = 'nonrobust' | 'HC0' | 'HC1' | 'HC2' | 'HC3';

/** Rows that the model fits exactly whatever their outcome: HC2 and HC3 divide by one minus their leverage, which is zero. */
export interface FullLeverage {
  readonly kind: 'full-leverage';
  readonly rows: number;
}

/** As many terms as observations: no residuals are left to estimate a variance from. */
export interface NoResidualFreedom {
  readonly kind: 'no-residual-freedom';
  readonly n: number;
  readonly parameters: number;
}

/** Sampling weights do not give variances: ask for HC0 to HC3. */
export interface WeightsNeedRobust {
  readonly kind: 'weights-need-robust';
}

export type CovarianceRefusal = FullLeverage | NoResidualFreedom | WeightsNeedRobust;

/**
 * The covariance of the coefficients of a linear regression (k × k, row-major).
 *
 * Model     nonrobust RSS / (n − k) · G with G = (X′WX)⁻¹. Robust G (Σ uᵢ² xᵢxᵢ′) G, where uᵢ² is e² (HC0), e² n / (n − k) (HC1),
 *           e² / (1 − h) (HC2), e² / (1 − h)² (HC3), for leverage h. Precision and sampling weights w enter as rows scaled by √w;
 *           a frequency f is f equal rows.
 * Errors    full-leverage for HC2 and HC3 where 1 − h is zero to rounding; no-residual-freedom when n = k, but for HC0;
 *           weights-need-robust for nonrobust with sampling weights.
 * Source    White (1980); MacKinnon & White (1985); the conventions of statsmodels.
 */
export function coefficientCovariance(fit: LinearRegression, kind: CovarianceKind): Float64Array | CovarianceRefusal {
  const parameters = fit.names.length;
  if (kind !== 'HC0' && !(fit.dfResidual > 0)) return { kind: 'no-residual-freedom', n: fit.n, parameters };
  if (kind === 'nonrobust') {
    if (fit.weights?.kind === 'sampling') return { kind: 'weights-need-robust' };
    return fit.gramInverse.map((value) => (value * fit.residualSumOfSquares) / fit.dfResidual);
  }
  if (kind === 'HC2' || kind === 'HC3') {
    const rows = fit.leverage.reduce((count, h) => count + (1 - h < 1e-10 ? 1 : 0), 0);
    if (rows > 0) return { kind: 'full-leverage', rows };
  }
  return sandwichProduct(fit.basis.inverse, meat(fit, kind), parameters);
}

/** The square roots of the diagonal of a covariance matrix (k × k). */
export function standardErrors(covariance: Float64Array): Float64Array {
  const k = Math.sqrt(covariance.length);
  return Float64Array.from({ length: k }, (_, j) => Math.sqrt(covariance[j * k + j]));
}

// Σ uᵢ² qᵢqᵢ′ in the orthonormal basis q of the weighted design, where it is well scaled. A row of weight w has √w in its q; the other √w of a
// precision or sampling weight is in u, while a frequency has none there.
function meat(fit: LinearRegression, kind: Exclude<CovarianceKind, 'nonrobust'>): Float64Array {
  const { orthonormal } = fit.basis;
  const k = orthonormal.length;
  const weights = fit.weights === undefined || fit.weights.kind === 'frequency' ? undefined : fit.weights.values;
  const freedom = kind === 'HC1' ? fit.n / fit.dfResidual : 1;
  const squares = fit.residuals.map((residual, i) => residual * residual * (weights?.[i] ?? 1) * freedom * inflation(kind, fit.leverage[i]));
  const sum = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = a; b < k; b++) {
      let total = 0;
      for (let i = 0; i < squares.length; i++) total += squares[i] * orthonormal[a][i] * orthonormal[b][i];
      sum[a * k + b] = total;
      sum[b * k + a] = total;
    }
  }
  return sum;
}

function inflation(kind: CovarianceKind, leverage: number): number {
  if (kind === 'HC2') return 1 / (1 - leverage);
  return kind === 'HC3' ? 1 / (1 - leverage) ** 2 : 1;
}
