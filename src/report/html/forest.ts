import type { StudyResult } from '../../study/result.ts';
import { comparedWith } from '../against.ts';
import { drawnRow, type EffectRow, effectRows } from '../effect-rows.ts';
import { bothUnits, missing, printed, printedBound } from '../format/printed.ts';
import { refusalOf } from '../look-up.ts';
import { rowName } from '../names.ts';
import { type Child, html, type Markup, trusted } from '../text/html.ts';
import { nameMarkup, said, table } from './parts.ts';

function strip(row: EffectRow, rows: readonly EffectRow[]): Markup {
  const text = printed(row.estimate, 'full', comparedWith(row.outcome));
  const bound = row.guardrail && printedBound(row.estimate, row.guardrail);
  const relative =
    row.estimate.relative && (!row.guardrail || row.guardrail.relative) ? html`<span class="line">${text.relative} of the control arm</span>` : undefined;
  return html`<div class="strip"><div><div class="name">${nameMarkup(row.name)}</div><div class="about">${row.about}</div></div>
<div class="plot">${trusted(drawnRow(row, rows))}</div>
<div class="result"><div class="number">${text.effect}</div><div class="rest"><div class="interval">${text.interval} · ${text.level}${relative}${bound ? html`<span class="line">${bound.level} ${bound.side} bound ${bothUnits(bound)}</span>` : undefined}</div>${said(row.sign)}</div></div></div>`;
}

function tableRow(row: EffectRow): readonly Child[] {
  const text = printed(row.estimate, 'full', comparedWith(row.outcome));
  return [nameMarkup(row.name), text.effect, text.interval, text.level, text.relative, text.pValue, row.sign.word];
}

/** All outcomes against what matters: a strip each, on the axis of its outcome, with the zero line in common. */
export function forest(result: StudyResult): Markup {
  const rows = effectRows(result);
  const estimated = rows.filter((row) => 'estimate' in row);
  const strips = rows.map((row) =>
    'estimate' in row
      ? strip(row, estimated)
      : html`<div class="strip refused"><div><div class="name">${nameMarkup(rowName(result, row.name, row.arm))}</div><div class="about">${row.role}</div></div><div><div class="number">${missing}</div> <span class="muted">${refusalOf(result, row)}</span></div></div>`,
  );
  const behind = rows.map((row) =>
    'estimate' in row ? tableRow(row) : [nameMarkup(rowName(result, row.name, row.arm)), missing, '', '', '', '', refusalOf(result, row)],
  );
  const header = ['Outcome', 'Effect', 'Interval', 'Level', 'Relative', 'Test', 'Against what matters'];
  return html`<figure><div class="card forest">${strips}</div><details class="pad fold"><summary>The table behind it</summary>${table(header, behind)}</details></figure>`;
}
