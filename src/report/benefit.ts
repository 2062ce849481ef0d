import type { RuleDetails } from '../across/heterogeneity/policy-answer.ts';
import type { Finding } from '../estimate/finding.ts';
import type { StudyResult } from '../study/result.ts';
import { isUnreadable } from './look-up.ts';

/** Checks that say who benefits, and whom to treat. */
const told = ['heterogeneity', 'sorted-groups', 'targeting', 'targeting-limit'] as const;

/** Who benefits, whom to treat and what that is worth; and where nobody can be picked out, that. Nothing where no number may be read. */
export function benefitSaid(result: StudyResult): readonly Finding[] {
  if (isUnreadable(result)) return [];
  return told.flatMap((check) => result.findings.filter((f) => f.check === check));
}

/** The rule that is surely better than treating all units alike, if one is. */
export function toldRule(result: StudyResult): RuleDetails['rule'] | undefined {
  const isTold = result.findings.some(({ check, verdict, statistic = 0 }) => check === 'targeting' && verdict === 'pass' && statistic > 0);
  if (isUnreadable(result) || !isTold) return undefined;
  const found = result.estimates.find(({ details }) => details !== undefined && 'rule' in details);
  return (found?.details as RuleDetails | undefined)?.rule;
}
