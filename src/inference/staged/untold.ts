import { type Codes, levelGraph } from '../../models/fixed-effects/effects.ts';
import { at } from './staged-rows.ts';

/** Treated rows whose outcome without treatment nobody untreated tells of, by cohort: their unit has no untreated row, their period has none, or no chain of untreated rows joins the two. */
export interface Untold {
  readonly reason: 'unit' | 'period' | 'apart';
  readonly cohort: number;
  readonly rows: number;
}

/** Which of the treated rows untreated ones tell of. */
export function toldBy(
  untreated: Int32Array,
  treated: Int32Array,
  { unit, period, cohort }: { readonly unit: Codes; readonly period: Codes; readonly cohort: Codes },
): { readonly told: Int32Array; readonly untold: readonly Untold[] } {
  const [units, periods] = levelGraph(at(unit, untreated), at(period, untreated)).labels;
  const counts = new Map<string, Untold>();
  const told = treated.filter((i) => {
    const [a, b] = [units[unit[i]] ?? -1, periods[period[i]] ?? -1];
    if (a === b && a !== -1) return true;
    const reason = a === -1 ? 'unit' : b === -1 ? 'period' : 'apart';
    const key = `${reason} ${cohort[i]}`;
    counts.set(key, { reason, cohort: cohort[i], rows: (counts.get(key)?.rows ?? 0) + 1 });
    return false;
  });
  return { told, untold: [...counts.values()].sort((a, b) => a.cohort - b.cohort) };
}
