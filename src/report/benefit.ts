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

/** Is there a rule that is surely better than treating all units alike? */
export const hasRule = (result: StudyResult): boolean =>
  !isUnreadable(result) && result.findings.some(({ check, verdict, statistic = 0 }) => check === 'targeting' && verdict === 'pass' && statistic > 0);
