import { EstimandError } from '../../errors/estimand-error.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { and, column, is, isKnown, subtract, sum, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { meanOf } from '../../moments/moments.ts';
import { type Asking, all } from '../../relation/asking.ts';
import type { Group } from '../../relation/requests.ts';
import type { Contrast } from '../arms/contrast.ts';
import type { TimedEffect } from './timed-effect.ts';

/** What an outcome is at one time, of the units that it is known of then. */
export interface Cell {
  readonly where?: Expression;
  readonly numerator: Expression;
  readonly denominator?: Expression;
}

/** The moments of `numerator` (and `denominator`) in a cell, by arm. */
export interface CellGroups {
  readonly cell: Cell;
  readonly groups: readonly Group[];
}

/** What a unit adds to a weighted sum of its arm's means over time: their sum over units has mean zero, and varies as the sum does. */
export function influenceOf(
  cells: readonly CellGroups[],
  weights: readonly number[],
  arms: readonly string[],
  assignment: string,
  units: ReadonlyMap<string, number>,
): Expression {
  const inArm = (arm: string): Expression =>
    sum(
      cells.flatMap(({ cell, groups }, k) => {
        const m = groups.find((g) => g.key[0] === arm)?.moments;
        if (!m || weights[k] === 0) return [];
        const size = cell.denominator ? meanOf(m, 'denominator') : 1;
        const level = meanOf(m, 'numerator') / size;
        const off = subtract(cell.numerator, cell.denominator ? times(cell.denominator, level) : level);
        const known = [isKnown(cell.numerator), ...(cell.denominator ? [isKnown(cell.denominator)] : []), ...(cell.where ? [cell.where] : [])].reduce(and);
        return [when(known, times(off, (weights[k] * (units.get(arm) ?? 0)) / (m.n * size)), 0)];
      }),
    );
  const [first, ...others] = arms;
  return others.reduce((otherwise, arm) => when(is(column(assignment), arm), inArm(arm), otherwise), inArm(first));
}

/** The errors of a comparison of means, by whatever errors are added up: what is compared says how. */
export type Errors = (measure: Expression, name: string) => Asking<readonly Estimate[]>;

/**
 * Weighted sums of effects over time that share units: days of one unit, or units of one cluster, belong together.
 *
 * Model   sum over times of w (R1 - R0), R the mean or ratio of an arm; errors are those of the mean influence of a unit, by Welch or by cluster (CR2).
 * Shapes  for each vector of weights the sums by treatment.
 * Errors  none: a sum whose error cannot be computed is undefined.
 */
export function* sharedContrasts(
  cells: readonly CellGroups[],
  weights: readonly (readonly number[])[],
  c: Pick<Contrast, 'assignment' | 'control'> & { readonly treatments: readonly string[]; readonly units: ReadonlyMap<string, number> },
  errors: Errors,
): Asking<readonly (readonly (TimedEffect | undefined)[])[]> {
  const arms = [c.control, ...c.treatments];
  const found = yield* all(weights.map((own, i) => orNothing(errors(influenceOf(cells, own, arms, c.assignment, c.units), `sum ${i + 1} over time`), [])));
  const levelOf = ({ cell, groups }: CellGroups, arm: string): number => {
    const m = groups.find((g) => g.key[0] === arm)?.moments;
    return m === undefined ? Number.NaN : meanOf(m, 'numerator') / (cell.denominator ? meanOf(m, 'denominator') : 1);
  };
  return weights.map((own, i) =>
    c.treatments.map((arm) => {
      const estimate = found[i].find(({ estimand }) => estimand.contrast.treatment === arm);
      if (estimate?.standardError === undefined || !(estimate.standardError > 0)) return undefined;
      const value = cells.reduce((so, at, k) => (own[k] === 0 ? so : so + own[k] * (levelOf(at, arm) - levelOf(at, c.control))), 0);
      const { reference } = estimate.interval;
      return { value, standardError: estimate.standardError, df: reference.kind === 't' ? reference.df : Infinity };
    }),
  );
}

/** What a method answers, or nothing where it says that it cannot. */
export function* orNothing<T>(asking: Asking<T>, nothing: T): Asking<T> {
  try {
    return yield* asking;
  } catch (error) {
    if (!(error instanceof EstimandError)) throw error;
    return nothing;
  }
}
