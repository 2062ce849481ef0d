import { type Answer, joinAnswers } from '../../estimate/answer.ts';
import type { Unit } from '../../estimate/estimate.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { and, isKnown } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { fewEvents, squaresEqualValues } from '../../inference/arms/binary.ts';
import { errorsOf } from '../../inference/arms/contrast.ts';
import { linesExhibit } from '../../inference/over-time/lines-exhibit.ts';
import { type Cell, type CellGroups, influenceOf, sharedContrasts } from '../../inference/over-time/shared-contrasts.ts';
import { harmonicSize, timeWeights } from '../../inference/over-time/time-weights.ts';
import { effectAt, type TimedEffect } from '../../inference/over-time/timed-effect.ts';
import { errorsBy, isRough, shapesOf } from '../../methods/arms/over-time/errors-of.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type Group, moments } from '../../relation/requests.ts';
import { within } from '../../relation/within.ts';
import { type Ages, atAges, isWhole, lived } from './ages.ts';
import { noveltyFinding, type SinceExposure } from './novelty-finding.ts';

type Assigned = Protocol & { readonly assignment: NonNullable<Protocol['assignment']> };

/**
 * Does the effect change with the time since a unit's first row?
 *
 * Model   at each age, in whole days since the first row of a unit: difference of means, or of ratios of totals, by Welch (CR2 where clusters are named), among units that were followed to
 *         its end. Change: over a window of ages that all units in it lived through, sum of c_a (effect at age a), c_a = h_a (a - mean a) / sum h_a (a - mean a)^2; of a total this is the difference of
 *         the units' mean slopes on age. Its error is that of the units' influence, so that the days of a unit belong together.
 * Shapes  a row a unit, with what it has at each age in columns of its own.
 * Units   outcome units in a day, or a week; the trend for each day.
 * Errors  none: an outcome of which nothing can be told is left out.
 * Source  Welch (1947); Hohnhold, O'Brien & Tang (2015), KDD, on effects that are learned.
 */
export function* effectByExposure(protocol: Assigned, outcomes: readonly Outcome[], ages: Ages): Asking<Answer> {
  return joinAnswers(yield* all(outcomes.map((outcome) => ofOutcome(protocol, outcome, ages))));
}

function* ofOutcome(protocol: Assigned, outcome: Outcome, ages: Ages): Asking<Answer> {
  const { assignment, analysis } = protocol;
  const { treatments, control, column: by } = assignment;
  const { cells } = atAges(outcome, ages);
  const whole = isWhole(outcome);
  const inWindow = and(whole, lived(ages.window, ages));
  const [followed, windowed, counted] = yield* all([
    all(cells.map((cell, k) => within(groupsOf(cell, by), and(whole, lived(k + 1, ages))))),
    all(cells.slice(0, ages.window).map((cell) => within(groupsOf(cell, by), inWindow))),
    within(ask(moments({ columns: {}, by: [by] })), inWindow),
  ]);
  // Where nobody has a row any more the data end, whatever was followed: a log that holds a fortnight of each unit says nothing of the third week.
  const own = followed.slice(0, 1 + followed.findLastIndex(hasRows));
  const told = { ...ages, window: Math.min(ages.window, own.length) };
  if (told.window < 2) return { estimates: [], findings: [], exhibits: [] };
  const units = new Map(counted.groups.map(({ key, moments: m }) => [key[0], m.n]));
  const arms = [control, ...treatments];
  if (arms.some((arm) => (units.get(arm) ?? 0) < 2)) return { estimates: [], findings: [], exhibits: [] };
  const clustered = errorsOf(protocol);
  const errors = errorsBy({ assignment: by, control, treatments, ...clustered });
  const [sums, shown] = yield* all([
    all(
      treatments.map((arm) =>
        within(sinceExposure(arm, windowed.slice(0, told.window), { protocol, errors, units, ages, cluster: clustered.cluster }), inWindow),
      ),
    ),
    clustered.cluster === undefined ? unclustered(own, treatments, control) : inClusters(own, protocol, errors, (k) => and(whole, lived(k + 1, ages))),
  ]);
  const unit: Unit = outcome.unit.kind === 'plain' && outcome.perUnit?.per === 'any' ? { kind: 'share' } : outcome.unit;
  const of = outcome.perUnit?.per === 'any' ? 'any' : outcome.perUnit?.per === 'mean' || outcome.ratio !== undefined ? 'present' : 'total';
  const findings = sums.flatMap((sum) => noveltyFinding(sum, { outcome: outcome.name, control, unit, level: analysis.level, ages: told, of }) ?? []);
  const name = ages.days === 1 ? 'day' : 'week';
  const exhibit = linesExhibit(
    treatments.map((arm, i) => ({
      arm,
      points: own.flatMap((cell, k) => {
        const effect = shown[k][i];
        return effect ? [{ x: k + 1, effect, units: sizeOf(cell, arm) + sizeOf(cell, control), few: sums[i].rough || areFew(own, [arm, control]) }] : [];
      }),
    })),
    {
      id: `effect-by-exposure:${outcome.name}`,
      title: `Effect on ${outcome.name} by ${name}s since a unit's first row`,
      says:
        findings.find(({ verdict }) => verdict === 'warn')?.says ?? findings[0]?.says ?? `The effect on ${outcome.name} by ${name}s since a unit's first row.`,
      outcome: outcome.name,
      unit,
      level: analysis.level,
      x: `${name} since the first row, 1 that of the first`,
    },
  );
  return { estimates: [], findings, exhibits: exhibit ? [exhibit] : [] };
}

