import { column, greater } from '../../expressions/build.ts';
import type { GroupTimeOptions } from '../../inference/staged/group-time.ts';
import { never } from '../../inference/staged/strata.ts';
import { meanDifference, type UnitPanel, unitEffects } from '../../inference/staged/unit-effects.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type ColumnsReply, columns } from '../../relation/requests.ts';
import { type Total, where } from '../../relation/steps.ts';
import type { AskedEffects } from './ask-effects.ts';
import type { Staged } from './options.ts';
import { knownIn, sumIn, unitRows, unitStart } from './unit-steps.ts';

const valueIn = (place: number): string => `value ${place}`;
const seenIn = (place: number): string => `seen ${place}`;

/**
 * Effects unit by unit, on the units that were seen in both periods of a comparison.
 *
 * Shapes  one round: a row a unit, two columns a period.
 */
export function* askUnits(c: Staged, options: GroupTimeOptions): Asking<AskedEffects> {
  const { rollout, measure } = c;
  const { periods, cluster, unit } = rollout;
  const own = cluster === undefined || cluster === unit ? undefined : cluster;
  const totals = periods.flatMap((code, j): [string, Total][] => [
    [valueIn(j), sumIn(code, measure)],
    [seenIn(j), knownIn(code, measure)],
  ]);
  const clustered: [string, Total][] = own === undefined ? [] : [[own, { kind: 'only', of: column(own) }]];
  const names = ['start', ...periods.flatMap((_, j) => [valueIn(j), seenIn(j)])];
  const reply = yield* ask(
    columns({
      columns: Object.fromEntries(names.map((name) => [name, column(name === 'start' ? unitStart : name)])),
      ...(own !== undefined && { keys: [own] }),
      over: [...unitRows(rollout, periods, Object.fromEntries([...totals, ...clustered])), where(greater(column(unitStart), periods[0]))],
    }),
  );
  const { panel, single, units, gaps } = panelOf(reply, periods, own);
  return { ...unitEffects(panel, options, meanDifference(panel)), single, units, gaps };
}

function panelOf({ n, columns: found, keys }: ColumnsReply, periods: readonly number[], cluster: string | undefined) {
  const last = periods[periods.length - 1];
  const placed = found.start.map((start) => (start > last ? never : periods.findIndex((period) => period >= start)));
  const codes = cluster === undefined ? undefined : keys[cluster].codes;
  const whose = new Map<number, Set<number>>();
  for (let i = 0; i < n; i++) {
    const known = whose.get(placed[i]);
    if (known) known.add(codes ? codes[i] : i);
    else whose.set(placed[i], new Set([codes ? codes[i] : i]));
  }
  const starts = [...whose.keys()].sort((a, b) => a - b);
  const kept = starts.filter((start) => whose.get(start)!.size > 1);
  const rows = Int32Array.from(Array.from({ length: n }, (_, i) => i).filter((i) => kept.includes(placed[i])));
  const outcomes = periods.map((_, j) => {
    const [values, seen] = [found[valueIn(j)], found[seenIn(j)]];
    return Float64Array.from(rows, (i) => (seen[i] > 0 ? values[i] : Number.NaN));
  });
  const cohortAt = new Map(kept.map((start, g) => [start, g]));
  const panel: UnitPanel = {
    times: periods,
    starts: kept,
    cohort: Int32Array.from(rows, (i) => cohortAt.get(placed[i])!),
    outcomes,
    ...(codes && { cluster: Int32Array.from(rows, (i) => codes[i]) }),
    clusters: codes ? keys[cluster!].levels.length : rows.length,
  };
  let gaps = 0;
  for (let i = 0; i < rows.length; i++) if (outcomes.some((values) => Number.isNaN(values[i]))) gaps++;
  return { panel, single: starts.filter((start) => !kept.includes(start)), units: rows.length, gaps };
}
