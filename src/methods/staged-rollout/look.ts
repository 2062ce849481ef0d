import { EstimandError } from '../../errors/estimand-error.ts';
import { and, call, column, equals, greater, indicator, isKnown, not, number, or, sum, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { never } from '../../inference/staged/strata.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Looked, PlaceOf } from '../../protocol/design.ts';
import { periodColumn, periodText } from '../../protocol/periods.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { columns, type Group, levels, moments } from '../../relation/requests.ts';
import { derive, where } from '../../relation/steps.ts';
import { type Cohort, neverStarted, type StagedRollout, type Waves } from './own.ts';
import { rowsIn, startWithin, timed, unitEnd, unitRows, unitStart } from './unit-steps.ts';

const time = column(periodColumn);

/** More periods than this are a matter of days, and no panel. */
const mostPeriods = 400;

/** So many units are named where something is wrong with them. */
const mostNamed = 3;

/**
 * Which periods there are, who started when, and whether units are followed over periods: never an outcome.
 *
 * Shapes  two rounds: the periods; then counts by start.
 * Errors  those of `staged.ts`, at the lines of the study.
 */
export function* lookAtWaves(own: StagedRollout, treated: Expression | undefined, place: PlaceOf): Asking<Looked<Waves>> {
  const [found, [parts], [odd]] = yield* all([
    ask(levels({ of: own.clock })),
    // A date is brought to a whole number.
    all(own.period === undefined ? [ask(moments({ columns: { fraction: indicator(not(equals(time, call('floor', time)))) }, over: timed(own) }))] : []),
    // Neither treated nor not, unknown included.
    all(own.treatedBy === undefined ? [] : [ask(moments({ columns: { odd: neitherIn(own.treatedBy) }, over: timed(own) }))]),
  ]);
  const neither = countOf(odd?.groups[0], 'odd');
  if (neither > 0) throw new EstimandError('staged-treated-values', { treated: own.treatedBy!, rows: neither }, place(['design', 'treated']));
  const timeless = found.keyless;
  const periods = found.groups.map(({ key: [code] }) => Number(code)).sort((a, b) => a - b);
  const fractions = countOf(parts?.groups[0], 'fraction');
  if (fractions > 0) throw new EstimandError('period-fraction', { column: own.time, rows: fractions }, place(['time']));
  if (periods.length > mostPeriods) throw new EstimandError('period-many', { column: own.time, periods: periods.length, most: mostPeriods }, place(['time']));
  if (periods.length < 2) throw new EstimandError('staged-one-period', { column: own.time }, place(['time']));
  const waves = own.unit === undefined ? yield* rowsByStart(own, periods) : yield* unitsByStart(own, periods, treated, place);
  const seen = { ...waves, periods, timeless };
  expectComparison(own, seen, place);
  return {
    seen,
    units: Object.fromEntries([
      ...seen.cohorts.map(({ start = 'never', units }) => [String(start), units]),
      ...(seen.always.units > 0 ? [['always', seen.always.units] as const] : []),
    ]),
  };
}

const neitherIn = (treated: string): Expression => indicator(not(and(isKnown(column(treated)), or(equals(column(treated), 0), equals(column(treated), 1)))));

const countOf = (group: Group | undefined, name: string): number =>
  group && group.moments.n > 0 ? Math.round(meanOf(group.moments, name) * group.moments.n) : 0;

type Found = Omit<Waves, 'periods' | 'timeless'>;

/** Rows alone: a repeated cross-section. */
function* rowsByStart(own: StagedRollout, periods: readonly number[]): Asking<Found> {
  const clustered = own.cluster === undefined ? {} : { clusterless: indicator(not(isKnown(column(own.cluster)))) };
  const { groups } = yield* ask(moments({ columns: clustered, by: { start: startWithin(own.start, periods) }, over: timed(own) }));
  const clusterless = own.cluster === undefined ? 0 : groups.reduce((all, group) => all + countOf(group, 'clusterless'), 0);
  const counts = groups.map(({ key: [code], moments: { n } }) => ({ start: Number(code), units: n, rows: n, whole: 0 }));
  return { shape: 'cross-section', seenOnce: false, repeats: false, clusterless, ...apart(counts, periods) };
}

function* unitsByStart(own: StagedRollout, periods: readonly number[], treated: Expression | undefined, place: PlaceOf): Asking<Found> {
  const untreated = treated && not(treated);
  const later = untreated && when(untreated, column(periodColumn), -neverStarted);
  const rows = unitRows(own, periods, {
    count: { kind: 'count' },
    ...(later && { later: { kind: 'max', of: later } }),
    zero: { kind: 'min', of: own.start },
    ...(own.cluster !== undefined && { [own.cluster]: { kind: 'only', of: column(own.cluster) } as const }),
  });
  const inPeriods = periods.map((_, j) => column(rowsIn(j)));
  // Asked as they are, and not as columns: of conditions a constant is known to be one, and need not be asked again.
  const flags = {
    repeats: indicator(greater(sum(inPeriods.map((n) => indicator(greater(n, 1)))), 0)),
    whole: indicator(equals(sum(inPeriods.map((n) => indicator(greater(n, 0)))), periods.length)),
    several: indicator(greater(sum(inPeriods.map((n) => indicator(greater(n, 0)))), 1)),
    off: later ? indicator(greater(column('later'), column('zero'))) : indicator(greater(column(unitEnd), column('zero'))),
    zeroed: indicator(equals(column('zero'), 0)),
    clusterless: own.cluster === undefined ? number(0) : indicator(not(isKnown(column(own.cluster)))),
  };
  const { groups } = yield* ask(moments({ columns: { count: column('count'), ...flags }, by: { start: column(unitStart) }, over: rows }));
  const total = (name: keyof typeof flags): number => groups.reduce((all, group) => all + countOf(group, name), 0);
  const unit = own.unit!;
  const wrong = function* (name: keyof typeof flags, error: (units: number, named: readonly string[]) => EstimandError): Asking<never> {
    const reply = yield* ask(columns({ columns: {}, keys: [unit], over: [...rows, derive({ [name]: flags[name] }), where(equals(column(name), 1))] }));
    const { codes, levels: known } = reply.keys[unit];
    throw error(codes.length, [...new Set(Array.from(codes.subarray(0, mostNamed), (code) => known[code]))]);
  };
  const several = total('several');
  const panel = several > 0;
  if (total('off') > 0 && (treated === undefined || panel)) {
    yield* wrong('off', (units, named) =>
      treated
        ? new EstimandError('staged-switches-off', { unit, treated: own.startedBy, units, named }, place(['design', 'treated']))
        : new EstimandError('staged-start-varies', { unit, start: own.startedBy, units, named }, place(['design', 'start'])),
    );
  }
  if (panel && total('repeats') > 0) yield* wrong('repeats', (units, named) => new EstimandError('staged-repeats', { unit, units, named }, place(['unit'])));
  if (!panel && treated) throw new EstimandError('staged-treated-alone', { treated: own.startedBy }, place(['design', 'treated']));
  const zeroed = total('zeroed');
  if (treated === undefined && own.period === undefined && zeroed > 0 && periods[0] > 0)
    throw new EstimandError('staged-start-zero', { start: own.startedBy, units: zeroed, first: String(periods[0]) }, place(['design', 'start']));
  const counts = groups.map((group) => ({
    start: Number(group.key[0]),
    units: group.moments.n,
    rows: countOf(group, 'count'),
    whole: countOf(group, 'whole'),
  }));
  return {
    shape: panel ? 'panel' : 'cross-section',
    seenOnce: !panel,
    repeats: total('repeats') > 0,
    clusterless: total('clusterless'),
    ...apart(counts, periods),
  };
}

/** Cohorts by the place of their first treated period; those treated all along apart. */
function apart(counts: readonly (Cohort & { readonly start: number })[], periods: readonly number[]): Pick<Waves, 'cohorts' | 'always'> {
  const placed = counts.map((c) => ({ ...c, start: c.start === neverStarted ? never : periods.findIndex((code) => code >= c.start) }));
  const starts = [...new Set(placed.filter(({ start }) => start > 0).map(({ start }) => start))].sort((a, b) => a - b);
  const sumOf = (of: readonly Cohort[], key: 'units' | 'rows' | 'whole'): number => of.reduce((all, c) => all + c[key], 0);
  const always = placed.filter(({ start }) => start === 0);
  return {
    cohorts: starts.map((start) => {
      const own = placed.filter((c) => c.start === start);
      return { ...(start !== never && { start }), units: sumOf(own, 'units'), rows: sumOf(own, 'rows'), whole: sumOf(own, 'whole') };
    }),
    always: { units: sumOf(always, 'units'), rows: sumOf(always, 'rows') },
  };
}

/** Errors where nobody is treated, nobody was seen before, or nobody is there to compare with. */
function expectComparison(own: StagedRollout, { cohorts, always, periods }: Waves, place: PlaceOf): void {
  const { startedBy: by, period, comparison } = own;
  const at = place(['design', 'start']) ?? place(['design', 'treated']);
  const says = (index: number): string => periodText(periods[index], period);
  const treated = cohorts.flatMap(({ start }) => start ?? []);
  if (treated.length === 0 && always.units === 0) throw new EstimandError('staged-nobody-treated', { column: by, last: says(periods.length - 1) }, at);
  if (treated.length === 0) throw new EstimandError('staged-start-before', { column: by, units: always.units, first: says(0) }, at);
  const untreated = cohorts.length > treated.length;
  if (comparison === 'never' && !untreated)
    throw new EstimandError('staged-nobody-never', { column: by, cohorts: treated.length }, place(['design', 'comparison']) ?? at);
  if (!untreated && treated.length === 1) throw new EstimandError('staged-no-controls', { column: by, start: says(treated[0]), comparison }, at);
}
