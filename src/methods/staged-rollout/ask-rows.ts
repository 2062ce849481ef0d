import { column, greater, isKnown } from '../../expressions/build.ts';
import { expressionKey } from '../../expressions/walk.ts';
import type { GroupTimeOptions } from '../../inference/staged/group-time.ts';
import { type CrossSection, rowEffects } from '../../inference/staged/row-effects.ts';
import { never } from '../../inference/staged/strata.ts';
import { remembered } from '../../math/remembered.ts';
import { periodColumn } from '../../protocol/periods.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { columns, moments } from '../../relation/requests.ts';
import { derive, where } from '../../relation/steps.ts';
import { adjustedRows } from './adjusted-cells.ts';
import { covariateColumns, howOf } from './ask-units.ts';
import type { AskedEffects } from './asked-effects.ts';
import type { Staged } from './options.ts';
import { startWithin, timed, unitStart } from './unit-steps.ts';

/**
 * Effects from rows of a repeated cross-section given covariates, on the rows whose outcome and covariates are known.
 *
 * Shapes  one round, the rows themselves; one more for the levels of covariates that are texts.
 */
export function* askRows(c: Staged, options: GroupTimeOptions): Asking<AskedEffects> {
  const { rollout, measure } = c;
  const { periods, unit, repeats } = rollout;
  const cluster = rollout.cluster ?? (repeats ? unit : undefined);
  const covariates = yield* covariateColumns(c);
  const names = Object.keys(covariates);
  const over = [...timed(rollout), derive({ [unitStart]: startWithin(rollout.start, periods) }), where(greater(column(unitStart), periods[0]))];
  const [reply, known] = yield* all([
    ask(
      columns({
        columns: {
          start: column(unitStart),
          period: column(periodColumn),
          outcome: measure,
          ...Object.fromEntries(names.map((name) => [`covariate ${name}`, covariates[name]])),
        },
        ...(cluster !== undefined && { keys: [cluster] }),
        over,
      }),
    ),
    ask(moments({ columns: {}, by: { start: column(unitStart), known: isKnown(measure) }, over })),
  ]);
  const last = periods[periods.length - 1];
  const place = (start: number): number => (start > last ? never : periods.findIndex((period) => period >= start));
  const placed = reply.columns.start.map(place);
  const starts = [...new Set(placed)].sort((a, b) => a - b);
  const [cohortAt, periodAt] = [starts, periods].map((of) => new Map(of.map((value, i) => [value, i])));
  const { outcome } = reply.columns;
  const sample: CrossSection = {
    times: periods,
    starts,
    cohort: Int32Array.from(placed, (start) => cohortAt.get(start)!),
    period: Int32Array.from(reply.columns.period, (code) => periodAt.get(code)!),
    outcome,
    covariates: names.map((name) => ({ name, values: reply.columns[`covariate ${name}`] })),
    ...(cluster !== undefined && { cluster: reply.keys[cluster].codes }),
    clusters: cluster === undefined ? reply.n : reply.keys[cluster].levels.length,
  };
  const gaps = new Map<number, number>();
  for (const { key, moments: m } of known.groups) if (key[1] === 'false') gaps.set(place(Number(key[0])), (gaps.get(place(Number(key[0]))) ?? 0) + m.n);
  const lacking = [...gaps.values()].reduce((sum, n) => sum + n, 0);
  return {
    // Every question about the outcome asks for the same.
    ...remembered(reply, expressionKey([options, howOf(c)]), () => rowEffects(sample, options, adjustedRows(sample, howOf(c)))),
    single: [],
    units: reply.n,
    gaps,
    unknown: Math.max(0, reply.dropped - lacking),
    binary: outcome.length > 0 && outcome.every((value) => value === 0 || value === 1),
    constant: outcome.every((value) => value === outcome[0]) ? outcome[0] : undefined,
  };
}
