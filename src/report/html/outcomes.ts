import type { StudyResult } from '../../study/result.ts';
import { armHeads, outcomeRows } from '../outcome-rows.ts';
import { html, type Markup } from '../text/html.ts';
import { nameMarkup, oneLine, said, table, unbroken } from './parts.ts';

/** What was seen in both arms, the effect, its limits, and how that stands against what matters: a row an outcome. */
export function outcomes(result: StudyResult): Markup {
  const rows = outcomeRows(result).map(({ name, role, arms, effect, limits, so }) => [
    html`${nameMarkup(name)}<span class="role">${role}</span>`,
    ...arms.map(oneLine),
    html`<b class="fixed">${effect}</b>`,
    unbroken(limits),
    said(so),
  ]);
  return html`<div class="card pad">${table(['Outcome', ...armHeads(result), 'Effect', 'Interval or bound', 'So'], rows)}</div>`;
}
