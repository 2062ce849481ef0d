import type { StudyResult } from '../../../study/result.ts';
import { count, statistic } from '../../format/number.ts';
import { armName, nameOf } from '../../names.ts';
import { escaped, fullName, type Markdown, markdownTable, md, nothing, section, shortName } from '../../text/markdown.ts';

/** What was seen in each arm. */
export function armsSection(result: StudyResult): Markdown {
  if (result.arms.length === 0) return nothing;
  const rows = result.arms.map(({ outcome, arm, units, value, sd, events, estimated }) => [
    shortName(nameOf(result, outcome)),
    fullName(armName(result, arm)),
    ...[
      count(units),
      `${statistic(value)}${estimated ? ' (estimated)' : ''}`,
      sd === undefined ? '–' : statistic(sd),
      events === undefined ? '–' : count(events),
    ].map(escaped),
  ]);
  return section(
    md`What was seen in each arm`,
    markdownTable([md`Outcome`, md`Arm`, md`Units`, md`Mean`, md`SD`, md`Events`], rows),
    md`Before any method: an adjusted effect is not the difference of two of these. Of a ratio the mean is that of its totals, of a quantile the quantile.`,
  );
}
