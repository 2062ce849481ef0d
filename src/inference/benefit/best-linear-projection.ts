import type { DesignMatrix } from '../../models/design.ts';
import type { Feature, Features } from '../../models/features.ts';
import { INTERCEPT, indicatorLevels, indicatorName } from '../../moments/terms.ts';
import { type EffectScores, unusable } from './effect-scores.ts';
import { type HeterogeneityRefusal, isRefusal } from './heterogeneity-refusal.ts';
import type { ScoreEstimate } from './score-estimate.ts';
import { coefficientOf, type JointTest, jointTest, scoreRegression } from './score-regression.ts';

/** The straight line, or plane, that comes closest to the effect as it depends on covariates. */
export interface LinearProjection {
  readonly terms: readonly ({ readonly name: string } & ScoreEstimate)[];
  /** That the effect moves with none of the covariates, as far as a plane tells. */
  readonly joint?: JointTest;
  /** Terms that others told already. */
  readonly left: readonly string[];
}

/**
 * The best linear projection of the effect on covariates.
 *
 * Model     Scores regressed on the covariates: of a number one term; of a column of levels an indicator of each that occurs but the first in text order; where values are missing, their mean and an
 *           indicator of it. Each coefficient says what the effect moves by with one unit of the covariate, the others held; the plane may be far from the effect, and the coefficients
 *           are then what it is closest with. Errors HC3, or CR3 with clusters.
 * Shapes    the intercept first.
 * Units     of the outcome, by one unit of the covariate.
 * Errors    those of `unusable` and `scoreRegression`.
 * Source    Semenova & Chernozhukov (2021), Econometrics Journal 24. Parity: grf best_linear_projection.
 */
export function bestLinearProjection(sample: EffectScores, features: Features): LinearProjection | HeterogeneityRefusal {
  const refusal = unusable(sample);
  if (refusal) return refusal;
  if (features.units !== sample.scores.length) return { kind: 'lengths-differ', what: 'covariates', rows: features.units, units: sample.scores.length };
  const regression = scoreRegression(sample, designOfFeatures(features));
  if (isRefusal(regression)) return regression;
  const joint = jointTest(
    regression,
    regression.names.flatMap((name, j) => (name === INTERCEPT ? [] : [j])),
  );
  return {
    terms: regression.names.map((name, j) => ({ name, ...coefficientOf(regression, j) })),
    ...(joint && { joint }),
    left: regression.left,
  };
}

/** The intercept and the terms of each column. */
function designOfFeatures({ units, columns }: Features): DesignMatrix {
  const terms = [{ name: INTERCEPT, values: new Float64Array(units).fill(1) }, ...columns.flatMap(termsOf)];
  return { names: terms.map(({ name }) => name), columns: terms.map(({ values }) => values) };
}

type Term = Pick<Feature, 'name' | 'values'>;

function termsOf({ name, values, levels }: Feature): readonly Term[] {
  const missing = values.some(Number.isNaN) ? [{ name: `${name} is missing`, values: values.map((value) => (Number.isNaN(value) ? 1 : 0)) }] : [];
  if (!levels) return [{ name, values: missing.length > 0 ? filledWithMean(values) : values }, ...missing];
  const shown = indicatorLevels(
    name,
    levels.filter((_, code) => values.includes(code)),
  );
  const indicatorOf = (level: string): Term => {
    const code = levels.indexOf(level);
    return { name: indicatorName(name, level), values: values.map((value) => (value === code ? 1 : 0)) };
  };
  return [...shown.map(indicatorOf), ...missing];
}

function filledWithMean(values: Float64Array): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
  return values.map((value) => (Number.isNaN(value) ? mean : value));
}
