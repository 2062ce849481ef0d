import { column, indicator, is, isKnown, not, when } from '../expressions/build.ts';
import type { Combination } from '../moments/combine.ts';
import { comomentOf, type Moments, meanOf } from '../moments/moments.ts';
import { indicatorName } from '../moments/terms.ts';
import { type Covariate, columnOfCovariate } from '../protocol/protocol.ts';
import type { Group } from '../relation/requests.ts';
import { type DesignColumn, indicators, ones } from './arm-columns.ts';
import { type GroupedLevels, groupedLevels, type JoinedLevels, joinedIn, type UnitsByLevel } from './factor-levels.ts';

/** What is asked of a covariate that some units lack: its values or levels, and where it is missing. */
export interface Candidates {
  readonly of: Covariate;
  /** The number, missing ones as the mean; of a factor an indicator of each of its levels. */
  readonly columns: readonly DesignColumn[];
  readonly missing: DesignColumn;
}

/** What a covariate that is missing counts as. */
export interface Imputed {
  readonly covariate: string;
  /** Units on which it is missing. */
  readonly units: number;
  readonly kind: 'number' | 'factor';
  /** Does an indicator of missingness enter, or do too few units of an arm lack it? */
  readonly indicated: boolean;
}

export const missingName = (covariate: string): string => `${covariate} is missing`;

/** Missing numbers as their mean, missing levels as none, and beside each covariate an indicator of where it is missing. */
export function candidatesOf(
  adjust: readonly Covariate[],
  meanKnown: (covariate: string) => number,
  levels: ReadonlyMap<string, readonly string[]>,
): readonly Candidates[] {
  return adjust.map((of): Candidates => {
    const covariate = columnOfCovariate(of);
    const known = isKnown(column(covariate));
    const missing = { name: missingName(covariate), expression: indicator(not(known)) };
    if (typeof of === 'string') return { of, columns: [{ name: of, expression: when(known, column(of), meanKnown(of)) }], missing };
    const columns = levels.get(covariate)!.map((level) => ({
      name: indicatorName(covariate, level),
      expression: when(known, indicator(is(column(covariate), level)), 0),
    }));
    return { of, columns, missing };
  });
}

/** Units on which the covariate is missing. */
export function missingUnits(covariate: string, groups: readonly Group[]): number {
  return groups.reduce((sum, g) => sum + ones(g.moments, missingName(covariate)), 0);
}

/** Columns of the regression, and what each is a sum of among those that were asked for. */
export interface Entering {
  readonly columns: readonly DesignColumn[];
  readonly sums: Readonly<Record<string, Combination>>;
  readonly joined: readonly JoinedLevels[];
}

/**
 * The columns that enter. Levels that are rare in all arms together are one. An indicator of missing values must set at least two units of every arm
 * apart, from the rest and from those that an indicator before it marks: a column for a single unit would fit it whatever its outcome.
 */
export function enteringColumns(candidates: readonly Candidates[], groups: readonly Group[], least: number): Entering {
  const marks: string[] = [];
  const grouped: GroupedLevels[] = [];
  const columns: DesignColumn[] = [];
  const sums: Record<string, Combination> = {};
  const enter = (added: DesignColumn, of: readonly string[]): void => {
    columns.push(added);
    sums[added.name] = Object.fromEntries(of.map((name) => [name, 1]));
  };
  for (const { of, columns: own, missing } of candidates) {
    if (typeof of === 'string') enter(own[0], [own[0].name]);
    else {
      const levels = groupedLevels(of, levelCounts(of.factor, own, groups), least);
      grouped.push(levels);
      const names = levels.levels.map((one) => one.of.map((level) => indicatorName(of.factor, level)));
      for (const [i, { name, expression }] of indicators(levels).entries())
        enter({ name, expression: when(isKnown(column(of.factor)), expression, 0) }, names[i + 1]);
    }
    if (!marksApart(missing.name, marks, groups)) continue;
    marks.push(missing.name);
    enter(missing, [missing.name]);
  }
  return { columns, sums, joined: joinedIn(grouped, least) };
}

function levelCounts(factor: string, own: readonly DesignColumn[], groups: readonly Group[]): UnitsByLevel {
  const from = indicatorName(factor, '').length;
  return new Map(groups.map(({ key, moments: m }) => [key[0], new Map(own.map(({ name }) => [name.slice(from), ones(m, name)]))]));
}

const marksApart = (name: string, marks: readonly string[], groups: readonly Group[]): boolean =>
  groups.every(({ moments: m }) => {
    const units = ones(m, name);
    return units >= 2 && m.n - units >= 2 && marks.every((mark) => apart(m, name, mark) >= 2);
  });

/** Units that one indicator marks and the other does not. */
function apart(m: Moments, a: string, b: string): number {
  const both = Math.round(comomentOf(m, a, b) + m.n * meanOf(m, a) * meanOf(m, b));
  return ones(m, a) + ones(m, b) - 2 * both;
}
