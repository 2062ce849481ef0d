/**
 * For each target the set of candidates it is matched with, as runs of consecutive places in an order of the candidates: a hundred thousand
 * equals are one run, so that sets of them cost no more than sets of one.
 *
 * Shapes    targets and order are row numbers; runs of target i are firstRun[i] up to firstRun[i + 1]; run r holds order[runFrom[r]] up to
 *           order[runTo[r] - 1].
 * Units     reach: distance of the furthest in the set, in units of the distance (a score's own; standard deviations of covariates).
 */
export interface MatchedSets {
  readonly targets: Int32Array;
  readonly order: Int32Array;
  readonly firstRun: Int32Array;
  readonly runFrom: Int32Array;
  readonly runTo: Int32Array;
  /** Units in each set; none where nobody is within the caliper. */
  readonly size: Int32Array;
  readonly reach: Float64Array;
}

/** What every search of neighbours answers to. */
export interface Search {
  /** The candidates, so ordered that near ones are mostly close together: asked in this order, neighbours are found faster. */
  readonly order: Int32Array;
  /** The `count` nearest of each target, ties of the last included, none beyond the caliper. */
  readonly nearest: (targets: Int32Array, count: number, caliper?: number) => MatchedSets;
  /** Takes the nearest that is left each time it is asked; undefined where none is left within the caliper. */
  readonly taker: (caliper?: number) => (target: number) => Taken | undefined;
}

export interface Taken {
  readonly row: number;
  readonly distance: number;
}

export interface SetsBuilder {
  /** A run of the target at hand; it joins the last one where it continues it. */
  readonly run: (from: number, to: number) => void;
  /** No more runs of it. */
  readonly close: (reach: number) => void;
  readonly sets: () => MatchedSets;
}

/** Gathers the sets of targets, one target after the other. */
export function setsBuilder(targets: Int32Array, order: Int32Array): SetsBuilder {
  const firstRun = new Int32Array(targets.length + 1);
  const size = new Int32Array(targets.length);
  const reach = new Float64Array(targets.length);
  let runFrom = new Int32Array(targets.length + 16);
  let runTo = new Int32Array(targets.length + 16);
  let runs = 0;
  let at = 0;
  return {
    run(from, to) {
      size[at] += to - from;
      if (runs > firstRun[at] && runTo[runs - 1] === from) {
        runTo[runs - 1] = to;
        return;
      }
      if (runs === runFrom.length) [runFrom, runTo] = [doubled(runFrom), doubled(runTo)];
      runFrom[runs] = from;
      runTo[runs] = to;
      runs += 1;
    },
    close(furthest) {
      reach[at] = furthest;
      at += 1;
      firstRun[at] = runs;
    },
    sets: () => ({ targets, order, firstRun, runFrom: runFrom.slice(0, runs), runTo: runTo.slice(0, runs), size, reach }),
  };
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

/** The rows of the set of a target, by its place among the targets. */
export function rowsOf({ order, firstRun, runFrom, runTo }: MatchedSets, at: number): Int32Array {
  const parts: number[] = [];
  for (let run = firstRun[at]; run < firstRun[at + 1]; run++) for (let place = runFrom[run]; place < runTo[run]; place++) parts.push(order[place]);
  return Int32Array.from(parts);
}

/** Runs longer than this are summed by differences of running totals. */
const LONG = 64;

/** For each target the sum, over its set, of values that rows have. */
export function sumsOver(sets: MatchedSets, values: Float64Array): Float64Array {
  const { targets, order, firstRun, runFrom, runTo } = sets;
  const centre = meanAt(order, values);
  const totals = hasLong(sets) ? runningTotals(order, values, centre) : undefined;
  const sums = new Float64Array(targets.length);
  for (let at = 0; at < targets.length; at++) {
    let sum = 0;
    for (let run = firstRun[at]; run < firstRun[at + 1]; run++) {
      const [from, to] = [runFrom[run], runTo[run]];
      if (totals && to - from > LONG) sum += totals[to] - totals[from] + centre * (to - from);
      else for (let place = from; place < to; place++) sum += values[order[place]];
    }
    sums[at] = sum;
  }
  return sums;
}

/** For each target the mean over its set; NaN where it is empty. */
export function meansOver(sets: MatchedSets, values: Float64Array): Float64Array {
  return sumsOver(sets, values).map((sum, at) => sum / sets.size[at]);
}

/** How often rows are matched. */
export interface Uses {
  /** K: sum over the sets that hold the row, of one over their size. */
  readonly weight: Float64Array;
  /** K': the same with the squares. */
  readonly squares: Float64Array;
}

/** How often each of `rows` rows is matched, in the notation of Abadie & Imbens (2006). */
export function usesOf(sets: MatchedSets, rows: number): Uses {
  const { targets, order, firstRun, runFrom, runTo, size } = sets;
  // Changes from place to place, summed at the end; what no set covers is zero exactly, not to rounding.
  const covered = new Int32Array(order.length + 1);
  const [weightSteps, squareSteps] = [new Float64Array(order.length + 1), new Float64Array(order.length + 1)];
  const [weight, squares] = [new Float64Array(rows), new Float64Array(rows)];
  for (let at = 0; at < targets.length; at++) {
    const share = 1 / size[at];
    for (let run = firstRun[at]; run < firstRun[at + 1]; run++) {
      const [from, to] = [runFrom[run], runTo[run]];
      if (to - from <= LONG) {
        for (let place = from; place < to; place++) {
          weight[order[place]] += share;
          squares[order[place]] += share * share;
        }
      } else {
        for (const [place, sign] of [
          [from, 1],
          [to, -1],
        ] as const) {
          covered[place] += sign;
          weightSteps[place] += sign * share;
          squareSteps[place] += sign * share * share;
        }
      }
    }
  }
  let [covering, w, s] = [0, 0, 0];
  for (let place = 0; place < order.length; place++) {
    covering += covered[place];
    w += weightSteps[place];
    s += squareSteps[place];
    if (covering === 0) [w, s] = [0, 0];
    weight[order[place]] += w;
    squares[order[place]] += s;
  }
  return { weight, squares };
}

function hasLong({ runFrom, runTo }: MatchedSets): boolean {
  for (let run = 0; run < runFrom.length; run++) if (runTo[run] - runFrom[run] > LONG) return true;
  return false;
}

function meanAt(order: Int32Array, values: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < order.length; place++) sum += values[order[place]];
  return order.length > 0 ? sum / order.length : 0;
}

function runningTotals(order: Int32Array, values: Float64Array, centre: number): Float64Array {
  const totals = new Float64Array(order.length + 1);
  for (let place = 0; place < order.length; place++) totals[place + 1] = totals[place] + (values[order[place]] - centre);
  return totals;
}
