import { normalQuantile, normalTwoSided } from '../../../math/distributions/normal.ts';
import type { Membership } from './arm-statistics.ts';

/** A number with its error and what the normal distribution says of it. */
export interface LargeSampleEffect {
  readonly value: number;
  readonly standardError: number;
  readonly interval: { readonly low: number; readonly high: number };
  readonly pValue: number;
}

/** Why a window tells no effect. */
export type WindowRefusal =
  | { readonly refused: 'few-rows'; readonly side: 'below' | 'above'; readonly rows: number; readonly least: number }
  /** Leaving out one row leaves no line on that side. */
  | { readonly refused: 'full-leverage'; readonly side: 'below' | 'above' }
  /** The treatment does not differ between both sides. */
  | { readonly refused: 'no-first-stage' }
  /** The outcome does not vary within the arms. */
  | { readonly refused: 'no-variance' };

/** Mean of the treated less mean of the others, with an error of each arm's own variance. */
export function meanDifference(values: Float64Array, treated: Membership): { readonly value: number; readonly standardError: number } {
  const arms = [0, 1].map((arm) => values.filter((_, i) => treated[i] === arm));
  const means = arms.map((own) => own.reduce((sum, value) => sum + value, 0) / own.length);
  const variance = arms.reduce(
    (sum, own, arm) => sum + own.reduce((squares, value) => squares + (value - means[arm]) ** 2, 0) / (own.length * (own.length - 1)),
    0,
  );
  return { value: means[1] - means[0], standardError: Math.sqrt(variance) };
}

/**
 * The difference in means between both sides of a window.
 *
 * Model    each side has its own mean and variance; normal reference.
 * Errors   few-rows where a side has fewer than two; no-variance.
 * Source   Cattaneo, Frandsen & Titiunik (2015), Journal of Causal Inference 3. Parity: rdlocrand's rdrandinf, asymptotic.
 */
export function windowDifference(outcome: Float64Array, treated: Membership, level: number): LargeSampleEffect | WindowRefusal {
  const lacking = tooFew(treated, 2);
  if (lacking) return lacking;
  const { value, standardError } = meanDifference(outcome, treated);
  return byNormal(value, standardError, level);
}

/**
 * The jump at the cutoff between two lines, one on each side of a window.
 *
 * Model    least squares on the score by side; HC3 errors, normal reference.
 * Shapes   score told from the cutoff, one a row.
 * Errors   few-rows where a side has fewer than three; full-leverage where one row alone decides a slope; no-variance.
 * Source   MacKinnon & White (1985), Journal of Econometrics 29. Parity: rdlocrand's rdrandinf, p = 1.
 */
export function windowJump(outcome: Float64Array, score: Float64Array, treated: Membership, level: number): LargeSampleEffect | WindowRefusal {
  const lacking = tooFew(treated, 3);
  if (lacking) return lacking;
  let [value, variance] = [0, 0];
  for (const [arm, side] of [[0, 'below'] as const, [1, 'above'] as const]) {
    const [x, y] = [score, outcome].map((values) => values.filter((_, i) => treated[i] === arm));
    const n = x.length;
    const [xMean, yMean] = [x, y].map((values) => values.reduce((sum, one) => sum + one, 0) / n);
    const spread = x.reduce((sum, one) => sum + (one - xMean) ** 2, 0);
    if (!(spread > 0)) return { refused: 'full-leverage', side };
    const slope = x.reduce((sum, one, i) => sum + (one - xMean) * (y[i] - yMean), 0) / spread;
    value += (arm === 1 ? 1 : -1) * (yMean - slope * xMean);
    for (let i = 0; i < n; i++) {
      const left = 1 - 1 / n - (x[i] - xMean) ** 2 / spread;
      if (left <= 1e-10) return { refused: 'full-leverage', side };
      const weight = 1 / n - (xMean * (x[i] - xMean)) / spread;
      variance += ((weight * (y[i] - yMean - slope * (x[i] - xMean))) / left) ** 2;
    }
  }
  return byNormal(value, Math.sqrt(variance), level);
}

/**
 * Difference in outcomes over difference in treatments between both sides of a window.
 *
 * Model    two-stage least squares with heteroskedastic errors; normal reference, which weak first stages do not keep: see `shiftSet`.
 * Errors   few-rows, no-first-stage, no-variance.
 * Source   Imbens & Angrist (1994), Econometrica 62. Parity: rdlocrand's rdrandinf, wald.
 */
export function windowRatio(outcome: Float64Array, treatment: Float64Array, treated: Membership, level: number): LargeSampleEffect | WindowRefusal {
  const lacking = tooFew(treated, 2);
  if (lacking) return lacking;
  const [whole, first] = [outcome, treatment].map((values) => meanDifference(values, treated).value);
  if (first === 0) return { refused: 'no-first-stage' };
  const value = whole / first;
  const n = outcome.length;
  const [y, t, z] = [outcome, treatment, Float64Array.from(treated)].map((values) => values.reduce((sum, one) => sum + one, 0) / n);
  let [squares, along] = [0, 0];
  for (let i = 0; i < n; i++) {
    squares += ((treated[i] - z) * (outcome[i] - y - value * (treatment[i] - t))) ** 2;
    along += (treated[i] - z) * treatment[i];
  }
  return byNormal(value, Math.sqrt(squares) / Math.abs(along), level);
}

function tooFew(treated: Membership, least: number): WindowRefusal | undefined {
  const above = treated.reduce((sum, one) => sum + one, 0);
  const below = treated.length - above;
  if (below < least) return { refused: 'few-rows', side: 'below', rows: below, least };
  return above < least ? { refused: 'few-rows', side: 'above', rows: above, least } : undefined;
}

function byNormal(value: number, standardError: number, level: number): LargeSampleEffect | WindowRefusal {
  if (!(standardError > 0)) return { refused: 'no-variance' };
  const half = normalQuantile((1 + level) / 2) * standardError;
  return { value, standardError, interval: { low: value - half, high: value + half }, pValue: normalTwoSided(value / standardError) };
}
