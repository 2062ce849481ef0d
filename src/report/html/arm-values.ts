import type { StudyResult } from '../../study/result.ts';
import { count, statistic } from '../format/number.ts';
import { missing } from '../format/printed.ts';
import { armName, nameOf } from '../names.ts';
import { html, type Markup } from '../text/html.ts';
import { nameMarkup, table } from './parts.ts';

/** What was seen in each arm, before any method. */
export function armValues(result: StudyResult): Markup | undefined {
  if (result.arms.length === 0) return undefined;
  const rows = result.arms.map(({ outcome, arm, units, value, sd, events, estimated }) => [
    nameMarkup(nameOf(result, outcome)),
    nameMarkup(armName(result, arm)),
    count(units),
    estimated ? `${statistic(value)} (estimated)` : statistic(value),
    sd === undefined ? missing : statistic(sd),
    events === undefined ? missing : count(events),
  ]);
  return html`<h3>What was seen in each arm</h3><div class="card pad">${table(['Outcome', 'Arm', 'Units', 'Mean', 'SD', 'Events'], rows)}
<p class="muted">Before any method: an adjusted effect is not the difference of two of these. Of a ratio the mean is that of its totals, of a quantile the quantile.</p></div>`;
}
