/**
 * Units of a staged rollout by cohort and period, as far as effects need them. A cohort is what started together. In a panel a stratum is a cohort and holds the
 * outcome of its units in every period; in a repeated cross-section it is the rows of one cohort in one period.
 */
export interface Strata {
  readonly kind: 'panel' | 'cross-section';
  /** The periods, ascending; numbers whose differences are lengths of time. */
  readonly times: readonly number[];
  /** Of each cohort the place of its first treated period among `times`; `never` for those that are untreated in all of them. Ascending. */
  readonly starts: readonly number[];
  /** Periods from this place on are not looked at; absent where all are. */
  readonly until?: number;
  readonly strata: readonly Stratum[];
}

export interface Stratum {
  /** Units, or rows in a repeated cross-section. */
  readonly n: number;
  /** By period in a panel, one number in a cross-section. */
  readonly means: Float64Array;
  /** Of the outcome in each period with that in each other, over n - 1; row-major. */
  readonly covariance: Float64Array;
}

/** The start of those who are untreated in all periods. */
export const never = Infinity;

/** Where the mean of a cohort in a period stands: which stratum, and which of its means. */
export function placeOf({ kind, times }: Pick<Strata, 'kind' | 'times'>, cohort: number, period: number): readonly [stratum: number, at: number] {
  return kind === 'panel' ? [cohort, period] : [cohort * times.length + period, 0];
}

/** The strata of a cohort. */
export function strataOf({ kind, times }: Pick<Strata, 'kind' | 'times'>, cohort: number): readonly number[] {
  return kind === 'panel' ? [cohort] : times.map((_, t) => cohort * times.length + t);
}

export const sizeOf = ({ strata }: Strata): number => strata.reduce((sum, { n }) => sum + n, 0);

/** Units of a cohort in a period. */
export const countIn = (s: Strata, cohort: number, period: number): number => s.strata[placeOf(s, cohort, period)[0]].n;

export function meanIn(s: Strata, cohort: number, period: number): number {
  const [stratum, at] = placeOf(s, cohort, period);
  return s.strata[stratum].means[at];
}

/** Share of all units (rows) that are of a cohort. */
export const shareOf = (s: Strata, cohort: number): number => strataOf(s, cohort).reduce((sum, k) => sum + s.strata[k].n, 0) / sizeOf(s);
