import { addTo, type CompensatedTotals, compensatedTotals, totalOf } from '../../math/compensated-totals.ts';
import { blockRows } from '../../math/simd/workspace.ts';
import type { ArmFitting, ArmForm, ArmResponses, Influences } from './arm-fitting.ts';
import { type BinaryRows, blocksOf } from './binary-rows.ts';
import { addMultiples, dotsInto } from './block-loops.ts';
import { logit } from './link.ts';
import { logisticShare } from './logit-shares.ts';
import { maximiseRows } from './maximise-rows.ts';
import { countCells } from './separation.ts';

/** Rows in arrays: the outcome, an indicator for each treatment arm, covariates. */
export interface ArmRows {
  readonly outcome: Float64Array;
  readonly armNames: readonly string[];
  readonly arms: readonly Float64Array[];
  readonly covariateNames: readonly string[];
  readonly covariates: readonly Float64Array[];
  readonly clusters?: { readonly codes: Int32Array; readonly count: number };
}

/** The regression from rows in arrays. It asks for nothing. */
export function armRowsFitting(data: ArmRows): ArmFitting {
  const rows: BinaryRows = {
    outcome: data.outcome,
    names: [...data.armNames, ...data.covariateNames],
    columns: [...data.arms, ...data.covariates],
    intercept: true,
  };
  const cells = data.covariates.flatMap((column, j) => {
    const found = countCells(column, data.outcome);
    return found ? [{ ...found, name: data.covariateNames[j] }] : [];
  });
  return {
    path: 'columns',
    names: rows.names,
    cells,
    // biome-ignore lint/correctness/useYield: the other way to the same fit asks.
    *maximise() {
      return maximiseRows(rows, logit);
    },
    // biome-ignore lint/correctness/useYield: the other way to the same fit asks.
    *respond(coefficients) {
      return responsesOf(data, coefficients);
    },
    // biome-ignore lint/correctness/useYield: the other way to the same fit asks.
    *influences(coefficients, responses, forms, armSizes) {
      return influencesOf(data, coefficients, responses, forms, armSizes);
    },
  };
}

/** Predictors of a block as if every unit were in control, and as they are. */
function predict({ arms, covariates }: ArmRows, coefficients: Float64Array, from: number, size: number, base: Float64Array, own: Float64Array): void {
  base.fill(coefficients[0], 0, size);
  addMultiples(base, covariates, coefficients, 1 + arms.length, from, size);
  for (let r = 0; r < size; r++) own[r] = base[r];
  addMultiples(own, arms, coefficients, 1, from, size);
}

function responsesOf(data: ArmRows, coefficients: Float64Array): ArmResponses {
  const { arms, covariates, outcome } = data;
  const n = outcome.length;
  const k = coefficients.length;
  const count = arms.length + 1;
  const sums = Array.from({ length: count }, () => compensatedTotals(covariates.length + 2));
  const dots = new Float64Array(covariates.length + 2);
  const likelihood = compensatedTotals(1);
  const [base, own, first, density] = Array.from({ length: 4 }, () => new Float64Array(blockRows));
  for (const { from, size } of blocksOf(n)) {
    predict(data, coefficients, from, size, base, own);
    addTo(likelihood, 0, logit.likelihood(own, outcome.subarray(from, from + size), size, first, density));
    for (let a = 0; a < count; a++) {
      const shift = a === 0 ? 0 : coefficients[a];
      let [shares, densities] = [0, 0];
      for (let r = 0; r < size; r++) {
        const x = base[r] + shift;
        const e = Math.exp(-Math.abs(x));
        const near = 1 / (1 + e);
        const far = e * near;
        const d = near * far;
        shares += x >= 0 ? near : far;
        densities += d;
        density[r] = d;
      }
      dots[0] = shares;
      dots[1] = densities;
      dotsInto(dots, 2, covariates, density, from, size);
      for (let j = 0; j < dots.length; j++) addTo(sums[a], j, dots[j]);
    }
  }
  const gradients = sums.map((sum, a) => {
    const gradient = new Float64Array(k);
    gradient[0] = totalOf(sum, 1) / n;
    if (a > 0) gradient[a] = gradient[0];
    for (let j = 0; j < covariates.length; j++) gradient[count + j] = totalOf(sum, 2 + j) / n;
    return gradient;
  });
  return { n, shares: Float64Array.from(sums, (sum) => totalOf(sum, 0) / n), gradients, logLikelihood: totalOf(likelihood, 0) };
}

