import { counted } from '../../errors/words.ts';
import type { StudyResult } from '../../study/result.ts';
import { printed } from '../format/printed.ts';
import { mechanisms } from '../look-up.ts';
import { html, type Markup } from '../text/html.ts';
import { mechanismNote } from '../words.ts';
import { oneLine, table } from './parts.ts';

/** The effect through the mediators and past them; the decision does not read it. */
export function mechanism(result: StudyResult): Markup {
  const rows = mechanisms(result).map((estimate) => {
    const text = printed(estimate);
    return [estimate.id, oneLine(text.effect), oneLine(`${text.interval}, ${text.level}`), estimate.estimand.says];
  });
  if (rows.length === 0) return html``;
  return html`<section id="mechanism"><h2>How the effect comes about</h2><p class="lead">${mechanismNote}</p>
<div class="card pad"><details><summary>${counted(rows.length, 'estimate')}</summary>${table(['Estimate', 'Effect', 'Interval', 'What it is'], rows)}</details></div></section>`;
}
