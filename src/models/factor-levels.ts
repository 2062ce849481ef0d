import { EstimandError } from '../errors/estimand-error.ts';
import type { Covariate } from '../protocol/protocol.ts';

/** More levels than this cost more precision than they bring, and a regression that nobody reads. */
export const mostLevels = 50;

/**
 * Errors  covariate-mixed when levels are numbers but for a few words ("NA"), covariate-wide when there are too many.
 */
export function expectFactors(levels: ReadonlyMap<string, readonly string[]>): void {
  for (const [column, found] of levels) {
    const words = found.filter((level) => level.trim() === '' || Number.isNaN(Number(level)));
    const numbers = found.length - words.length;
    if (words.length > 0 && numbers >= 5 && words.length <= numbers / 4) throw new EstimandError('covariate-mixed', { column, words });
    if (found.length > mostLevels) throw new EstimandError('covariate-wide', { column, levels: found.length, most: mostLevels });
  }
}

/** A level of a regression: one of the factor's own, or `other`, which stands for all that are rare. */
export interface GroupedLevel {
  readonly level: string;
  readonly of: readonly string[];
}

/** By arm, and then by level of a factor. */
export type UnitsByLevel = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** A factor by the levels of a regression, in the text order of the first level in each; the first is what the others are held against. */
export interface GroupedLevels {
  readonly factor: string;
  readonly levels: readonly GroupedLevel[];
}

/** Levels that were joined, and how many units a level must have in all arms together to stand by itself. */
export interface JoinedLevels {
  readonly factor: string;
  readonly levels: readonly string[];
  readonly least: number;
}

/** What rare levels are called together; a level of that name is one of them. */
export const otherLevel = 'other';

/** How often chance may leave an arm with fewer than two units of a level: a column would fit these whatever their outcomes. */
const leftAlone = 0.01;

/** How many units a level must have in all arms together, by the sizes of these alone: with as many, chance puts two or more into every arm in 99 of 100 assignments. */
export function leastUnitsOf(arms: readonly number[]): number {
  const units = arms.reduce((a, b) => a + b, 0);
  const shares = arms.filter((n) => n > 0).map((n) => n / units);
  const alone = (n: number): number => shares.reduce((sum, s) => sum + (1 - s) ** n + n * s * (1 - s) ** (n - 1), 0);
  let [few, enough] = [1, 2];
  while (alone(enough) > leftAlone) [few, enough] = [enough, 2 * enough];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (alone(middle) > leftAlone) few = middle;
    else enough = middle;
  }
  return enough;
}

/**
 * Joins levels by how many units they have in all arms together: whom chance put where does not decide what is adjusted for. Those with fewer than `least` become
 * `other`, which takes in the next rarest until it has as many itself. The blocks of a design are kept as they were drawn, and so is a factor that tells the arm, for the
 * regression to find out: it was not measured before assignment.
 */
export function groupedLevels({ factor, drawn }: Extract<Covariate, object>, byArm: UnitsByLevel, least: number): GroupedLevels {
  const counts = pooled(byArm);
  const joined = drawn || followsArms(byArm) ? new Set<string>() : rareLevels(counts, least);
  const levels: GroupedLevel[] = [];
  for (const level of [...counts.keys()].sort()) {
    const group = joined.has(level) ? otherLevel : level;
    const at = levels.findIndex((one) => one.level === group);
    if (at < 0) levels.push({ level: group, of: [level] });
    else levels[at] = { level: group, of: [...levels[at].of, level] };
  }
  return { factor, levels };
}

function pooled(byArm: UnitsByLevel): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const levels of byArm.values()) for (const [level, n] of levels) counts.set(level, (counts.get(level) ?? 0) + n);
  return counts;
}

/** Does every arm have one level of its own? */
function followsArms(byArm: UnitsByLevel): boolean {
  const own = [...byArm.values()].map((levels) => [...levels].filter(([, n]) => n > 0).map(([level]) => level));
  return own.length > 1 && own.every((levels) => levels.length === 1) && new Set(own.flat()).size === own.length;
}

function rareLevels(counts: ReadonlyMap<string, number>, least: number): ReadonlySet<string> {
  const byUnits = [...counts].sort(([a, n], [b, m]) => n - m || (a < b ? -1 : 1));
  const joined = new Map(byUnits.filter(([, n]) => n < least));
  if (joined.size === 0) return new Set();
  if (counts.has(otherLevel)) joined.set(otherLevel, counts.get(otherLevel)!);
  for (const [level, n] of byUnits) {
    if ([...joined.values()].reduce((a, b) => a + b, 0) >= least) break;
    joined.set(level, n);
  }
  return new Set(joined.keys());
}

/** What was joined, of the factors where anything was. */
export const joinedIn = (grouped: readonly GroupedLevels[], least: number): readonly JoinedLevels[] =>
  grouped.flatMap(({ factor, levels }) => levels.filter(({ of }) => of.length > 1).map(({ of }) => ({ factor, levels: of, least })));

/** Every level by itself. */
export const eachLevel = (factor: string, levels: readonly string[]): GroupedLevels => ({
  factor,
  levels: [...levels].sort().map((level) => ({ level, of: [level] })),
});