function influencesOf(
  data: ArmRows,
  coefficients: Float64Array,
  responses: ArmResponses,
  forms: readonly ArmForm[],
  armSizes: readonly number[] | undefined,
): Influences {
  const { arms, covariates, outcome, clusters } = data;
  const n = outcome.length;
  const f = forms.length;
  const products = compensatedTotals(f * f);
  const totals = new Float64Array(clusters ? clusters.count * f : 0);
  const [base, own, first, curvature] = Array.from({ length: 4 }, () => new Float64Array(blockRows));
  const shares = forms.map(() => new Float64Array(blockRows));
  for (const { from, size } of blocksOf(n)) {
    predict(data, coefficients, from, size, base, own);
    logit.likelihood(own, outcome.subarray(from, from + size), size, first, curvature);
    for (const [i, { weights, arm }] of forms.entries()) {
      const share = shares[i];
      share.fill(weights[0], 0, size);
      addMultiples(share, arms, weights, 1, from, size);
      addMultiples(share, covariates, weights, 1 + arms.length, from, size);
      for (let r = 0; r < size; r++) share[r] *= first[r];
      if (arm !== undefined) addResponses(share, base, arm === 0 ? 0 : coefficients[arm], responses.shares[arm], n, size);
    }
    if (clusters) {
      for (let i = 0; i < f; i++) for (let r = 0; r < size; r++) totals[clusters.codes[from + r] * f + i] += shares[i][r];
    } else addProducts(products, shares, size);
  }
  if (!clusters) return { products: Float64Array.from({ length: f * f }, (_, e) => totalOf(products, e)) };
  const left = armSizes ? leftOfArms(data, armSizes, clusters) : new Float64Array(clusters.count).fill(1);
  const summed = forms.map((_, i) => Float64Array.from({ length: clusters.count }, (__, g) => totals[g * f + i] / Math.sqrt(left[g])));
  addProducts(products, summed, clusters.count);
  return { products: Float64Array.from({ length: f * f }, (_, e) => totalOf(products, e)), clusters: clusters.count };
}

/** What each cluster leaves of its arm, as a share. */
function leftOfArms({ arms, outcome }: ArmRows, sizes: readonly number[], { codes, count }: NonNullable<ArmRows['clusters']>): Float64Array {
  const left = new Float64Array(count).fill(1);
  for (let r = 0; r < outcome.length; r++) {
    const arm = arms.findIndex((indicator) => indicator[r] === 1) + 1;
    left[codes[r]] -= 1 / sizes[arm];
  }
  return left;
}

function addResponses(share: Float64Array, base: Float64Array, shift: number, mean: number, n: number, size: number): void {
  for (let r = 0; r < size; r++) share[r] += (logisticShare(base[r] + shift) - mean) / n;
}

/** Upper and lower triangle alike. */
function addProducts(products: CompensatedTotals, columns: readonly Float64Array[], size: number): void {
  const f = columns.length;
  for (let i = 0; i < f; i++) {
    for (let j = i; j < f; j++) {
      const [a, b] = [columns[i], columns[j]];
      let sum = 0;
      for (let r = 0; r < size; r++) sum += a[r] * b[r];
      addTo(products, i * f + j, sum);
      if (i !== j) addTo(products, j * f + i, sum);
    }
  }
}
