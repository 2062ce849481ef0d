import type { SampledMeans } from '../../protocol/cells.ts';
import { type Freedom, freedomOf } from '../freedom.ts';
import type { JointErrors } from './errors.ts';
import type { Functional } from './functional.ts';
import type { EffectCell } from './group-time.ts';
import { never, placeOf, type Strata } from './strata.ts';

/** How much the mean of each cell weighs in a functional, by the place of the cohort's start and that of the period. */
export type CellWeights = (f: Functional) => (start: number, period: number) => number;

/**
 * Errors whose degrees of freedom count samples: a variance that a dozen labels tell is not known as that of a thousand units is.
 *
 * Model   1 / df = 1 / v + sum over cohorts of (a / V)^2 (1 / f - 1 / v): v the freedom of the variance V as if every row told alike, a what samples of a cohort bring to it by the
 *         squared weights of its cells, f theirs by Satterthwaite over cells, no more than that of the units, or clusters, that they lie in. Both are told by the same units, so that
 *         they are not added up as if they were apart.
 */
export function sampledErrors(errors: JointErrors, weightsOf: CellWeights, { cells, cohorts }: SampledMeans): JointErrors {
  const most = new Map(cohorts.map(({ start = never, freedom }) => [start, freedom]));
  return {
    ...errors,
    freedom(f) {
      const weight = weightsOf(f);
      const byCohort = new Map<number, Freedom[]>();
      for (const { start = never, period, variance, freedom } of cells) {
        const trace = weight(start, period) ** 2 * variance;
        if (trace > 0) byCohort.set(start, [...(byCohort.get(start) ?? []), { trace, squares: trace ** 2 / freedom }]);
      }
      const own = errors.freedom(f);
      const samples = [...byCohort].map(([start, parts]) => {
        const trace = parts.reduce((sum, part) => sum + part.trace, 0);
        return { trace, freedom: Math.min(own, freedomOf(parts), most.get(start) ?? Infinity) };
      });
      const variance = Math.max(
        errors.covariance([f])[0],
        samples.reduce((sum, { trace }) => sum + trace, 0),
      );
      const squares = samples.reduce((sum, { trace, freedom }) => sum + trace ** 2 * (1 / freedom - 1 / own), variance ** 2 / own);
      return own > 0 ? freedomOf([{ trace: variance, squares }]) : 0;
    },
  };
}

/** Of functionals of means of cohorts by period. */
export const weightsOfMeans =
  (s: Strata): CellWeights =>
  (f) =>
  (start, period) => {
    const cohort = s.starts.indexOf(start);
    if (cohort < 0) return 0;
    const [stratum, at] = placeOf(s, cohort, period);
    return f.weights[stratum][at];
  };

/** Of functionals of effects of cells that were found unit by unit: each effect is a change of its cohort's mean less that of those compared with, by their units. */
export function weightsOfEffects(of: Strata, cells: readonly EffectCell[]): CellWeights {
  return ({ weights }) => {
    const found = new Map<string, number>();
    const add = (cohort: number, period: number, weight: number): void => {
      const key = `${of.starts[cohort]} ${period}`;
      found.set(key, (found.get(key) ?? 0) + weight);
    };
    for (const { cohort, period, base, controls } of cells) {
      const [weight, seen] = [weights[cohort][period], weights[cohort][of.times.length + period]];
      const all = controls.reduce((sum, h) => sum + of.strata[h].n, 0);
      for (const [t, sign] of [[period, 1] as const, [base, -1] as const]) {
        add(cohort, t, sign * weight);
        for (const h of controls) add(h, t, (-sign * weight * of.strata[h].n) / all);
      }
      add(cohort, period, seen);
    }
    return (start, period) => found.get(`${start} ${period}`) ?? 0;
  };
}
