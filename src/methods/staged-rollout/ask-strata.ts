import { column, equals, greater, indicator, isKnown, number } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { squaresEqualValues } from '../../inference/arms/binary.ts';
import { type ClusterParts, clusterErrors, type JointErrors, unitErrors } from '../../inference/staged/errors.ts';
import { never, type Strata, type Stratum } from '../../inference/staged/strata.ts';
import { merge } from '../../moments/merge.ts';
import { emptyMoments, type Moments } from '../../moments/moments.ts';
import { periodColumn } from '../../protocol/periods.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { clusters, moments } from '../../relation/requests.ts';
import { derive, type Step, type Total, where } from '../../relation/steps.ts';
import { clusterParts, clustersBy } from './cluster-parts.ts';
import type { StagedRollout } from './own.ts';
import { cellCode, cellOfCode, knownIn, knownRows, madeOnce, startWithin, sumIn, timed, unitRows, unitStart } from './unit-steps.ts';

/** An outcome, and what is asked beside it: all of them are added up in one scan. */
export interface StagedOutcome {
  readonly outcome: string;
  readonly measure: Expression;
  readonly beside: Readonly<Record<string, Expression>>;
}

/** Means of cohorts by period, and how they err. */
export interface AskedStrata {
  readonly strata: Strata;
  readonly errors: JointErrors;
  /** Cohorts that are in no estimate, since they are one unit, or one cluster. */
  readonly single: readonly number[];
  /** Units (rows in a cross-section) of cohorts in the estimates. */
  readonly units: number;
  /** By place of the start, units without the outcome in some period, which have a part in no moment; of a cross-section rows without it. */
  readonly gaps: ReadonlyMap<number, number>;
  /** It holds 0 and 1 alone. */
  readonly binary: boolean;
  /** All units have it alike in all periods. */
  readonly constant: number | undefined;
}

const sumOf = (outcome: string, place: number): string => `estimand:${outcome} in ${place}`;
const knownOf = (outcome: string): string => `estimand:${outcome} known`;

/**
 * One row a unit with its outcomes by period, of units that were not treated all along.
 *
 * Shapes  columns `sumOf(outcome, place)` and `knownOf(outcome)` for every outcome of the study.
 */
function unitOutcomes(own: StagedRollout, { beside }: StagedOutcome): readonly Step[] {
  const { periods } = own;
  const { made, read } = madeOnce(beside);
  const totals = Object.entries(read).flatMap(([name, measure]): [string, Total][] => [
    ...periods.map((code, j): [string, Total] => [sumOf(name, j), sumIn(code, measure)]),
    [knownOf(name), knownRows(measure)],
  ]);
  return units(own, totals, made);
}

function units(own: StagedRollout, totals: readonly (readonly [string, Total])[], made: Readonly<Record<string, Expression>> = {}): readonly Step[] {
  const { periods, cluster } = own;
  const clustered: [string, Total][] = cluster === undefined || cluster === own.unit ? [] : [[cluster, { kind: 'only', of: column(cluster) }]];
  const inOne = cluster === undefined ? [] : [where(isKnown(column(cluster)))];
  return [...unitRows(own, periods, Object.fromEntries([...totals, ...clustered]), made), where(greater(column(unitStart), periods[0])), ...inOne];
}

/**
 * Outcomes of a panel by cohort and period, from moments: a unit is in them when its outcome is known in every period.
 *
 * Shapes  one round: moments of as many columns as there are periods, by cohort; with clusters their sums besides.
 */
export function askPanel(own: StagedRollout, asked: StagedOutcome): Asking<AskedStrata> {
  const names = own.periods.map((_, j) => sumOf(asked.outcome, j));
  const whole = equals(column(knownOf(asked.outcome)), own.periods.length);
  return askPaths(own, [...unitOutcomes(own, asked), derive({ whole: indicator(whole) })], names);
}

/**
 * Whether an outcome was seen of a unit, in each period: 1 or 0, so that who leaves can be compared as outcomes are.
 *
 * Shapes  those of `askPanel`.
 */
export function askSeen(own: StagedRollout, { outcome, measure }: StagedOutcome): Asking<AskedStrata> {
  const { periods } = own;
  const seen = periods.map((_, j) => `estimand:${outcome} seen in ${j}`);
  const totals = seen.map((name, j): [string, Total] => [name, knownIn(periods[j], measure)]);
  const made = seen.map((name): [string, Expression] => [name, indicator(greater(column(name), 0))]);
  return askPaths(own, [...units(own, totals), derive({ whole: number(1), ...Object.fromEntries(made) })], seen);
}

