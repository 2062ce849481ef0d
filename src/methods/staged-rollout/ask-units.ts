import { column, divide, greater, indicator, is, isKnown, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { expressionKey } from '../../expressions/walk.ts';
import { at, cellStrata } from '../../inference/staged/cell-effects.ts';
import type { Effects } from '../../inference/staged/effects.ts';
import type { GroupTimeOptions } from '../../inference/staged/group-time.ts';
import { imputedEffects } from '../../inference/staged/imputed-effects.ts';
import { never } from '../../inference/staged/strata.ts';
import { meanDifference, type UnitPanel, unitEffects } from '../../inference/staged/unit-effects.ts';
import { remembered } from '../../math/remembered.ts';
import { expectFactors } from '../../models/factor-levels.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type ColumnsReply, type ColumnsRequest, columns, levels } from '../../relation/requests.ts';
import { type Total, where } from '../../relation/steps.ts';
import { adjustedUnits } from './adjusted-cells.ts';
import type { AskedEffects } from './asked-effects.ts';
import type { Staged } from './options.ts';
import { knownIn, madeOnce, sumIn, timed, unitRows, unitStart } from './unit-steps.ts';

/** Unknown on every row: a division by zero. */
const unknown = divide(0, 0);

const valueIn = (name: string, place: number): string => `${name} in ${place}`;
const seenIn = (name: string, place: number): string => `${name} seen in ${place}`;

/** Beyond every number that can be computed with: nothing of a covariate is known. */
const beyond = 1e76;
const lowest = (name: string): string => `${name} at least`;
const highest = (name: string): string => `${name} at most`;

/**
 * Effects unit by unit, on the units that were seen in both periods of a comparison and whose covariates are known in the base period.
 *
 * Shapes  one round, a row a unit with two columns a period of the outcome and two of each covariate; one more where a covariate varies within a unit, then two columns
 *         a period of each; one more for the levels of covariates that are texts.
 */
export function* askUnits(c: Staged, options: GroupTimeOptions): Asking<AskedEffects> {
  const { rollout, outcome, measure } = c;
  const { periods, cluster, unit } = rollout;
  const own = cluster === undefined || cluster === unit ? undefined : cluster;
  const covariates = yield* covariateColumns(c);
  const names = Object.keys(covariates);
  const paths = (wanted: Readonly<Record<string, Expression>>): readonly [string, Total][] =>
    Object.entries(wanted).flatMap(([name, of]) =>
      periods.flatMap((code, j): [string, Total][] => [
        [valueIn(name, j), sumIn(code, of)],
        [seenIn(name, j), knownIn(code, of)],
      ]),
    );
  const limits = Object.entries(covariates).flatMap(([name, of]): [string, Total][] => [
    [lowest(name), { kind: 'min', of: when(isKnown(of), of, beyond) }],
    [highest(name), { kind: 'max', of: when(isKnown(of), of, -beyond) }],
  ]);
  const { made, read } = madeOnce({ [`outcome ${outcome}`]: measure });
  const ofOutcome = paths(read);
  const asked = (totals: readonly [string, Total][]): ColumnsRequest => {
    const clustered: [string, Total][] = own === undefined ? [] : [[own, { kind: 'only', of: column(own) }]];
    return columns({
      columns: { start: column(unitStart), ...Object.fromEntries(totals.map(([name]) => [name, column(name)])) },
      ...(own !== undefined && { keys: [own] }),
      over: [...unitRows(rollout, periods, Object.fromEntries([...totals, ...clustered]), made), where(greater(column(unitStart), periods[0]))],
    });
  };
  const first = yield* ask(asked([...ofOutcome, ...limits]));
  const varies = names.some((name) => first.columns[lowest(name)].some((low, i) => low < first.columns[highest(name)][i]));
  const reply = varies ? yield* ask(asked([...ofOutcome, ...paths(covariates)])) : first;
  const how = howOf(c);
  // Every question about the outcome asks for the same.
  return remembered(reply, expressionKey([options, rollout.estimator]), () => {
    const { panel, ...who } = panelOf(reply, periods, [`outcome ${outcome}`, ...names], own);
    if (rollout.estimator === 'imputation') return { ...imputedOrMissing(panel, options), refused: [], weighted: [], ...who };
    return { ...unitEffects(panel, options, panel.covariates.length > 0 ? adjustedUnits(panel, how) : meanDifference(panel)), ...who };
  });
}

/** Effects by imputation; where nobody untreated tells of what is asked, all treated cells are missing. */
function imputedOrMissing(panel: UnitPanel, { anticipation }: GroupTimeOptions): Effects {
  const found = imputedEffects(panel, anticipation);
  if ('of' in found) return found;
  const { times, starts } = panel;
  const of = cellStrata(panel);
  return {
    of,
    cells: [],
    missing: starts.flatMap((start, cohort) => (start === never ? [] : [{ cohort, period: start, since: 0, why: 'no-controls' as const }])),
    errors: { clusters: panel.clusters, covariance: (f) => new Float64Array(f.length ** 2), freedom: () => 1 },
    seen: ({ cohort, period }) => at(of, cohort, times.length + period),
  };
}

/** How covariates enter. */
export const howOf = ({ rollout: { estimator } }: Staged): 'regression' | 'weighting' | 'doubly-robust' =>
  estimator === 'regression' || estimator === 'weighting' ? estimator : 'doubly-robust';

/** A covariate as a number, or one level of a text. */
export interface CovariateTerm {
  /** Column of the covariate. */
  readonly covariate: string;
  readonly name: string;
  readonly of: Expression;
}

/** Covariates by the names of their terms. */
export function* covariateColumns(c: Staged): Asking<Readonly<Record<string, Expression>>> {
  const terms = yield* covariateTerms(c);
  return Object.fromEntries(terms.map(({ name, of }) => [name, of]));
}

/** Covariates as numbers; a text becomes an indicator of each level but the most frequent. */
export function* covariateTerms({ rollout, covariates }: Staged): Asking<readonly CovariateTerm[]> {
  const factors = covariates.filter((x): x is Extract<Covariate, object> => typeof x === 'object');
  const replies = yield* all(factors.map(({ factor }) => ask(levels({ of: factor, over: timed(rollout) }))));
  const found = replies.map(({ groups }) =>
    [...groups].sort((a, b) => b.moments.n - a.moments.n || (a.key[0] < b.key[0] ? -1 : 1)).map(({ key: [level] }) => level),
  );
  expectFactors(new Map(factors.map(({ factor }, i) => [factor, found[i]])));
  return covariates.flatMap((x): readonly CovariateTerm[] => {
    if (typeof x === 'string') return [{ covariate: x, name: x, of: column(x) }];
    const [, ...others] = found[factors.indexOf(x)];
    return others.map((level) => ({
      covariate: x.factor,
      name: `${x.factor} = ${level}`,
      of: when(isKnown(column(x.factor)), indicator(is(column(x.factor), level)), unknown),
    }));
  });
}

/** The units, one cohort after the other; those of cohorts of one cluster are left out. */
function panelOf({ columns: found, keys }: ColumnsReply, periods: readonly number[], [outcome, ...covariates]: readonly string[], cluster: string | undefined) {
  const codes = cluster === undefined ? undefined : keys[cluster].codes;
  const { starts, kept, rows, cohort } = cohortsOf(found.start, periods, codes);
  const byPeriod = (name: string): readonly Float64Array[] => {
    const constant = found[lowest(name)];
    if (constant) {
      const own = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) own[i] = constant[rows[i]] < beyond ? constant[rows[i]] : Number.NaN;
      return periods.map(() => own);
    }
    return periods.map((_, j) => {
      const [values, seen] = [found[valueIn(name, j)], found[seenIn(name, j)]];
      const own = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) own[i] = seen[rows[i]] > 0 ? values[rows[i]] : Number.NaN;
      return own;
    });
  };
  const outcomes = byPeriod(outcome);
  const panel: UnitPanel = {
    times: periods,
    starts: kept,
    cohort,
    outcomes,
    covariates: covariates.map((name) => ({ name, byPeriod: byPeriod(name) })),
    ...(codes && { cluster: codesAt(codes, rows) }),
    clusters: codes ? keys[cluster!].levels.length : rows.length,
  };
  return {
    panel,
    single: starts.filter((start) => !kept.includes(start)),
    units: rows.length,
    gaps: lacking(panel, outcomes),
    unknown: [...lacking(panel, [...new Set(panel.covariates.flatMap(({ byPeriod: own }) => own))]).values()].reduce((sum, count) => sum + count, 0),
    ...valuesIn(outcomes),
  };
}

