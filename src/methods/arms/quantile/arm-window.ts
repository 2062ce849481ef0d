import { add, and, column, greater, indicator, is, less, not, or } from '../../../expressions/build.ts';
import { meanOf } from '../../../moments/moments.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { clusters, type Group, moments, quantiles } from '../../../relation/requests.ts';
import type { QuantileContrast } from './quantile-options.ts';

/** The distinct values of an arm around its quantile, ascending, with how many units have each. */
export interface ArmWindow {
  readonly n: number;
  readonly values: Float64Array;
  /** Units of the arm with this value or less. */
  readonly upTo: Float64Array;
  /** Units below the window. */
  readonly below: number;
}

/** How far from p the windows reach, by arm. */
export function* windowEnds(groups: readonly Group[], reach: readonly number[], c: QuantileContrast): Asking<readonly (readonly [number, number])[]> {
  const shares = reach.map((r): readonly [number, number] => [Math.max(0, c.quantile - r), Math.min(1, c.quantile + r)]);
  const at = [...new Set(shares.flat())];
  const reply = yield* ask(quantiles({ of: c.measure, at, by: [c.assignment] }));
  return groups.map(({ key: [arm] }, a) => {
    const { values } = reply.groups.find((g) => g.key[0] === arm)!;
    return [values[at.indexOf(shares[a][0])], values[at.indexOf(shares[a][1])]];
  });
}

/**
 * The values within those ends, each once: some sqrt(n) of them, however many rows there are, and every limit at any level can be read from them.
 */
export function* armWindows(groups: readonly Group[], ends: readonly (readonly [number, number])[], c: QuantileContrast): Asking<readonly ArmWindow[]> {
  const { measure, assignment } = c;
  const inside = groups
    .map(({ key: [arm] }, a) => and(is(column(assignment), arm), not(or(less(measure, ends[a][0]), greater(measure, ends[a][1])))))
    .reduce(or);
  const names = groups.map((_, a) => `${a}`);
  const [rows, counted] = yield* all([
    // Rows with one value are a cluster, called by it as a number: a condition is zero or one.
    ask(clusters({ columns: {}, products: [], cluster: add(measure, 0), by: column(assignment), where: inside })),
    ask(moments({ columns: Object.fromEntries(names.map((name, a) => [name, indicator(less(measure, ends[a][0]))])), by: [assignment] })),
  ]);
  const distinct = rows.names!;
  return groups.map(({ key: [arm], moments: { n } }, a) => {
    const code = rows.by.levels.indexOf(arm);
    const parts = rows.parts.filter((part) => rows.by.codes[part] === code).sort((i, j) => distinct[i] - distinct[j]);
    const own = counted.groups.find((g) => g.key[0] === arm)!.moments;
    const below = Math.round(meanOf(own, names[a]) * own.n);
    const values: number[] = [];
    const upTo: number[] = [];
    let seen = below;
    for (const part of parts) {
      seen += rows.sizes[part];
      if (values.at(-1) === distinct[part]) upTo[upTo.length - 1] = seen;
      else {
        values.push(distinct[part]);
        upTo.push(seen);
      }
    }
    return { n, values: Float64Array.from(values), upTo: Float64Array.from(upTo), below };
  });
}

/** The type 7 quantile of the arm; absent for shares outside [0, 1], and outside the window. */
export function quantileIn(window: ArmWindow, share: number): number | undefined {
  if (!(share >= 0 && share <= 1)) return undefined;
  const place = share * (window.n - 1);
  const rank = Math.floor(place);
  const low = valueAt(window, rank);
  if (low === undefined || place === rank) return low;
  const high = valueAt(window, rank + 1);
  return high === undefined ? undefined : low + (place - rank) * (high - low);
}

/** The value of this rank from zero. */
function valueAt({ values, upTo, below }: ArmWindow, rank: number): number | undefined {
  if (rank < below) return undefined;
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (upTo[middle] > rank) to = middle;
    else from = middle + 1;
  }
  return values[from];
}

/** Share of the arm's units that have exactly this value. */
export function shareAt({ values, upTo, below, n }: ArmWindow, at: number): number {
  const i = values.indexOf(at);
  return i < 0 ? 0 : (upTo[i] - (i === 0 ? below : upTo[i - 1])) / n;
}
