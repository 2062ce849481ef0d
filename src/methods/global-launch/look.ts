import { EstimandError } from '../../errors/estimand-error.ts';
import { call, column, equals, indicator, not } from '../../expressions/build.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Looked, PlaceOf } from '../../protocol/design.ts';
import type { KeyPath } from '../../protocol/keys/problem.ts';
import { periodColumn, periodInWords, periodNoun } from '../../protocol/periods.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type ColumnsReply, columns, levels, moments } from '../../relation/requests.ts';
import { rollup } from '../../relation/steps.ts';
import { arms, type GlobalLaunch, type LaunchSeen, oneSeries } from './own.ts';
import { timedRows } from './timed-rows.ts';

/** More periods than this are a matter of days. */
const mostPeriods = 2_000;
/**
 * More units are users. So many over 20 periods take up to a minute: weights are found anew for each of 200 placebos, and for every question of them; of a completed matrix each is a
 * search of its own.
 */
const mostUnits = ({ estimator }: GlobalLaunch): number => (estimator === 'matrix-completion' ? 200 : 2_000);
/** Fewer periods before the launch tell nothing of how a unit goes on. */
export const leastBefore = 5;
/** So many units, and so many periods, are named where something is wrong with them. */
const mostNamed = 6;

/**
 * Which periods there are, who got the launch and whom it is compared with: never an outcome.
 *
 * Shapes  two rounds: periods and units; then in which periods each unit has rows.
 * Errors  those of `global-launch.ts`, at the lines of the study.
 */
export function* lookAtLaunch(own: GlobalLaunch, place: PlaceOf): Asking<Looked<LaunchSeen>> {
  const { unit } = own;
  const [found, [units], [parts]] = yield* all([
    ask(levels({ of: own.clock })),
    all(unit === undefined ? [] : [ask(levels({ of: unit }))]),
    // A date is brought to a whole number.
    all(
      own.period === undefined
        ? [ask(moments({ columns: { fraction: indicator(not(equals(column(periodColumn), call('floor', column(periodColumn))))) }, over: timedRows(own) }))]
        : [],
    ),
  ]);
  const fractions = parts?.groups[0] && parts.groups[0].moments.n > 0 ? Math.round(meanOf(parts.groups[0].moments, 'fraction') * parts.groups[0].moments.n) : 0;
  if (fractions > 0) throw new EstimandError('period-fraction', { column: own.time, rows: fractions }, place(['time']));
  if (found.groups.length === 0) throw new EstimandError('period-unknown', { column: own.time }, place(['time']));
  const seen = found.groups.map(({ key: [code] }) => Number(code)).sort((a, b) => a - b);
  if (seen.length > mostPeriods) throw new EstimandError('period-many', { column: own.time, periods: seen.length, most: mostPeriods }, place(['time']));
  const periods = withoutGaps(seen, own, place);
  const before = placeOfLaunch(periods, own, place);
  const most = mostUnits(own);
  if (units && units.groups.length > most) throw new EstimandError('launch-many-units', { unit: unit!, units: units.groups.length, most }, place(['unit']));
  const names = units ? units.groups.map(({ key: [name] }) => name) : [oneSeries];
  const { treated, donors } = sidesOf(names, own, place);
  const { present, rows } = yield* presence(own, periods, place);
  const lacking = (name: string): readonly number[] => periods.filter((_, t) => !present.get(name)?.[t]);
  const gaps = treated.filter((name) => lacking(name).length > 0);
  if (gaps.length > 0) {
    const missing = [...new Set(gaps.flatMap(lacking))].sort((a, b) => a - b).map((code) => periodInWords(code, own.period));
    const facts = { unit, units: gaps.length, named: gaps.slice(0, mostNamed), periods: missing };
    throw new EstimandError('launch-gap', facts, place(own.named.treated ? treatedKey(own) : ['time']));
  }
  const gapped = donors.filter((name) => lacking(name).length > 0);
  const whole = donors.filter((name) => !gapped.includes(name));
  if (own.estimator !== 'state-space' && whole.length <= treated.length) {
    const facts = { unit: unit!, noun: periodNoun(own.period), donors: whole.length, treated: treated.length, lacking: gapped.length };
    throw new EstimandError('launch-few-donors', facts, place(own.named.donors ? ['design', 'donors'] : treatedKey(own)));
  }
  return {
    seen: {
      periods,
      before,
      treated,
      ...(own.launches && { starts: treated.map((name) => startOf(own, name, periods, place)) }),
      donors: whole,
      gapped,
      others: names.length - treated.length - donors.length,
      rows,
      timeless: found.keyless,
    },
    units: { [arms.untreated]: whole.length, [arms.treated]: treated.length },
  };
}