/** Starts as places of periods, those of several clusters, and the rows of these in the order of their cohorts. */
function cohortsOf(start: Float64Array, periods: readonly number[], codes: Int32Array | undefined) {
  const last = periods.length - 1;
  // Behind all periods those that are never treated.
  const sizes = new Int32Array(periods.length + 1);
  const firstCluster = new Int32Array(periods.length + 1).fill(-1);
  const several = new Uint8Array(periods.length + 1);
  const placed = new Int32Array(start.length);
  for (let i = 0; i < start.length; i++) {
    let place = 0;
    while (place <= last && periods[place] < start[i]) place++;
    const code = codes === undefined ? i : codes[i];
    if (sizes[place] === 0) firstCluster[place] = code;
    else if (code !== firstCluster[place]) several[place] = 1;
    sizes[place]++;
    placed[i] = place;
  }
  const there = Array.from(sizes.keys()).filter((place) => sizes[place] > 0);
  const places = there.filter((place) => several[place] === 1);
  const next = new Int32Array(periods.length + 1).fill(-1);
  const cohortAt = new Int32Array(periods.length + 1);
  let count = 0;
  for (const [g, place] of places.entries()) {
    next[place] = count;
    cohortAt[place] = g;
    count += sizes[place];
  }
  const [rows, cohort] = [new Int32Array(count), new Int32Array(count)];
  for (let i = 0; i < placed.length; i++) {
    const place = placed[i];
    if (several[place] === 0) continue;
    rows[next[place]] = i;
    cohort[next[place]++] = cohortAt[place];
  }
  const startOf = (place: number): number => (place > last ? never : place);
  return { starts: there.map(startOf), kept: places.map(startOf), rows, cohort };
}

