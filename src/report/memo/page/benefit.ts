import type { StudyResult } from '../../../study/result.ts';
import { benefitSaid, toldRule } from '../../benefit.ts';
import { ruleFileNames } from '../../rule-files.ts';
import { code, escaped, joined, list, type Markdown, md, nothing, section } from '../../text/markdown.ts';

/** Who benefits, and whom to treat. */
export function benefitPart(result: StudyResult): Markdown {
  const said = benefitSaid(result).map(({ says }) => escaped(says));
  if (said.length === 0) return nothing;
  const files = toldRule(result)
    ? md`The rule as SQL, as TypeScript and as a policy of a routing study: ${joined(
        ruleFileNames.map((name) => code(name)),
        ', ',
      )}.`
    : nothing;
  return section(md`Who benefits`, list(said), files);
}
