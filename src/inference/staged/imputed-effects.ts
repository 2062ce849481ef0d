import { at, cellStrata } from './cell-effects.ts';
import type { Effects } from './effects.ts';
import type { JointErrors } from './errors.ts';
import type { Functional } from './functional.ts';
import type { EffectCell, MissingCell } from './group-time.ts';
import { type ImputationRefusal, rowImputation } from './row-imputation.ts';
import { never, type Strata, sizeOf } from './strata.ts';
import type { UnitPanel } from './unit-effects.ts';

/**
 * Effects of each treated cohort and period by imputation, of a panel with gaps, or given covariates as they were first known, with slopes of their own in each period.
 *
 * Model   that of `rowImputation`, errors about cells with the unit left out of its own; shares of cohorts add their own, as independent ones.
 * Shapes  one target a cell.
 * Source  Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91.
 */
export function imputedEffects(panel: UnitPanel, anticipation: number): Effects | ImputationRefusal {
  const { times, starts, outcomes, covariates } = panel;
  const first = covariates.map(({ byPeriod }) => firstKnown(byPeriod));
  const rows = rowsOf(panel, first);
  const cells = starts.flatMap((start, cohort) => (start === never ? [] : times.flatMap((_, period) => (period >= start ? [{ cohort, period }] : []))));
  const column = (values: Float64Array, place: number): Float64Array =>
    Float64Array.from(rows.unit, (unit, i) => (rows.period[i] === place ? values[unit] : 0));
  const found = rowImputation({
    outcome: Float64Array.from(rows.unit, (unit, i) => outcomes[rows.period[i]][unit]),
    ...rows,
    starts: starts.map((start) => (start === never ? undefined : start)),
    anticipation: periodsOf(times, anticipation),
    ...(panel.cluster && { cluster: Int32Array.from(rows.unit, (unit) => panel.cluster![unit]) }),
    // Of the first period effects of units hold them already.
    covariates: first.flatMap((values) => times.slice(1).map((_, t) => column(values, t + 1))),
    targets: cells.map(
      ({ cohort, period }) =>
        (cell) =>
          cell.cohort === cohort && cell.period === period ? 1 : 0,
    ),
    // With few units the mean of a cell leans to the unit that is compared with it.
    errors: { about: 'cell', leaveOut: 'unit' },
  });
  if ('kind' in found) return found;
  const of = cellStrata(panel);
  const known: EffectCell[] = [];
  const missing: MissingCell[] = [];
  for (const [i, { cohort, period }] of cells.entries()) {
    const target = found.targets[i];
    const since = times[period] - times[starts[cohort]];
    if ('kind' in target) {
      missing.push({ cohort, period, since, why: 'no-controls' });
      continue;
    }
    of.strata[cohort].means[period] = target.estimate;
    of.strata[cohort].means[times.length + period] = meanOf(panel, cohort, period);
    const controls = starts.flatMap((start, h) => (start > period ? [h] : []));
    known.push({ cohort, period, since, base: starts[cohort] - 1, controls, effect: at(of, cohort, period) });
  }
  return {
    of,
    cells: known,
    missing,
    errors: knownErrors(of, known, found.covariance, found.clusters),
    seen: ({ cohort, period }) => at(of, cohort, times.length + period),
    seenAlone: true,
  };
}

/** Rows of units and periods whose outcome and covariates are known. */
function rowsOf({ cohort, outcomes }: UnitPanel, first: readonly Float64Array[]) {
  const isThere = (i: number, t: number): boolean => !Number.isNaN(outcomes[t][i]) && first.every((values) => !Number.isNaN(values[i]));
  let n = 0;
  for (let t = 0; t < outcomes.length; t++) for (let i = 0; i < cohort.length; i++) if (isThere(i, t)) n++;
  const [unit, period, of] = [new Int32Array(n), new Int32Array(n), new Int32Array(n)];
  let row = 0;
  for (let i = 0; i < cohort.length; i++) {
    for (let t = 0; t < outcomes.length; t++) {
      if (!isThere(i, t)) continue;
      unit[row] = i;
      period[row] = t;
      of[row++] = cohort[i];
    }
  }
  return { unit, period, cohort: of };
}

/** Of each unit the value in the first period in which it is known. */
function firstKnown(byPeriod: readonly Float64Array[]): Float64Array {
  return byPeriod[0].map((value, i) => (Number.isNaN(value) ? (byPeriod.find((values) => !Number.isNaN(values[i]))?.[i] ?? value) : value));
}

/** So many places among the periods make up a length of time. */
const periodsOf = (times: readonly number[], length: number): number => times.filter((time) => time > times[times.length - 1] - length).length;

function meanOf({ cohort, outcomes }: UnitPanel, g: number, t: number): number {
  let [sum, n] = [0, 0];
  for (let i = 0; i < cohort.length; i++) {
    if (cohort[i] !== g || Number.isNaN(outcomes[t][i])) continue;
    sum += outcomes[t][i];
    n++;
  }
  return n > 0 ? sum / n : 0;
}

/** Errors of effects of cells whose covariance is known. */
function knownErrors(of: Strata, cells: readonly EffectCell[], covariance: Float64Array, clusters: number): JointErrors {
  const all = sizeOf(of);
  const size = cells.length;
  const weightsOf = ({ weights }: Functional): Float64Array => Float64Array.from(cells, ({ cohort, period }) => weights[cohort][period]);
  return {
    clusters,
    covariance(functionals) {
      const rows = functionals.map(weightsOf);
      return Float64Array.from(
        functionals.flatMap((f, a) =>
          functionals.map((g, b) => {
            let sum = of.strata.reduce((shares, { n }, k) => shares + (n / all) * f.between[k] * g.between[k], 0) / all;
            for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sum += rows[a][i] * rows[b][j] * covariance[i * size + j];
            return sum;
          }),
        ),
      );
    },
    freedom: () => clusters - 1,
  };
}
