import { cellMean, type Functional, minus, pooledMean } from './functional.ts';
import { countIn, never, type Strata } from './strata.ts';

/** Whom a cohort is compared with. */
export type Comparison = 'not-yet' | 'never';

/** `universal`: every period with the last one before the start. `varying`: periods before the start with the one before each. */
export type Base = 'universal' | 'varying';

export interface GroupTimeOptions {
  readonly comparison: Comparison;
  /** Time before the start from which the treatment may act. */
  readonly anticipation: number;
  readonly base: Base;
}

/** The effect on one cohort in one period, or that there is none to be had. */
export interface Cell {
  readonly cohort: number;
  readonly period: number;
  /** The period that it is compared with. */
  readonly base: number;
  readonly controls: readonly number[];
  /** Time since the start; below zero before it. */
  readonly since: number;
}

export interface EffectCell extends Cell {
  readonly effect: Functional;
}

/** Why a cell has no effect: nobody is untreated then, nobody of the cohort was seen, or there is no period before. */
export type Missing = 'no-controls' | 'no-units' | 'no-period-before';

export interface MissingCell {
  readonly cohort: number;
  readonly period: number;
  readonly since: number;
  readonly why: Missing;
}

/**
 * Effects of each treated cohort in each period, each a difference in differences with those who are not treated yet (or never).
 *
 * Model   ATT(g, t) = (mean of g in t - in b) - (mean of C in t - in b). b is the last period before the start less anticipation; C are the cohorts whose start
 *         less anticipation lies behind both t and b, or those never treated. With a varying base and t before the start, b is the period before t.
 *         Identified when without the treatment both would have changed alike.
 * Shapes  a cell for each cohort and period but its base; cells without controls or units are `missing`.
 * Source  Callaway & Sant'Anna (2021), Journal of Econometrics 225; conventions of R did. Universal base: Roth (2024).
 */
export function groupTime(s: Strata, options: GroupTimeOptions): { readonly cells: readonly EffectCell[]; readonly missing: readonly MissingCell[] } {
  const found = cellsOf(s, options);
  return {
    cells: found.flatMap((cell) => ('why' in cell ? [] : [{ ...cell, effect: differenceInDifferences(s, cell) }])),
    missing: found.flatMap((cell) => ('why' in cell ? [cell] : [])),
  };
}

/** Which periods of which cohorts are compared with whom: known from counts alone. */
export function cellsOf(s: Strata, { comparison, anticipation, base }: GroupTimeOptions): readonly (Cell | MissingCell)[] {
  const { starts } = s;
  const times = s.times.slice(0, s.until);
  return starts.flatMap((start, cohort) => {
    if (start >= times.length) return [];
    const starting = times[start];
    const last = lastBefore(times, starting - anticipation);
    return times.flatMap((time, period): readonly (Cell | MissingCell)[] => {
      const before = time < starting - anticipation;
      const reference = base === 'varying' && before ? period - 1 : last;
      const since = time - starting;
      if (reference === period || (reference < 0 && before)) return [];
      const cell = { cohort, period, since };
      if (reference < 0) return [{ ...cell, why: 'no-period-before' }];
      const later = times[Math.max(period, reference)];
      const untreated = starts.flatMap((other, h) => {
        const free = comparison === 'never' ? other === never : other === never || times[other] > later + anticipation;
        return h !== cohort && free && countIn(s, h, period) > 0 && countIn(s, h, reference) > 0 ? [h] : [];
      });
      if (countIn(s, cohort, period) === 0 || countIn(s, cohort, reference) === 0) return [{ ...cell, why: 'no-units' }];
      if (untreated.length === 0) return [{ ...cell, why: 'no-controls' }];
      return [{ ...cell, base: reference, controls: untreated }];
    });
  });
}

/** The place of the last period before a time; -1 where there is none. */
function lastBefore(times: readonly number[], time: number): number {
  return times.findLastIndex((t) => t < time);
}

function differenceInDifferences(s: Strata, { cohort, period, base, controls }: Cell): Functional {
  const change = minus(s, cellMean(s, cohort, period), cellMean(s, cohort, base));
  return minus(s, change, minus(s, pooledMean(s, controls, period), pooledMean(s, controls, base)));
}
