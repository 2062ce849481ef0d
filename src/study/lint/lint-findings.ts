import type { Finding } from '../../estimate/finding.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { doubtsOf } from './lint.ts';

/** What the linter says of a study without looking at its data, for whoever reads the result and never ran it: told, never a reason to hold. */
export function lintFindings(source: DesignedStudy): readonly Finding[] {
  return doubtsOf(source).map(({ rule, doubt: { says, mend } }) => ({ check: rule.id, about: {}, verdict: 'warn', says, mend }));
}
