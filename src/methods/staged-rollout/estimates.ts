import type { Estimate, Reference, Unit } from '../../estimate/estimate.ts';
import { relativeEffect } from '../../inference/relative.ts';
import { averageOver, treatedCells, type Weights } from '../../inference/staged/averages.ts';
import type { Effects } from '../../inference/staged/effects.ts';
import type { Functional } from '../../inference/staged/functional.ts';
import { minus, valueIn } from '../../inference/staged/functional.ts';
import type { EffectCell } from '../../inference/staged/group-time.ts';
import { countIn, never, shareOf, sizeOf } from '../../inference/staged/strata.ts';
import { waldInference } from '../../inference/wald.ts';
import { type AskedEffects, ofWholeUnits } from './asked-effects.ts';
import { recordOf, type Staged } from './options.ts';
import { arms } from './own.ts';

export const source =
  "Callaway & Sant'Anna (2021), Journal of Econometrics 225; Sant'Anna & Zhao (2020), Journal of Econometrics 219; Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91; Sun & Abraham (2021), Journal of Econometrics 225";

/** An average of effects, and whom it is about. */
export interface Told {
  readonly id: string;
  readonly method: string;
  readonly effect: Functional;
  readonly cells: readonly EffectCell[];
  readonly population: string;
  readonly says: string;
}

/** Effects with what was left out of them, by place of the start. */
export type Counted = Effects & Pick<AskedEffects, 'gaps' | 'binary'>;

/** The estimate of an average of effects, with an interval that holds for itself. */
export function estimateOf(found: Counted, c: Staged, told: Told): Estimate {
  const { of, errors } = found;
  const value = valueIn(of, told.effect);
  const standardError = Math.sqrt(errors.covariance([told.effect])[0]);
  const reference = referenceOf(found, told.effect);
  return {
    id: told.id,
    role: c.role,
    estimand: {
      contrast: { treatment: arms.treated, control: arms.untreated },
      population: told.population,
      outcome: c.outcome,
      unit: c.unit ?? ({ kind: found.binary ? 'share' : 'plain' } satisfies Unit),
      says: told.says,
    },
    value,
    ...waldInference(value, standardError, reference, c),
    sizes: sizesOf(found, c, told.cells),
    method: { id: told.method, options: recordOf(c), source },
  };
}

export function referenceOf({ errors }: Effects, effect: Functional): Reference {
  const df = errors.freedom(effect);
  return df === Infinity ? { kind: 'normal' } : { kind: 't', df };
}

/** Means of the treated with the treatment and, as far as the comparison tells, without it. */
function seenAndUntreated(
  found: Effects,
  cells: readonly EffectCell[],
  weights: Weights,
  effect: Functional,
): { readonly seen: Functional; readonly untreated: Functional } {
  const seen = averageOver(
    found.of,
    cells.map((cell) => ({ ...cell, effect: found.seen(cell) })),
    weights,
  );
  return { seen, untreated: minus(found.of, seen, effect) };
}

export function relativeOf(found: Effects, c: Staged, cells: readonly EffectCell[], effect: Functional) {
  const { seen, untreated } = seenAndUntreated(found, cells, c.rollout.weights, effect);
  const [v1, cross, , v0] = found.errors.covariance([seen, untreated]);
  const [treatment, control] = [valueIn(found.of, seen), valueIn(found.of, untreated)];
  return {
    treatment,
    control,
    relative: relativeEffect({ treatment, control, treatmentVariance: v1, controlVariance: v0, covariance: cross }, referenceOf(found, effect), c),
  };
}

/** Units of the cohorts that are treated in cells, and of those that are compared with and in none of them; of a cross-section their rows. */
function sizesOf({ of, errors, gaps }: Counted, { rollout }: Staged, cells: readonly EffectCell[]): Estimate['sizes'] {
  const treated = new Set(cells.map(({ cohort }) => cohort));
  const untreated = new Set(cells.flatMap(({ controls }) => controls.filter((g) => !treated.has(g))));
  const sizeIn = (cohorts: ReadonlySet<number>): number => Math.round([...cohorts].reduce((sum, g) => sum + shareOf(of, g) * sizeOf(of), 0));
  // Of a panel unit by unit who lacks a period is in the comparisons of the others.
  const inNone = rollout.shape === 'cross-section' || ofWholeUnits(rollout.estimator);
  const lost = (is: (start: number) => boolean): number => (inNone ? [...gaps].reduce((sum, [start, n]) => sum + (is(start) ? n : 0), 0) : 0);
  return {
    units: sizeIn(new Set([...treated, ...untreated])),
    perArm: { [arms.treated]: sizeIn(treated), [arms.untreated]: sizeIn(untreated) },
    ...(errors.clusters < sizeOf(of) && { clusters: errors.clusters }),
    dropped: { [arms.treated]: lost((start) => start !== never), [arms.untreated]: lost((start) => start === never) },
  };
}

/** Treated units times the periods in which they are treated: what the average over cells is of. */
export const treatedCount = ({ of }: Effects, cells: readonly EffectCell[]): number =>
  treatedCells(cells).reduce((sum, { cohort, period }) => sum + countIn(of, cohort, period), 0);