function* groupsOf(cell: Cell, by: string): Asking<CellGroups> {
  const { numerator, denominator } = cell;
  const { groups } = yield* ask(moments({ columns: { numerator, ...(denominator && { denominator }) }, by: [by] }));
  return { cell, groups };
}

const groupOf = ({ groups }: CellGroups, arm: string): Group | undefined => groups.find((g) => g.key[0] === arm);
const sizeOf = (cell: CellGroups, arm: string): number => groupOf(cell, arm)?.moments.n ?? 0;

const hasRows = ({ groups, cell }: CellGroups): boolean =>
  groups.some(({ moments: m }) => m.n > 0 && (cell.denominator ? meanOf(m, 'denominator') > 0 : meanOf(m, 'numerator') !== 0 || m.comoment[0] > 0));

/** Zeros and ones, of which an arm has few of either at an average age: judged age by age, only those would be drawn that have many by chance. */
function areFew(cells: readonly CellGroups[], arms: readonly string[]): boolean {
  const groupsOfArms = arms.map((arm) => cells.flatMap((cell) => groupOf(cell, arm) ?? []));
  const isBinary =
    cells.every(({ cell }) => cell.denominator === undefined) && groupsOfArms.flat().every(({ moments: m }) => squaresEqualValues(m, 'numerator'));
  const ofEither = ({ moments: m }: Group): number => m.n * Math.min(meanOf(m, 'numerator'), 1 - meanOf(m, 'numerator'));
  return isBinary && groupsOfArms.some((own) => own.reduce((sum, group) => sum + ofEither(group), 0) < fewEvents * own.length);
}

/** How much an arm has at an age: units, or what a ratio is over. */
function weightOf(cell: CellGroups, arm: string): number {
  const m = groupOf(cell, arm)?.moments;
  return m === undefined || m.n === 0 ? 0 : m.n * (cell.cell.denominator ? Math.max(0, meanOf(m, 'denominator')) : 1);
}

interface Windowed {
  readonly protocol: Assigned;
  readonly errors: ReturnType<typeof errorsBy>;
  readonly units: ReadonlyMap<string, number>;
  readonly ages: Ages;
  readonly cluster: string | undefined;
}

function* sinceExposure(arm: string, cells: readonly CellGroups[], { protocol, errors, units, ages, cluster }: Windowed): Asking<SinceExposure> {
  const { column: assignment, control } = protocol.assignment;
  const sizes = cells.map((cell) => harmonicSize(weightOf(cell, arm), weightOf(cell, control)));
  const among = (units.get(arm) ?? 0) + (units.get(control) ?? 0);
  const nothing = { arm, trend: undefined, early: undefined, late: undefined, average: undefined, rough: false, units: among };
  if (!sizes.every((size) => size > 0)) return nothing;
  const times = cells.map((_, k) => k * ages.days);
  const { trend, early, late, average } = timeWeights(times, sizes);
  const c = { assignment, control, treatments: [arm], units };
  const [sums, shapes] = yield* all([
    sharedContrasts(cells, [trend, early, late, average], c, errors),
    shapesOf(influenceOf(cells, trend, [control, arm], assignment, units), { assignment, cluster }),
  ]);
  const [[slope], [first], [last], [whole]] = sums;
  return { arm, trend: slope, early: first, late: last, average: whole, rough: isRough(shapes, arm, control, pValueLimits.overTime.warnBelow), units: among };
}

function* unclustered(own: readonly CellGroups[], treatments: readonly string[], control: string): Asking<readonly (readonly (TimedEffect | undefined)[])[]> {
  return own.map((cell) =>
    treatments.map((arm) => {
      const [one, zero] = [groupOf(cell, arm), groupOf(cell, control)];
      return one && zero && effectAt(one, zero, { numerator: 'numerator', ...(cell.cell.denominator && { denominator: 'denominator' }) });
    }),
  );
}

function* inClusters(
  own: readonly CellGroups[],
  { assignment }: Assigned,
  errors: Windowed['errors'],
  among: (k: number) => Expression,
): Asking<readonly (readonly (TimedEffect | undefined)[])[]> {
  const { treatments, control, column: by } = assignment;
  const found = yield* all(
    own.map((cell, k) => {
      const units = new Map([control, ...treatments].map((arm) => [arm, sizeOf(cell, arm)]));
      const known = cell.cell.denominator ? and(isKnown(cell.cell.numerator), isKnown(cell.cell.denominator)) : isKnown(cell.cell.numerator);
      return within(sharedContrasts([cell], [[1]], { assignment: by, control, treatments, units }, errors), and(among(k), known));
    }),
  );
  return found.map(([effects]) => effects);
}