function codesAt(codes: Int32Array, rows: Int32Array): Int32Array {
  const own = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) own[i] = codes[rows[i]];
  return own;
}

/** How many units of each start lack one of these values. */
function lacking({ starts, cohort }: UnitPanel, columns: readonly Float64Array[]): ReadonlyMap<number, number> {
  const lacks = new Uint8Array(cohort.length);
  for (const values of columns) for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) lacks[i] = 1;
  const counts = new Map<number, number>();
  for (let i = 0; i < lacks.length; i++) if (lacks[i] === 1) counts.set(starts[cohort[i]], (counts.get(starts[cohort[i]]) ?? 0) + 1);
  return counts;
}

/** Whether an outcome is zero or one wherever it is known, and its one value where it has no other. */
function valuesIn(columns: readonly Float64Array[]): { readonly binary: boolean; readonly constant: number | undefined } {
  let first: number | undefined;
  let [binary, constant] = [true, true];
  for (const values of columns) {
    for (let i = 0; i < values.length && (binary || constant); i++) {
      const value = values[i];
      if (Number.isNaN(value)) continue;
      first ??= value;
      if (value !== first) constant = false;
      if (value !== 0 && value !== 1) binary = false;
    }
  }
  return { binary: binary && first !== undefined, constant: constant ? first : undefined };
}
