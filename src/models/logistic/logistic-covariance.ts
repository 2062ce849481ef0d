import { compensatedTotals, totalOf } from '../../math/compensated-totals.ts';
import { addGram, type RowBlock } from '../../math/gram.ts';
import { blockRows } from '../../math/simd/workspace.ts';
import { blocksOf, predictorsInto } from './binary-rows.ts';
import { addMultiples } from './block-loops.ts';
import { type BinaryRegression, linkOf } from './logistic-regression.ts';

/** How the errors of rows are related: the model is right; each row by itself; shared within clusters, whose codes are given by row. */
export type BinaryCovariance = { readonly kind: 'nonrobust' | 'HC0' | 'HC1' } | { readonly kind: 'CR0' | 'CR1'; readonly clusters: ArrayLike<number> };

/**
 * The covariance of the coefficients of a logistic or probit regression (k x k, row-major).
 *
 * Model     nonrobust: H^-1, the inverse of the observed information. Robust: H^-1 (sum of s s') H^-1 for the scores s of rows, or for their sums by
 *           cluster. HC1 times n / (n - k); CR1 times G / (G - 1) * (n - 1) / (n - k).
 * Source    White (1982), Econometrica 50; Liang & Zeger (1986), Biometrika 73; the conventions of statsmodels.
 */
export function binaryCovariance(fit: BinaryRegression, covariance: BinaryCovariance): Float64Array {
  const { kind } = covariance;
  if (kind === 'nonrobust') return fit.covariance.slice();
  const k = fit.names.length;
  const codes = 'clusters' in covariance ? codesOf(covariance.clusters) : undefined;
  const products = codes ? byCluster(fit, codes.of, codes.count) : byRow(fit);
  const factor = factorOf(kind, fit.n, k, codes?.count ?? 0);
  return Float64Array.from({ length: k * k }, (_, e) => {
    const [i, j] = [Math.min(Math.floor(e / k), e % k), Math.max(Math.floor(e / k), e % k)];
    return factor * totalOf(products, i * k + j);
  });
}

function factorOf(kind: BinaryCovariance['kind'], n: number, k: number, clusters: number): number {
  if (kind === 'HC1') return n / (n - k);
  return kind === 'CR1' ? (clusters / (clusters - 1)) * ((n - 1) / (n - k)) : 1;
}

function codesOf(clusters: ArrayLike<number>): { readonly of: Int32Array; readonly count: number } {
  const seen = new Map<number, number>();
  const of = Int32Array.from(clusters, (code) => {
    const known = seen.get(code) ?? seen.size;
    seen.set(code, known);
    return known;
  });
  return { of, count: seen.size };
}

/** Blocks of the rows' shares in the error of each coefficient: column j of a block is that of coefficient j. */
function* influences(fit: BinaryRegression): Generator<{ readonly block: RowBlock; readonly from: number; readonly size: number }> {
  const { rows, coefficients, covariance } = fit;
  const k = coefficients.length;
  const link = linkOf(fit);
  const block: RowBlock = { values: new Float64Array(k * blockRows), stride: blockRows, columns: k };
  const [predictor, first, curvature] = [new Float64Array(blockRows), new Float64Array(blockRows), new Float64Array(blockRows)];
  for (const { from, size } of blocksOf(fit.n)) {
    predictorsInto(predictor, rows, coefficients, from, size);
    link.likelihood(predictor, rows.outcome.subarray(from, from + size), size, first, curvature);
    for (let j = 0; j < k; j++) {
      const share = block.values.subarray(j * blockRows, (j + 1) * blockRows);
      share.fill(covariance[j * k], 0, size);
      addMultiples(share, rows.columns, covariance, j * k + 1, from, size);
      for (let r = 0; r < size; r++) share[r] *= first[r];
    }
    yield { block, from, size };
  }
}

function byRow(fit: BinaryRegression): ReturnType<typeof compensatedTotals> {
  const products = compensatedTotals(fit.names.length ** 2);
  for (const { block, size } of influences(fit)) addGram(block, block, size, products);
  return products;
}

function byCluster(fit: BinaryRegression, codes: Int32Array, count: number): ReturnType<typeof compensatedTotals> {
  const k = fit.names.length;
  const sums: RowBlock = { values: new Float64Array(k * count), stride: count, columns: k };
  for (const { block, from, size } of influences(fit)) {
    for (let j = 0; j < k; j++) for (let r = 0; r < size; r++) sums.values[j * count + codes[from + r]] += block.values[j * blockRows + r];
  }
  const products = compensatedTotals(k * k);
  addGram(sums, sums, count, products);
  return products;
}