/** Moments of columns of units, one a period, of units where `whole` is 1. */
function* askPaths(own: StagedRollout, over: readonly Step[], names: readonly string[]): Asking<AskedStrata> {
  const { periods } = own;
  const cluster = own.cluster ?? eachUnit(own);
  const values = Object.fromEntries(names.map((name) => [name, column(name)]));
  const by = { start: column(unitStart), whole: column('whole') };
  const [reply, [parts]] = yield* all([
    ask(moments({ columns: values, by, over })),
    all(
      cluster === undefined
        ? []
        : [ask(clusters({ columns: values, products: [], cluster: column(cluster), by: column(unitStart), over, where: equals(column('whole'), 1) }))],
    ),
  ]);
  const place = placeIn(periods);
  const cohorts = new Map<number, Moments>();
  const gaps = new Map<number, number>();
  for (const { key, moments: m } of reply.groups) {
    const start = place(Number(key[0]));
    if (key[1] !== '1') gaps.set(start, (gaps.get(start) ?? 0) + m.n);
    else cohorts.set(start, merge(cohorts.get(start) ?? emptyMoments(names), m));
  }
  const found = [...cohorts].sort(([a], [b]) => a - b);
  const clustersOf = parts && clustersBy(parts, place);
  const alone = (start: number, m: Moments): boolean => m.n < 2 || (clustersOf !== undefined && (clustersOf.get(start) ?? 0) < 2);
  const kept = found.filter(([start, m]) => !alone(start, m));
  const strata: Strata = { kind: 'panel', times: periods, starts: kept.map(([start]) => start), strata: kept.map(([, m]) => stratumOf(m)) };
  return {
    strata,
    errors: errorsOf(strata, parts && clusterParts(parts, strata, (code) => strata.starts.indexOf(place(Number(code)))), own.cluster !== undefined),
    single: found.filter(([start, m]) => alone(start, m)).map(([start]) => start),
    units: kept.reduce((sum, [, m]) => sum + m.n, 0),
    gaps,
    ...kindOf(kept.map(([, m]) => m)),
  };
}

/**
 * Rows of a repeated cross-section by cohort and period.
 *
 * Shapes  one round: moments of one column by start and period; with clusters their sums besides.
 */
export function* askCrossSection(own: StagedRollout, { outcome, measure }: StagedOutcome): Asking<AskedStrata> {
  const { periods, unit, repeats } = own;
  const lying = own.cluster ?? (repeats ? unit : undefined);
  const cluster = lying ?? eachUnit(own);
  const started = column(unitStart);
  const over: readonly Step[] = [
    ...timed(own),
    derive({ [unitStart]: startWithin(own.start, periods) }),
    where(greater(started, periods[0])),
    ...(cluster === undefined ? [] : [where(isKnown(column(cluster)))]),
  ];
  const values = { [outcome]: measure };
  const [reply, [parts]] = yield* all([
    ask(moments({ columns: values, by: { start: started, period: column(periodColumn) }, over })),
    all(
      cluster === undefined
        ? []
        : [ask(clusters({ columns: values, products: [], cluster: column(cluster), by: cellCode(started, column(periodColumn), periods), over }))],
    ),
  ]);
  const place = placeIn(periods);
  const starts = [...new Set(reply.groups.map(({ key: [code] }) => place(Number(code))))].sort((a, b) => a - b);
  const stratumAt = (start: number, period: number): number => starts.indexOf(place(start)) * periods.length + periods.indexOf(period);
  const cells = new Map<number, Moments>();
  for (const { key, moments: m } of reply.groups) {
    const k = stratumAt(Number(key[0]), Number(key[1]));
    cells.set(k, merge(cells.get(k) ?? emptyMoments([outcome]), m));
  }
  const strata: Strata = {
    kind: 'cross-section',
    times: periods,
    starts,
    strata: Array.from({ length: starts.length * periods.length }, (_, k) => stratumOf(cells.get(k) ?? emptyMoments([outcome]))),
  };
  return {
    strata,
    errors: errorsOf(strata, parts && clusterParts(parts, strata, (code) => stratumAt(...cellOfCode(Number(code), periods))), lying !== undefined),
    single: [],
    units: reply.groups.reduce((sum, g) => sum + g.moments.n, 0),
    gaps: summed(reply.groups.map(({ key: [code], dropped }) => [place(Number(code)), dropped])),
    ...kindOf(reply.groups.map((g) => g.moments)),
  };
}

/** Units one by one, where bands are made of what each adds. */
const eachUnit = ({ bands, unit }: StagedRollout): string | undefined => (bands === 'multiplier' ? unit : undefined);

/** Errors by cluster; where only what each unit adds was asked for, those of units with it. */
function errorsOf(strata: Strata, parts: ClusterParts | undefined, clustered: boolean): JointErrors {
  if (!parts) return unitErrors(strata);
  const byParts = clusterErrors(strata, parts);
  return clustered ? byParts : { ...unitErrors(strata), scores: byParts.scores! };
}

/** Numbers that share a start, added up; those that are not zero. */
function summed(pairs: readonly (readonly [start: number, n: number])[]): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const [start, n] of pairs) if (n > 0) sums.set(start, (sums.get(start) ?? 0) + n);
  return sums;
}

/** Does an outcome hold 0 and 1 alone, or one value? */
function kindOf(cohorts: readonly Moments[]): Pick<AskedStrata, 'binary' | 'constant'> {
  const there = cohorts.filter(({ n }) => n > 0);
  const binary = there.length > 0 && there.every((m) => m.columns.every((name) => squaresEqualValues(m, name)));
  const first = there[0]?.mean[0];
  const negligible = 1e-12 * Math.abs(first ?? 0);
  const constant = there.every((m) =>
    m.mean.every((mean, j) => Math.abs(mean - first) <= negligible && m.comoment[j * (m.columns.length + 1)] <= m.n * negligible ** 2),
  );
  return { binary, constant: constant ? first : undefined };
}

/** The place of the first treated period among the periods. */
const placeIn =
  (periods: readonly number[]) =>
  (start: number): number =>
    start > periods[periods.length - 1] ? never : periods.findIndex((period) => period >= start);

function stratumOf(m: Moments): Stratum {
  return { n: m.n, means: m.mean, covariance: m.comoment.map((x) => x / Math.max(m.n - 1, 1)) };
}
