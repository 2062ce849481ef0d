import type { Adjusted, Estimate, Interval } from '../estimate/estimate.ts';
import { fcrLevel } from '../inference/multiplicity/step-wise.ts';
import { quantileOf } from '../inference/wald.ts';
import { type Asking, all } from '../relation/asking.ts';

/** The same estimates with intervals of another level, by their ids. */
export type AskAt = (level: number) => Asking<ReadonlyMap<string, Interval>>;

/**
 * Gives each estimate that Benjamini-Hochberg selects at 1 - `level` an interval such that of all that are selected no more than that share misses in expectation. It
 * stands beside the procedure's p-value; the decision reads the joint interval.
 *
 * Model   selected: adjusted p-value at most q = 1 - level. Marginal level 1 - q R / m for R selected of m, from the standard error where the interval is Wald's, else the
 *         method is asked again.
 * @param families  the estimates of one family by one method each, with their adjusted p-values.
 * Shapes  no further round where intervals are Wald's.
 * Source  Benjamini & Yekutieli (2005), JASA 100.
 */
export function* withSelectedIntervals(families: readonly (readonly Estimate[])[], level: number, askAt: AskAt): Asking<ReadonlyMap<string, Estimate>> {
  const q = 1 - level;
  const chosen = families.flatMap((family) => {
    const selected = family.filter((e) => isSelected(e, q));
    const marginal = fcrLevel(q, selected.length, family.length);
    return selected.map((e) => ({ e, marginal, own: waldAt(e, marginal) }));
  });
  const levels = [...new Set(chosen.filter(({ own }) => own === undefined).map(({ marginal }) => marginal))];
  const asked = yield* all(levels.map((marginal) => askAt(marginal)));
  return new Map(
    chosen.map(({ e, marginal, own }) => {
      const interval = own ?? asked[levels.indexOf(marginal)].get(e.id);
      return [e.id, interval ? withInterval(e, { ...interval, level, kind: 'false-coverage' }) : e] as const;
    }),
  );
}

const byBh = ({ procedure }: Adjusted): boolean => procedure === 'bh';

const isSelected = ({ adjusted = [] }: Estimate, q: number): boolean => (adjusted.find(byBh)?.pValue ?? 1) <= q;

const withInterval = (e: Estimate, interval: Interval): Estimate => ({ ...e, adjusted: (e.adjusted ?? []).map((a) => (byBh(a) ? { ...a, interval } : a)) });

/** At another level, where the interval of the estimate for itself alone reaches as far as its standard error says. */
function waldAt({ value, standardError, pointwise }: Estimate, level: number): Interval | undefined {
  const [{ low = -Infinity, high = Infinity } = {}, ...more] = pointwise?.pieces ?? [];
  if (!pointwise || more.length > 0 || standardError === undefined || (pointwise.reference.kind !== 't' && pointwise.reference.kind !== 'normal'))
    return undefined;
  const reachAt = (of: number): number => quantileOf(pointwise.reference, (1 + of) / 2) * standardError;
  const usual = reachAt(pointwise.level);
  if (Math.max(Math.abs(high - value - usual), Math.abs(value - low - usual)) > 1e-9 * (usual + Math.abs(value))) return undefined;
  const reach = reachAt(level);
  return { ...pointwise, pieces: [{ low: value - reach, high: value + reach }] };
}
