import { counted } from '../../errors/words.ts';
import type { StudyResult } from '../../study/result.ts';
import { printed } from '../format/printed.ts';
import { ofRole } from '../look-up.ts';
import { html, type Markup } from '../text/html.ts';
import { asides } from '../words.ts';
import { oneLine, table } from './parts.ts';

/** What stands beside the effects, one estimate a row: how they come about, and who benefits. */
export function aside(result: StudyResult): readonly Markup[] {
  return asides.flatMap(({ role, title, note }) => {
    const rows = ofRole(result, role).map((estimate) => {
      const text = printed(estimate);
      return [estimate.id, oneLine(text.effect), oneLine(`${text.interval}, ${text.level}`), estimate.estimand.says];
    });
    if (rows.length === 0) return [];
    const folded = html`<details><summary>${counted(rows.length, 'estimate')}</summary>${table(['Estimate', 'Effect', 'Interval', 'What it is'], rows)}</details>`;
    return [
      html`<section id="${role}-estimates"><h2>${title}</h2><p class="lead">${note}</p>
<div class="card pad">${folded}</div></section>`,
    ];
  });
}
