import { type SeveralArms, severalArmsCritical } from '../../power/several-arms.ts';
import type { PlannedStudy } from './planned-study.ts';

/**
 * Critical values, in standard errors, of the outcomes whose several arms are compared as a family: two-sided, one-sided for a guardrail. Other outcomes are
 * judged one arm at a time.
 *
 * Model     max-t within an outcome; the outcomes of a declared family share alpha evenly, since how they are correlated is not planned from (Bonferroni).
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
      return [name, severalArmsCritical(arms, (1 - level) / among, tolerance === undefined ? 'two-sided' : 'upper')];
    }),
  );
}
