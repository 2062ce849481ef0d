import { column, indicator, isKnown, not, when } from '../expressions/build.ts';
import { comomentOf, type Moments, meanOf } from '../moments/moments.ts';
import { type Covariate, columnOfCovariate } from '../protocol/protocol.ts';
import type { Group } from '../relation/requests.ts';
import { type DesignColumn, indicators, isTooRare, ones } from './arm-columns.ts';

/** A column that may enter the regression, once it is known how often its covariate is missing. */
export interface CandidateColumn extends DesignColumn {
  readonly kind: 'number' | 'level' | 'missing';
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
): readonly CandidateColumn[] {
  return adjust.flatMap((x): readonly CandidateColumn[] => {
    const covariate = columnOfCovariate(x);
    const known = isKnown(column(covariate));
    const missing: CandidateColumn = { kind: 'missing', name: missingName(covariate), expression: indicator(not(known)) };
    if (typeof x === 'string') return [{ kind: 'number', name: x, expression: when(known, column(x), meanKnown(x)) }, missing];
    const shown = indicators(covariate, levels.get(covariate)!);
    return [...shown.map(({ name, expression }): CandidateColumn => ({ kind: 'level', name, expression: when(known, expression, 0) })), missing];
  });
}

/** Units on which the covariate is missing. */
export function missingUnits(covariate: string, groups: readonly Group[]): number {
  return groups.reduce((sum, g) => sum + ones(g.moments, missingName(covariate)), 0);
}

/**
 * The candidates that enter. A level that is too rare makes no column. An indicator of missing values must set at least two units of every arm
 * apart, from the rest and from those that an indicator before it marks: a column for a single unit would fit it whatever its outcome.
 */
export function enteringColumns(candidates: readonly CandidateColumn[], groups: readonly Group[]): readonly DesignColumn[] {
  const kept: CandidateColumn[] = [];
  for (const x of candidates) if (enters(x, kept, groups)) kept.push(x);
  return kept.map(({ name, expression }) => ({ name, expression }));
}

function enters({ kind, name }: CandidateColumn, before: readonly CandidateColumn[], groups: readonly Group[]): boolean {
  if (kind === 'number') return true;
  if (kind === 'level') return !isTooRare(name, groups);
  const marks = before.filter((x) => x.kind === 'missing');
  return groups.every(({ moments: m }) => {
    const units = ones(m, name);
    return units >= 2 && m.n - units >= 2 && marks.every((mark) => apart(m, name, mark.name) >= 2);
  });
}

/** Units that one indicator marks and the other does not. */
function apart(m: Moments, a: string, b: string): number {
  const both = Math.round(comomentOf(m, a, b) + m.n * meanOf(m, a) * meanOf(m, b));
  return ones(m, a) + ones(m, b) - 2 * both;
}
