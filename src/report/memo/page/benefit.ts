import type { StudyResult } from '../../../study/result.ts';
import { benefitSaid } from '../../benefit.ts';
import { escaped, list, type Markdown, md, nothing, section } from '../../text/markdown.ts';

/** Who benefits, and whom to treat. */
export function benefitPart(result: StudyResult): Markdown {
  const said = benefitSaid(result).map(escaped);
  return said.length === 0 ? nothing : section(md`Who benefits`, list(said));
}
