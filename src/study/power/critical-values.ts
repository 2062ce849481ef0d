import { normalQuantile } from '../../math/distributions/normal.ts';
import { type SeveralArms, severalArmsCritical } from '../../power/several-arms.ts';
import type { PlannedStudy } from './planned-study.ts';

/**
 * Critical values, in standard errors, of the outcomes whose several arms are compared as a family: two-sided, one-sided for a guardrail. Other outcomes are
 * judged one arm at a time.
 *
 * Model     max-t within an outcome, of a study with several looks Bonferroni; the outcomes of a declared family share alpha evenly, since how they are correlated is not
 *           planned from (Bonferroni).
 */
export function criticalValuesOf(
  { study: { analysis, outcomes }, arms: { control } }: PlannedStudy,
  shares: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const treatments = Object.keys(shares).flatMap((arm) => (arm === control ? [] : [shares[arm]]));
  if (treatments.length < 2 || shares[control] === undefined) return {};
  const arms: SeveralArms = { treatments, control: shares[control], comparisons: analysis.comparisons };
  const family = analysis.family ?? Object.keys(outcomes).filter((name) => outcomes[name].role === 'primary');
  const compared = Object.entries(outcomes).filter(([name, { role }]) => role === 'primary' || role === 'guardrail' || family.includes(name));
  return Object.fromEntries(
    compared.map(([name, { tolerance }]) => {
      const level = tolerance === undefined ? analysis.level : analysis.guardrailLevel;
      const among = family.includes(name) ? family.length : 1;
      const [alpha, side] = [(1 - level) / among, tolerance === undefined ? 'two-sided' : 'upper'] as const;
      return [name, analysis.looks === 'fixed' ? severalArmsCritical(arms, alpha, side) : sharedEvenly(arms, alpha, side)];
    }),
  );
}

/** As the intervals of looks share the error among arms. */
function sharedEvenly({ treatments, comparisons }: SeveralArms, alpha: number, side: 'two-sided' | 'upper'): number {
  const arms = treatments.length;
  const contrasts = comparisons === 'control' ? arms : (arms * (arms + 1)) / 2;
  return normalQuantile(1 - alpha / contrasts / (side === 'upper' ? 1 : 2));
}
