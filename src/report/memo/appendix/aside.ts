import type { StudyResult } from '../../../study/result.ts';
import { printed } from '../../format/printed.ts';
import { ofRole } from '../../look-up.ts';
import { code, escaped, joined, type Markdown, markdownTable, md, section } from '../../text/markdown.ts';
import { asides } from '../../words.ts';

/** What stands beside the effects: how they come about, and who benefits. */
export function asideSection(result: StudyResult): Markdown {
  const sections = asides.flatMap(({ role, title, note }) => {
    const rows = ofRole(result, role).map((estimate) => {
      const text = printed(estimate);
      return [code(estimate.id), ...[text.effect, `${text.interval}, ${text.level}`, text.pValue, estimate.estimand.says].map(escaped)];
    });
    if (rows.length === 0) return [];
    return [section(md`${escaped(title)}`, escaped(note), markdownTable([md`Estimate`, md`Effect`, md`Interval`, md`Test`, md`What it is`], rows))];
  });
  return joined(sections, '\n\n');
}
