import { quadraticForm } from '../../math/matrix.ts';
import { localCovariances } from './local-moments.ts';
import { matchSpace } from './match-space.ts';
import { type MatchedSets, meansOver, type Search } from './matched-sets.ts';
import type { UnmeasurableColumn } from './whiten.ts';

/** A model of the chance of treatment by maximum likelihood, logit or probit. */
export interface FittedPropensity {
  /** Its columns but for the constant, which it has. */
  readonly columns: readonly Float64Array[];
  readonly chance: Float64Array;
  /** The derivative of the chance by the linear predictor: p (1 - p) of a logit, the normal density of a probit. */
  readonly density: Float64Array;
  /** Covariance of the coefficients, the inverse of their expected information: row-major, the constant first. */
  readonly covariance: Float64Array;
}

export interface CorrectionInputs {
  readonly fitted: FittedPropensity;
  /** Searches by the score alone. */
  readonly space: (candidates: Int32Array) => Search;
  /** Rows of the controls, and of the treated. */
  readonly arms: readonly [Int32Array, Int32Array];
  readonly outcome: Float64Array;
  readonly treated: Uint8Array;
  readonly estimand: 'att' | 'atc' | 'ate';
  readonly value: number;
  /** Units whose effect is averaged. */
  readonly targets: number;
  /** Units in a local set, the unit itself among those of its arm. */
  readonly units: number;
}

/** What the variance of the estimate loses and gains because the chances were estimated. */
export interface PropensityCorrection {
  readonly less: number;
  readonly more: number;
}

/** Of every row: local means of the outcome in both arms. */
interface LocalArms {
  readonly sets: readonly (readonly MatchedSets[])[];
  readonly means: readonly [Float64Array, Float64Array];
}

/**
 * The correction of the variance of matching on an estimated propensity.
 *
 * Model     less c' V c and, for ATT and ATC, more d' V d, V the covariance of the model's coefficients. ATE: c the mean of
 *           f [cov1 / p + cov0 / (1 - p)], cov_a the covariance of the columns with y in arm a near the unit's score. ATT: c the sum over all units of
 *           f [x (m1 - m0 - value) + cov1 + p / (1 - p) cov0] over the number of treated, m_a the local means; d that of f x (effect - value),
 *           whose effects compare each unit with the nearest of the other arm in all columns of the model (Mahalanobis).
 * Errors    column-unmeasurable where a column of the model is constant or made up by others.
 * Source    Abadie & Imbens (2016), Econometrica 84, theorems 1 and 2; local sets as in Stata's teffects psmatch.
 */
export function propensityCorrection(inputs: CorrectionInputs): PropensityCorrection | UnmeasurableColumn {
  const { fitted, estimand, outcome, value, targets } = inputs;
  const local = localArms(inputs);
  const n = outcome.length;
  if (estimand === 'ate') {
    const c = perColumn(fitted, (x) => {
      const [cov0, cov1] = covariancesIn(local, x, outcome, n);
      return (row) => cov1[row] / fitted.chance[row] + cov0[row] / (1 - fitted.chance[row]);
    });
    return {
      less: quadraticForm(
        fitted.covariance,
        c.map((sum) => sum / targets),
      ),
      more: 0,
    };
  }
  const effects = effectsByColumns(inputs);
  if ('kind' in effects) return effects;
  const sign = estimand === 'att' ? 1 : -1;
  const [means0, means1] = local.means;
  const c = perColumn(fitted, (x) => {
    const [cov0, cov1] = covariancesIn(local, x, outcome, n);
    const [focal, other] = estimand === 'att' ? [cov1, cov0] : [cov0, cov1];
    return (row) => {
      const chance = estimand === 'att' ? fitted.chance[row] : 1 - fitted.chance[row];
      return x[row] * (means1[row] - means0[row] - value) + sign * (focal[row] + (chance / (1 - chance)) * other[row]);
    };
  });
  const d = perColumn(fitted, (x) => (row) => x[row] * (effects[row] - value));
  const form = (sums: Float64Array): number =>
    quadraticForm(
      fitted.covariance,
      sums.map((sum) => sum / targets),
    );
  return { less: form(c), more: form(d) };
}

/** For each column, the constant first, the sum over rows of the density times a term. */
function perColumn({ columns, density }: FittedPropensity, termOf: (column: Float64Array) => (row: number) => number): Float64Array {
  const constant = new Float64Array(density.length).fill(1);
  return Float64Array.from([constant, ...columns], (column) => {
    const term = termOf(column);
    let sum = 0;
    for (let row = 0; row < density.length; row++) sum += density[row] * term(row);
    return sum;
  });
}

/** For each row its nearest by the score in either arm. */
function localArms({ space, arms, outcome, units }: CorrectionInputs): LocalArms {
  const sets = arms.map((candidates) => {
    const search = space(candidates);
    return arms.map((targets) => search.nearest(targets, units));
  });
  const means = (arm: 0 | 1): Float64Array => spread(sets[arm], (one) => meansOver(one, outcome), outcome.length);
  return { sets, means: [means(0), means(1)] };
}

function covariancesIn({ sets }: LocalArms, x: Float64Array, y: Float64Array, n: number): readonly Float64Array[] {
  return sets.map((ofArm) => spread(ofArm, (one) => localCovariances(one, x, y), n));
}

/** What targets have, by row. */
function spread(parts: readonly MatchedSets[], of: (sets: MatchedSets) => Float64Array, n: number): Float64Array {
  const all = new Float64Array(n);
  for (const sets of parts) for (const [at, value] of of(sets).entries()) all[sets.targets[at]] = value;
  return all;
}

function effectsByColumns({ fitted, arms: [controls, treated], outcome, treated: isTreated, units }: CorrectionInputs): Float64Array | UnmeasurableColumn {
  const space = matchSpace({ on: { kind: 'covariates', columns: fitted.columns, metric: 'mahalanobis' } });
  if ('kind' in space) return space;
  const sets = [space.anywhere(controls).nearest(treated, units), space.anywhere(treated).nearest(controls, units)];
  const others = spread(sets, (one) => meansOver(one, outcome), outcome.length);
  return outcome.map((own, row) => (isTreated[row] === 1 ? own - others[row] : others[row] - own));
}
