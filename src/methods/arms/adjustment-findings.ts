import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { largeCondition } from '../../estimate/thresholds.ts';
import type { ArmDesign } from '../../models/arm-design.ts';
import { otherLevel } from '../../models/factor-levels.ts';
import type { Imputed } from '../../models/imputed-columns.ts';

/** Findings on an adjusted regression: imputed values, rare levels, and columns that nearly repeat each other. */
export function adjustmentFindings(design: Pick<ArmDesign, 'imputed' | 'merged'>, condition: number, outcome: string): readonly Finding[] {
  const imputed = design.imputed.map(
    (of): Finding => ({
      check: 'imputed-covariate',
      about: { column: of.covariate },
      verdict: 'warn',
      statistic: of.units,
      says: `${of.covariate} is missing on ${sayCount(of.units)} units that have ${outcome}; they were kept, ${keptAs(of)}.`,
      mend: 'Nothing if it is measured before assignment; look at why it is missing.',
    }),
  );
  const merged = design.merged.map(
    ({ factor, levels, least }): Finding => ({
      check: 'merged-level',
      about: { column: factor },
      verdict: 'warn',
      statistic: levels.length,
      threshold: least,
      says: `${sayLevels(levels)} of ${factor} have too few units in all arms together to be adjusted for by themselves (fewer than ${sayCount(least)}): they count as one level, ${otherLevel}.`,
      mend: 'Merge rare levels in the data if another grouping makes more sense.',
    }),
  );
  const known = [...imputed, ...merged];
  if (condition < largeCondition) return known;
  return [
    ...known,
    {
      check: 'condition-number',
      about: { column: outcome },
      verdict: 'warn',
      statistic: condition,
      threshold: largeCondition,
      says: `The covariates nearly repeat each other (condition number ${condition.toExponential(1)}): their slopes are not to be read, the effect loses up to ${Math.round(Math.log10(condition))} digits.`,
      mend: 'Take one of the near-duplicates out.',
    },
  ];
}

/** The first of them, and how many more. */
export const sayLevels = (levels: readonly string[]): string =>
  levels.length > mostNamed ? `${levels.slice(0, mostNamed).join(', ')} and ${levels.length - mostNamed} more` : levels.join(', ');

const mostNamed = 5;

/** What units count as that lack a covariate. */
export function keptAs({ kind, indicated }: Imputed): string {
  if (indicated) return kind === 'number' ? 'with the mean and an indicator of missingness in the adjustment' : 'as a level of their own';
  const few = 'an arm has too few that lack it, or none but these, for an indicator of missingness';
  return kind === 'number' ? `with the mean alone: ${few}` : `as of the first level: ${few}`;
}
