import type { StudyResult } from '../../../study/result.ts';
import { printed } from '../../format/printed.ts';
import { mechanisms } from '../../look-up.ts';
import { code, escaped, type Markdown, markdownTable, md, nothing, section } from '../../text/markdown.ts';
import { mechanismNote } from '../../words.ts';

/** The effect through the mediators and past them; the decision does not read it. */
export function mechanismSection(result: StudyResult): Markdown {
  const shown = mechanisms(result);
  if (shown.length === 0) return nothing;
  const rows = shown.map((estimate) => {
    const text = printed(estimate);
    return [code(estimate.id), ...[text.effect, `${text.interval}, ${text.level}`, text.pValue, estimate.estimand.says].map(escaped)];
  });
  return section(
    md`How the effect comes about`,
    escaped(mechanismNote),
    markdownTable([md`Estimate`, md`Effect`, md`Interval`, md`Test`, md`What it is`], rows),
  );
}
