import { column, isKnown, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Panel } from '../../inference/synthetic/panel.ts';
import { remembered } from '../../math/remembered.ts';
import { periodColumn } from '../../protocol/periods.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type ColumnsReply, columns } from '../../relation/requests.ts';
import { namesIn } from './look.ts';
import type { Launched } from './options.ts';
import { timedRows } from './timed-rows.ts';

/** An outcome of the units over the periods, without those that lack it somewhere. */
export interface AskedPanel {
  readonly panel: Panel;
  /** Names, in the order of the panel. */
  readonly donors: readonly string[];
  readonly treated: readonly string[];
  /** The periods of the panel: those of anticipation are none of them. */
  readonly periods: readonly number[];
  /** Donors that lack the outcome in some period. */
  readonly lacking: readonly string[];
  /** Treated units that lack it. */
  readonly untold: readonly string[];
  /** Of what tells of the same time: the mean of the treated, a period each. */
  readonly regressors: readonly Float64Array[];
}

/** What stands in a sum for what is not known: no outcome is that large. */
const beyond = 1e76;
const known = (of: Expression): Expression => when(isKnown(of), of, beyond);

/** The panel of an outcome: once for all questions about it. */
export function* askPanel({ outcome, measure, launch }: Launched): Asking<AskedPanel> {
  const { unit, predictors = [], regressors = [] } = launch;
  const more = [...new Set([...predictors, ...regressors])];
  // What is wrong with a value is told by the name of the outcome, unless a column beside it has that name.
  const of = more.includes(outcome) ? 'estimand:of' : outcome;
  const reply = yield* ask(
    columns({
      columns: { 'estimand:at': column(periodColumn), [of]: known(measure), ...Object.fromEntries(more.map((name) => [name, known(column(name))])) },
      ...(unit !== undefined && { keys: [unit] }),
      over: timedRows(launch),
    }),
  );
  return remembered(reply, JSON.stringify([launch.treated, launch.starts, launch.donors, launch.before, launch.anticipation, predictors, regressors]), () =>
    panelOf(reply, of, launch),
  );
}

function panelOf(
  reply: ColumnsReply,
  of: string,
  { unit, periods, before, anticipation, treated, starts, donors, predictors = [], regressors = [] }: Launched['launch'],
): AskedPanel {
  const placeOf = new Map(periods.map((code, t) => [code, t]));
  const rowOf = new Map([...donors, ...treated].map((name, i) => [name, i]));
  const nameOf = namesIn(reply, unit);
  const at = new Int32Array(rowOf.size * periods.length).fill(-1);
  for (let i = 0; i < reply.n; i++) {
    const row = rowOf.get(nameOf(i));
    if (row !== undefined) at[row * periods.length + placeOf.get(reply.columns['estimand:at'][i])!] = i;
  }
  const kept = periods.flatMap((_, t) => (t < before - anticipation || t >= before ? [t] : []));
  const pathOf = (row: number, name: string): Float64Array =>
    Float64Array.from(kept, (t) => {
      const place = at[row * periods.length + t];
      const value = place < 0 ? beyond : reply.columns[name][place];
      return value === beyond ? Number.NaN : value;
    });
  const length = before - anticipation;
  // Of what is matched only the time before is read.
  const lacks = (name: string): boolean =>
    pathOf(rowOf.get(name)!, of).some(Number.isNaN) || predictors.some((column) => pathOf(rowOf.get(name)!, column).subarray(0, length).some(Number.isNaN));
  const lacking = donors.filter(lacks);
  const whole = donors.filter((name) => !lacking.includes(name));
  const rows = [...whole, ...treated].map((name) => rowOf.get(name)!);
  const values = new Float64Array(rows.length * kept.length);
  for (const [i, row] of rows.entries()) values.set(pathOf(row, of), i * kept.length);
  return {
    panel: {
      values,
      units: rows.length,
      periods: kept.length,
      donors: whole.length,
      before: length,
      ...(starts && { starts }),
      ...(predictors.length > 0 && {
        predictors: Float64Array.from(predictors.flatMap((name) => rows.map((row) => mean(pathOf(row, name).subarray(0, length))))),
      }),
    },
    donors: whole,
    treated,
    periods: kept.map((t) => periods[t]),
    lacking,
    untold: treated.filter((name) => pathOf(rowOf.get(name)!, of).some(Number.isNaN)),
    regressors: regressors.map((name) => averagePath(treated.map((unitName) => pathOf(rowOf.get(unitName)!, name)))),
  };
}

const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;

function averagePath(paths: readonly Float64Array[]): Float64Array {
  return paths[0].map((_, t) => paths.reduce((sum, path) => sum + path[t], 0) / paths.length);
}
