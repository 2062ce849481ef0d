import { type Codes, type Unusable, unusableIn } from '../../models/fixed-effects/effects.ts';
import { singletons } from '../../models/fixed-effects/singletons.ts';

/** Rows of units over periods, some of which start to be treated and stay so; gaps may be. */
export interface StagedRows {
  readonly outcome: Float64Array;
  readonly unit: Codes;
  readonly period: Codes;
  /** Of each row the cohort of its unit, a place in `starts`. */
  readonly cohort: Codes;
  /** First treated period of each cohort; undefined for never. */
  readonly starts: readonly (number | undefined)[];
  readonly weights?: Float64Array | undefined;
  /** One kind of clusters or two; the unit unless told. */
  readonly clusters?: readonly [Codes] | readonly [Codes, Codes] | undefined;
  /** Periods before the start in which units may already react: they count as treated, and the reference lies before them. */
  readonly anticipation?: number | undefined;
}

/** Who serves as control: units never treated in the window, those not treated yet, or those that start last, until they do. */
export type Controls = 'never' | 'not-yet' | 'last-treated';

/** Rows that are left out, and why: their cohort has no row in the reference period, or in their period nobody serves as control any more. */
export interface LeftOut {
  readonly reason: 'no-reference' | 'no-controls-left';
  readonly cohort: number;
  readonly rows: number;
}

/** A cell of cohort and period whose effect is a coefficient. */
export interface Cell {
  readonly cohort: number;
  readonly period: number;
  /** Periods since the start. */
  readonly relative: number;
}

/** Why the design has no effect to estimate. */
export type NoDesign = { readonly kind: 'no-controls'; readonly controls: Controls } | { readonly kind: 'nobody-starts' };

export interface StagedDesign {
  /** Places of the rows that are used. */
  readonly rows: Int32Array;
  readonly cells: readonly Cell[];
  /** Of each row that is used the place of its cell, or -1. */
  readonly cellOf: Int32Array;
  readonly leftOut: readonly LeftOut[];
  /** Rows that would be alone in their unit or period among those used, and are left out too. */
  readonly singletons: number;
}

/**
 * Which rows and which cells of cohort and period a saturated regression takes.
 *
 * Model   the reference of each cohort is the last period before it starts (or may react). With `never` and `last-treated` every other period of a cohort that starts is a cell, so that
 *         effects before the start are estimated like those after it; with `not-yet` those from the start on are, and all before it is reference. Rows of a period in which no
 *         control is left are left out, with `last-treated` from the start of the last cohort on; so are cohorts without a row in their reference.
 */
export function stagedDesign(staged: StagedRows, controls: Controls): StagedDesign | NoDesign | Unusable {
  const { outcome, unit, period, cohort, starts, weights, clusters, anticipation = 0 } = staged;
  const bad = unusableIn({ outcome, columns: [], effects: [unit, period, cohort], weights, clusters });
  if (bad) return bad;
  const n = outcome.length;
  const last = period.reduce((most, t) => Math.max(most, t), -1);
  // First period in which a cohort is, or may be, affected; beyond the window for those never treated.
  const affected = starts.map((start) => (start === undefined || start - anticipation > last ? Infinity : start - anticipation));
  const present = new Set(cohort);
  const inWindow = [...present].map((g) => affected[g]);
  const never = inWindow.includes(Infinity);
  const latest = Math.max(...inWindow.filter((start) => start < Infinity), -Infinity);
  if (latest === -Infinity) return { kind: 'nobody-starts' };
  if (controls === 'never' && !never) return { kind: 'no-controls', controls };
  // With `last-treated` the last cohort counts as never treated, in the periods before it starts.
  const end = controls === 'last-treated' || !never ? latest : Infinity;
  const from = affected.map((start) => (start >= end ? Infinity : start));
  if (![...present].some((g) => from[g] < Infinity)) return { kind: 'no-controls', controls };

  const anchored = new Set<number>();
  for (let i = 0; i < n; i++) if (period[i] < end && isReference(period[i], from[cohort[i]], controls)) anchored.add(cohort[i]);
  const out = new Map<string, LeftOut>();
  const rows = new Int32Array(n);
  const placeOf = new Map<number, number>();
  const cells: Cell[] = [];
  let used = 0;
  for (let i = 0; i < n; i++) {
    const [g, t] = [cohort[i], period[i]];
    const reason = t >= end ? 'no-controls-left' : from[g] < Infinity && !anchored.has(g) ? 'no-reference' : undefined;
    if (reason === undefined) rows[used++] = i;
    else out.set(`${reason} ${g}`, { reason, cohort: g, rows: (out.get(`${reason} ${g}`)?.rows ?? 0) + 1 });
    if (reason !== undefined || from[g] === Infinity || isReference(t, from[g], controls)) continue;
    const key = g * (last + 1) + t;
    if (placeOf.has(key)) continue;
    placeOf.set(key, cells.length);
    cells.push({ cohort: g, period: t, relative: t - starts[g]! });
  }
  if (cells.length === 0) return { kind: 'nobody-starts' };
  const order = cells.map((_, c) => c).sort((a, b) => cells[a].cohort - cells[b].cohort || cells[a].period - cells[b].period);
  const placed = new Map(order.map((c, place) => [cells[c].cohort * (last + 1) + cells[c].period, place]));
  const chosen = rows.subarray(0, used);
  const alone = singletons([at(unit, chosen), at(period, chosen)]);
  const kept = chosen.filter((_, i) => alone.kept[i] === 1);
  return {
    rows: kept,
    cells: order.map((c) => cells[c]),
    cellOf: kept.map((i) => placed.get(cohort[i] * (last + 1) + period[i]) ?? -1),
    leftOut: [...out.values()].sort((a, b) => a.cohort - b.cohort),
    singletons: alone.count,
  };
}

const isReference = (period: number, affected: number, controls: Controls): boolean => (controls === 'not-yet' ? period < affected : period === affected - 1);

/** The entries of an array at the rows that are used. */
export function at<A extends Float64Array | Int32Array>(array: A, rows: Int32Array): A {
  const own = array.slice(0, rows.length) as A;
  for (let i = 0; i < rows.length; i++) own[i] = array[rows[i]];
  return own;
}
