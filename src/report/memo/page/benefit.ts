import type { StudyResult } from '../../../study/result.ts';
import { isUnreadable } from '../../look-up.ts';
import { escaped, list, type Markdown, md, nothing, section } from '../../text/markdown.ts';

/** Checks that say who benefits, and whom to treat. */
const told: readonly string[] = ['heterogeneity', 'sorted-groups', 'targeting'];

/** Who benefits, whom to treat and what that is worth; and where nobody can be picked out, that. */
export function benefitPart(result: StudyResult): Markdown {
  if (isUnreadable(result)) return nothing;
  const said = told.flatMap((check) => result.findings.filter((f) => f.check === check).map(({ says }) => escaped(says)));
  return said.length === 0 ? nothing : section(md`Who benefits`, list(said));
}
