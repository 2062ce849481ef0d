import { Recursion } from './recursion.ts';
import { refusalOf, type SeriesRefusal } from './refusals.ts';
import { layoutOf, type StructuralModel, type StructuralSeries, type Variances } from './structural-model.ts';
import { likelyVariances } from './variance-search.ts';

/** A structural model whose variances were found from the series before a launch. */
export interface StructuralFit {
  readonly model: StructuralModel;
  readonly variances: Variances;
  /** Diffuse, of the series and the regressors as they were given. */
  readonly logLikelihood: number;
  /** The same series less `center`, with regressors of mean zero and deviation one: what the variances are asked of again. */
  readonly standard: StructuralSeries;
  readonly center: number;
}

/** How many of the points that a search looks at are followed, and how near it comes to the largest log-likelihood. */
const search = { known: [], starts: 3, tolerance: 1e-10 } as const;
/** Noise below this share of the range of the series is rounding. */
const rounding = 1e-9;

/**
 * The variances of largest diffuse likelihood.
 *
 * Model    see `Recursion` and `likelyVariances`. The diffuse likelihood is that of the observations freed of initial states and coefficients, as in restricted maximum likelihood.
 *          It does not know where the series starts, and depends on the units of regressors by a constant only.
 * Shapes   `series.values` end at the launch; regressors may go on.
 * Errors   a refusal as a value.
 * Source   Durbin & Koopman (2012), section 7.2.2; Harvey (1989), section 4.5. Parity: statsmodels UnobservedComponents, use_exact_diffuse, mle_regression=False.
 */
export function fitStructural(model: StructuralModel, series: StructuralSeries): StructuralFit | SeriesRefusal {
  const refused = refusalOf(model, series);
  if (refused) return refused;
  const observed = series.values.filter((y) => !Number.isNaN(y));
  const center = meanOf(observed);
  const scaled = series.regressors.map((column) => standardized(column, series.values));
  const standard = { values: series.values.map((y) => y - center), regressors: scaled.map(({ column }) => column) };
  const recursion = new Recursion(layoutOf(model, scaled.length), standard);
  const found = likelyVariances(recursion, model, series.values.length, search);
  const range = observed.reduce((a, b) => Math.max(a, b)) - observed.reduce((a, b) => Math.min(a, b));
  if (!found || Math.sqrt(Math.max(...Object.values(found.variances))) <= rounding * range) return { refused: 'no-noise' };
  if (!found.converged) return { refused: 'not-converged' };
  const logLikelihood = found.logLikelihood - scaled.reduce((sum, { deviation }) => sum + Math.log(deviation), 0);
  return { model, variances: found.variances, logLikelihood, standard, center };
}

/** A column with mean zero and deviation one in the periods that were observed. */
function standardized(column: Float64Array, values: Float64Array): { readonly column: Float64Array; readonly deviation: number } {
  const seen = column.filter((_, t) => t < values.length && !Number.isNaN(values[t]));
  const mean = meanOf(seen);
  const deviation = Math.sqrt(meanOf(seen.map((x) => (x - mean) ** 2)));
  return { column: column.map((x) => (x - mean) / deviation), deviation };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
