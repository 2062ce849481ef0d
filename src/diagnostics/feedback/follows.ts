import type { Reference } from '../../estimate/estimate.ts';
import { upperTail } from '../../inference/wald.ts';
import { linearRegression } from '../../models/linear-regression.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { SERVING, type ServedPeriod } from './served-periods.ts';

/** One value a period. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
  /** What was to be expected before the draw of who is served. */
  readonly expected?: readonly number[];
}

/** Does serving in a period go by what was learned in the one before? */
export interface Follows {
  readonly learned: string;
  readonly serving: string;
  /** Change of serving when the labelled mean of the period before is higher by one. */
  readonly coefficient: number;
  readonly standardError: number;
  /** Serving follows a rule without error: what is left is rounding. */
  readonly exact: boolean;
  readonly df: number;
  /** Times the number of pairs that were looked at. */
  readonly pValue: number;
}

/** Fewer periods leave no freedom: the first has learned nothing, the rest are regressed on up to four terms. */
export const fewestForLoop = 7;

/** Series that move by less than this have not moved. */
const still = 1e-7;

/**
 * Serving as it was decided in each period: the level at contexts of the mean request, and how much a standard deviation of each context changes it.
 *
 * Model     within a period, log-odds of the logged chance (or who was served) regressed on the contexts of all requests.
 */
export function servingSeries(periods: readonly ServedPeriod[], contexts: readonly string[], overall: Moments): readonly Series[] {
  const spread = contexts.map((x) => Math.sqrt(comomentOf(overall, x, x) / overall.n));
  const fits = periods.map(({ sides }) => {
    const m = sides!.all;
    const fit = leastSquares(m, SERVING, contexts);
    const slopes = 'kind' in fit ? contexts.map(() => 0) : Array.from(fit.coefficients.slice(1));
    const level = slopes.reduce((sum, slope, j) => sum + slope * (meanOf(overall, contexts[j]) - meanOf(m, contexts[j])), meanOf(m, SERVING));
    return { level, slopes };
  });
  return [
    { name: 'level', values: fits.map((f) => f.level) },
    ...contexts.map((context, j) => ({ name: `slope on ${context}`, values: fits.map((f) => f.slopes[j] * spread[j]) })),
  ];
}

/**
 * Each series of serving on each labelled mean of the period before, with serving of the period before held fixed: what drifts by itself is no loop.
 *
 * Model     serving_t = a + b serving_(t-1) + c learned_(t-1) + d expected_(t-1) + error, from the second period on, since the first was served before anything
 *           was learned. With what was to be expected held fixed, c rests on the draws of who is served: these are independent of whatever else moves serving.
 *           t with n - 4 df (n - 3 where nothing is expected), p-values times the number of pairs (Bonferroni). The residual deviation counts as at least 1e-7: a rule that is followed exactly is found, and
 *           rounding is not.
 * Errors    none fit where serving did not move, or below six periods.
 * Source    Granger (1969), Econometrica 37.
 */
export function followsOf(learned: readonly Series[], serving: readonly Series[]): readonly Follows[] {
  const moved = serving.filter(({ values }) => spanOf(values.slice(1)) > still);
  const found = moved.flatMap((s) => learned.flatMap((l) => follow(l, s) ?? []));
  return found.map((f) => ({ ...f, pValue: Math.min(1, f.pValue * found.length) }));
}

function follow(learned: Series, serving: Series): Follows | undefined {
  const n = serving.values.length - 2;
  if (serving.values.length < fewestForLoop) return undefined;
  const before = (values: readonly number[]): Float64Array => Float64Array.from(values.slice(1, -1));
  const expected = learned.expected ? [before(learned.expected)] : [];
  const columns = [new Float64Array(n).fill(1), before(serving.values), before(learned.values), ...expected];
  const names = ['(intercept)', 'before', 'learned', 'expected'].slice(0, columns.length);
  const fit = linearRegression({ outcome: Float64Array.from(serving.values.slice(2)), design: { names, columns } });
  if ('kind' in fit || !(fit.dfResidual > 0)) return undefined;
  const residual = Math.sqrt(fit.residualSumOfSquares / fit.dfResidual);
  const deviation = Math.max(still, residual);
  const [coefficient, standardError] = [fit.coefficients[2], deviation * Math.sqrt(fit.gramInverse[2 * columns.length + 2])];
  const reference: Reference = { kind: 't', df: fit.dfResidual };
  const pValue = Math.min(1, 2 * upperTail(reference, Math.abs(coefficient / standardError)));
  return { learned: learned.name, serving: serving.name, coefficient, standardError, exact: residual < still, df: fit.dfResidual, pValue };
}

const spanOf = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
