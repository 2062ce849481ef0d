import type { Unit } from '../../../estimate/estimate.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { squaresEqualValues } from '../../../inference/arms/binary.ts';
import type { Contrast } from '../../../inference/arms/contrast.ts';
import { type Calendar, isWithin, joined, type Spell } from '../../../inference/over-time/calendar.ts';
import type { CellGroups } from '../../../inference/over-time/shared-contrasts.ts';
import { mergeAll } from '../../../moments/merge.ts';
import type { Group, MomentsReply } from '../../../relation/requests.ts';
import { countsOf, type Least } from './spells-of.ts';

export interface Days {
  readonly time: Expression;
  readonly timeColumn: string;
  readonly calendar: Calendar;
  readonly least: Least;
}

/** What a unit adds to a mean, or to both totals of a ratio. */
export interface Parts {
  readonly numerator: Expression;
  readonly denominator?: Expression;
}

/** What the arms have in each spell of days. */
export interface BySpell {
  readonly spells: readonly Spell[];
  readonly cells: readonly CellGroups[];
  readonly treatments: readonly string[];
  readonly unit: Unit;
}

/** Undefined where fewer than three spells have enough units of every arm. */
export function bySpell({ groups, integer }: MomentsReply, c: Contrast, parts: Parts, { calendar, least }: Days): BySpell | undefined {
  const counts = countsOf(groups, calendar.bins);
  const treatments = c.treatments ?? [...counts.keys()].filter((arm) => arm !== c.control);
  const arms = [c.control, ...treatments];
  if (treatments.length === 0 || arms.some((arm) => !counts.has(arm))) return undefined;
  const enough = arms.map((arm) =>
    least(
      arm,
      counts.get(arm)!.reduce((a, b) => a + b, 0),
    ),
  );
  const spells = joined(
    Array.from({ length: calendar.bins }, (_, at) => arms.map((arm) => counts.get(arm)![at])),
    enough,
  );
  if (spells.length < 3) return undefined;
  const share =
    c.unit === undefined &&
    parts.denominator === undefined &&
    (c.ofWhole || integer.numerator) &&
    groups.every(({ moments: m }) => squaresEqualValues(m, 'numerator'));
  return { spells, cells: spells.map((spell) => cellOf(spell, parts, groups, arms)), treatments, unit: c.unit ?? { kind: share ? 'share' : 'plain' } };
}

function cellOf(spell: Spell, parts: Parts, groups: readonly Group[], arms: readonly string[]): CellGroups {
  const inSpell = ({ key }: Group): boolean => Number(key[1]) >= spell.from && Number(key[1]) < spell.to;
  return {
    cell: { ...parts, where: isWithin(spell) },
    groups: arms.map((arm): Group => {
      const own = groups.filter((g) => g.key[0] === arm && inSpell(g));
      return { key: [arm], moments: mergeAll(own.map((g) => g.moments)), dropped: own.reduce((sum, g) => sum + g.dropped, 0) };
    }),
  };
}
