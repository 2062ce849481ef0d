/** A balanced panel by cohort: units that start in the same period, and what they had on average in each period. */
export interface CohortCells {
  /** First treated period, counted from zero; undefined for units never treated in the window (a start at its end or beyond is the same). Zero or before: treated throughout. */
  readonly cohorts: readonly (number | undefined)[];
  /** Units of each cohort, or their weight. */
  readonly sizes: ArrayLike<number>;
  readonly periods: number;
}

export interface CohortMeans extends CohortCells {
  /** Of each cohort one mean for each period. */
  readonly means: readonly Float64Array[];
}

/** Why the two-way estimate has nothing to compare. */
export interface NoComparison {
  readonly kind: 'no-comparison';
  /** Fewer than two periods; nobody starts within the window; all start together and nobody else is there. */
  readonly reason: 'one-period' | 'nobody-starts' | 'one-cohort';
}

/** A cohort without a mean in some period, or a size or start that is no number: the panel is not balanced. */
export interface NotBalanced {
  readonly kind: 'not-balanced';
  readonly cohort: number;
}

/** In each cohort the period from which on it is treated, brought into the window: zero for always, the number of periods for never. */
export const startsIn = ({ cohorts, periods }: CohortCells): readonly number[] =>
  cohorts.map((start) => (start === undefined ? periods : Math.min(Math.max(Math.ceil(start), 0), periods)));

/** Why a two-way estimate cannot be computed from these cells; undefined when it can. */
export function refusalOf(cells: CohortCells, means?: readonly Float64Array[]): NoComparison | NotBalanced | undefined {
  const { cohorts, sizes, periods } = cells;
  for (const [g, start] of cohorts.entries()) {
    const whole = sizes[g] >= 0 && sizes[g] < Infinity && !Number.isNaN(start);
    if (!whole || (means && !(means[g]?.length === periods && means[g].every(Number.isFinite)))) return { kind: 'not-balanced', cohort: g };
  }
  if (periods < 2) return { kind: 'no-comparison', reason: 'one-period' };
  const starts = startsIn(cells).filter((_, g) => sizes[g] > 0);
  if (!starts.some((start) => start > 0 && start < periods)) return { kind: 'no-comparison', reason: 'nobody-starts' };
  return new Set(starts).size < 2 ? { kind: 'no-comparison', reason: 'one-cohort' } : undefined;
}

/** What cohort and period leave of the treatment, cohort by cohort: its share less that of the cohort, less that of the period, and the share of all. */
export function treatmentLeft(cells: CohortCells): readonly Float64Array[] {
  const { sizes, periods } = cells;
  const starts = startsIn(cells);
  const total = starts.reduce((sum, _, g) => sum + sizes[g], 0);
  const own = starts.map((start) => (periods - start) / periods);
  const inPeriod = Float64Array.from({ length: periods }, (_, t) => starts.reduce((sum, start, g) => sum + (t >= start ? sizes[g] : 0), 0) / total);
  const overall = own.reduce((sum, share, g) => sum + sizes[g] * share, 0) / total;
  return starts.map((start, g) => inPeriod.map((share, t) => (t >= start ? 1 : 0) - own[g] - share + overall));
}
