import type { Answer } from '../../../estimate/answer.ts';
import type { Contrast } from '../../../inference/arms/contrast.ts';
import { type Calendar, daysIn, isWithin, middleOf, type Spell, spellsText } from '../../../inference/over-time/calendar.ts';
import { linesExhibit, type Point } from '../../../inference/over-time/lines-exhibit.ts';
import { type CellGroups, sharedContrasts } from '../../../inference/over-time/shared-contrasts.ts';
import { harmonicSize, type TimeWeights, thirdOf, timeWeights } from '../../../inference/over-time/time-weights.ts';
import { effectAt, equalEffects, type TimedEffect, weightedSum } from '../../../inference/over-time/timed-effect.ts';
import { type Asking, all } from '../../../relation/asking.ts';
import type { Group } from '../../../relation/requests.ts';
import { within } from '../../../relation/within.ts';
import type { BySpell, Days } from './by-spell.ts';
import { driftFinding, type OverDays } from './drift-finding.ts';
import { errorsBy } from './errors-of.ts';
import { spanText } from './spells-of.ts';

interface ArmOverDays extends OverDays {
  readonly effects: readonly TimedEffect[];
  readonly units: readonly number[];
}

/** What effects by day show, in a figure and in findings. */
export function* toldByDay(found: BySpell, c: Contrast, { calendar, timeColumn }: Days): Asking<Answer> {
  const { spells, unit, treatments } = found;
  const times = spells.map((spell) => middleOf(spell, calendar));
  const arms = c.cluster === undefined ? treatments.map((arm) => alone(arm, found, c, times)) : yield* inClusters(found, c, times);
  const third = thirdOf(spells.length);
  const about = {
    outcome: c.outcome,
    control: c.control,
    unit,
    level: c.level,
    spells: spellsText(spells, calendar),
    first: spanText(spells.slice(0, third), calendar),
    last: spanText(spells.slice(-third), calendar),
  };
  const findings = arms.flatMap((arm) => (arm ? (driftFinding(arm, about) ?? []) : []));
  const told = arms.flatMap((arm) => arm ?? []);
  const exhibit = linesExhibit(
    told.map(({ arm, effects, units }) => ({
      arm,
      points: effects.map((effect, k) => pointOf(spells[k], { effect, units: units[k] }, calendar)),
    })),
    {
      id: `effect-over-time:${c.outcome}`,
      title: `Effect on ${c.outcome} by ${timeColumn}`,
      says: findings.find(({ verdict }) => verdict === 'warn')?.says ?? findings[0]?.says ?? `The effect on ${c.outcome} by the day on which units came in.`,
      outcome: c.outcome,
      unit,
      level: c.level,
      x: timeColumn,
    },
  );
  return { estimates: [], findings, exhibits: exhibit ? [exhibit] : [] };
}

/** A spell of days stands at its first, and says its last. */
function pointOf(spell: Spell, of: Pick<Point, 'effect' | 'units'>, calendar: Calendar): Point {
  const { first, last } = daysIn(spell, calendar);
  return { x: first, ...of, ...(last !== first && { until: last }) };
}

const namesOf = ({ cell }: CellGroups) => ({ numerator: 'numerator', ...(cell.denominator && { denominator: 'denominator' }) });
const groupOf = ({ groups }: CellGroups, arm: string): Group => groups.find((g) => g.key[0] === arm)!;

/** The weights of one contrast, by the units behind each day. */
function weightsOf(arm: string, { cells }: BySpell, c: Contrast, times: readonly number[]): TimeWeights {
  return timeWeights(
    times,
    cells.map((cell) => harmonicSize(groupOf(cell, arm).moments.n, groupOf(cell, c.control).moments.n)),
  );
}

const unitsOf = (arm: string, { cells }: BySpell, c: Contrast): readonly number[] =>
  cells.map((cell) => groupOf(cell, arm).moments.n + groupOf(cell, c.control).moments.n);

/** Units of separate days are separate samples. Undefined where a day has no effect. */
function alone(arm: string, found: BySpell, c: Contrast, times: readonly number[]): ArmOverDays | undefined {
  const effects = found.cells.flatMap((cell) => effectAt(groupOf(cell, arm), groupOf(cell, c.control), namesOf(cell)) ?? []);
  if (effects.length < found.cells.length) return undefined;
  const { trend, early, late, average } = weightsOf(arm, found, c, times);
  const sum = (weights: readonly number[]): TimedEffect | undefined => weightedSum(effects, weights);
  return {
    arm,
    effects,
    units: unitsOf(arm, found, c),
    trend: sum(trend),
    early: sum(early),
    late: sum(late),
    average: sum(average),
    equal: effects.every(({ standardError }) => standardError > 0) ? equalEffects(effects) : undefined,
  };
}

/** Units of one cluster may come in on many days: what they add to a sum over days is added up within it. */
function* inClusters(found: BySpell, c: Contrast, times: readonly number[]): Asking<readonly (ArmOverDays | undefined)[]> {
  const { cells, treatments } = found;
  const compared = (arms: readonly string[], own: readonly CellGroups[]) => ({
    assignment: c.assignment,
    control: c.control,
    treatments: arms,
    units: unitsIn(own, [c.control, ...arms]),
  });
  const errors = errorsBy({
    assignment: c.assignment,
    control: c.control,
    treatments,
    ...(c.cluster !== undefined && { cluster: c.cluster }),
    ...(c.clusterArms && { clusterArms: c.clusterArms }),
  });
  const [byDay, sums] = yield* all([
    all(cells.map((cell, k) => within(sharedContrasts([cell], [[1]], compared(treatments, [cell]), errors), isWithin(found.spells[k])))),
    all(
      treatments.map((arm) => {
        const { trend, early, late, average } = weightsOf(arm, found, c, times);
        return sharedContrasts(cells, [trend, early, late, average], compared([arm], cells), errors);
      }),
    ),
  ]);
  return treatments.map((arm, i): ArmOverDays | undefined => {
    const effects = byDay.flatMap(([own]) => own[i] ?? []);
    if (effects.length < cells.length) return undefined;
    const [[trend], [early], [late], [average]] = sums[i];
    return { arm, effects, units: unitsOf(arm, found, c), trend, early, late, average };
  });
}

/** Units of all cells. */
const unitsIn = (cells: readonly CellGroups[], arms: readonly string[]): ReadonlyMap<string, number> =>
  new Map(arms.map((arm) => [arm, cells.reduce((sum, cell) => sum + groupOf(cell, arm).moments.n, 0)]));