/** Periods are as far apart as the nearest two of them; those between that no row has are an error. */
function withoutGaps(seen: readonly number[], { time, period }: GlobalLaunch, place: PlaceOf): readonly number[] {
  const step = period === undefined ? seen.slice(1).reduce((least, code, i) => Math.min(least, code - seen[i]), Infinity) : 1;
  const between = seen.slice(1).map((code, i) => Math.max(0, Math.ceil((code - seen[i]) / step) - 1));
  const count = between.reduce((sum, n) => sum + n, 0);
  if (count === 0) return seen;
  // Numbers may lie so far apart that not all between them can be listed.
  const missing = between.flatMap((n, i) => Array.from({ length: Math.min(n, mostNamed) }, (_, k) => seen[i] + step * (k + 1)));
  const named = missing.slice(0, mostNamed).map((code) => periodInWords(code, period));
  throw new EstimandError('launch-periods-missing', { column: time, noun: periodNoun(period), count, named }, place(['time']));
}

/** How many periods lie before the launch. */
function placeOfLaunch(periods: readonly number[], { launched, launchedText, time, period, anticipation }: GlobalLaunch, place: PlaceOf): number {
  const at = place(['design', 'launched']);
  const [first, last] = [periods[0], periods[periods.length - 1]];
  const outside = { launched: launchedText, column: time, first: periodInWords(first, period), last: periodInWords(last, period) };
  if (launched > last) throw new EstimandError('launch-outside', { ...outside, side: 'after' }, at);
  if (launched <= first) throw new EstimandError('launch-outside', { ...outside, side: 'before' }, at);
  const before = periods.findIndex((code) => code >= launched);
  if (before - anticipation < leastBefore)
    throw new EstimandError('launch-few-before', { launched: launchedText, noun: periodNoun(period), before, least: leastBefore, anticipation }, at);
  return before;
}

/** How many periods lie before the launch of a unit. */
function startOf({ launches, time, period }: GlobalLaunch, name: string, periods: readonly number[], place: PlaceOf): number {
  const start = periods.findIndex((code) => code >= launches![name]);
  if (start >= 0) return start;
  const [first, last] = [periods[0], periods[periods.length - 1]].map((code) => periodInWords(code, period));
  const facts = { launched: `${name}: ${periodInWords(launches![name], period)}`, column: time, first, last, side: 'after' } as const;
  throw new EstimandError('launch-outside', facts, place(['design', 'launched', name]));
}

interface Sides {
  readonly treated: readonly string[];
  readonly donors: readonly string[];
}

/** Where the study names who got it: with their dates, or in a list. */
const treatedKey = ({ launches }: GlobalLaunch): KeyPath => ['design', launches ? 'launched' : 'treatedUnits'];

function sidesOf(names: readonly string[], own: GlobalLaunch, place: PlaceOf): Sides {
  const { unit, estimator, named, launches } = own;
  const known = new Set(names);
  for (const [key, listed] of [
    [launches ? 'launched' : 'treatedUnits', named.treated],
    ['donors', named.donors],
  ] as const) {
    const missing = (listed ?? []).filter((name) => !known.has(name));
    if (missing.length > 0)
      throw new EstimandError(
        'launch-unit-unknown',
        { key, unit: unit!, missing, known: names },
        place(['design', key, key === 'launched' ? missing[0] : listed!.indexOf(missing[0])]),
      );
  }
  const treated = named.treated ?? names.filter((name) => !named.donors?.includes(name));
  const apart = new Set(treated);
  const donors = named.donors ?? names.filter((name) => !apart.has(name));
  if (estimator !== 'state-space' && donors.length === 0) throw new EstimandError('launch-no-donors', { estimator, unit: unit! }, place(treatedKey(own)));
  return { treated, donors };
}

/** In which periods each unit has rows, and how many there are in all. */
function* presence(
  own: GlobalLaunch,
  periods: readonly number[],
  place: PlaceOf,
): Asking<{ readonly present: ReadonlyMap<string, Uint8Array>; readonly rows: number }> {
  const { unit } = own;
  const reply = yield* ask(
    columns({
      columns: { period: column(periodColumn), count: column('count') },
      ...(unit !== undefined && { keys: [unit] }),
      over: [...timedRows(own), rollup([...(unit === undefined ? [] : [unit]), periodColumn], { count: { kind: 'count' } })],
    }),
  );
  const nameOf = namesIn(reply, unit);
  const placeOf = new Map(periods.map((code, t) => [code, t]));
  const found = new Map<string, Uint8Array>();
  const repeated: string[] = [];
  for (let i = 0; i < reply.n; i++) {
    const name = nameOf(i);
    const seen = found.get(name) ?? new Uint8Array(periods.length);
    seen[placeOf.get(reply.columns.period[i])!] = 1;
    found.set(name, seen);
    if (reply.columns.count[i] > 1) repeated.push(unit === undefined ? periodInWords(reply.columns.period[i], own.period) : name);
  }
  const several = [...new Set(repeated)];
  if (several.length > 0)
    throw new EstimandError(
      'launch-repeats',
      { unit, units: several.length, named: several.slice(0, mostNamed) },
      place([unit === undefined ? 'time' : 'unit']),
    );
  return { present: found, rows: reply.columns.count.reduce((sum, count) => sum + count, 0) };
}

/** Whose a row of a reply is. */
export function namesIn({ keys }: Pick<ColumnsReply, 'keys'>, unit: string | undefined): (row: number) => string {
  if (unit === undefined) return () => oneSeries;
  const { codes, levels: known } = keys[unit];
  return (row) => known[codes[row]];
}
