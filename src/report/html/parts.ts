import { type Exhibit, mostRowsShown } from '../../estimate/exhibit.ts';
import { rowCount } from '../figures/columns.ts';
import { figureWidth } from '../figures/draw.ts';
import { figureOf, isDrawn } from '../figures/figure-of.ts';
import { columnsTable, exhibitTable, withIntervals } from '../figures/table.ts';
import { count } from '../format/number.ts';
import type { Name } from '../names.ts';
import { type Child, html, type Markup, trusted } from '../text/html.ts';
import type { Sign } from '../words.ts';

/** The sign alone; a word must stand beside it. */
export function signIcon({ icon, tone }: Pick<Sign, 'icon' | 'tone'>): Markup {
  return html`<span class="sign ${tone}" aria-hidden="true"><b>${icon}</b></span>`;
}

/** Keeps a number and its unit on one line. */
export function unbroken(text: string): string {
  return text.replaceAll(/(\d) (?=(pp|%)(?!\w))/g, '$1\u00a0');
}

/** A label with the column's own name small behind it. */
export function nameMarkup({ shown, own }: Name): Markup {
  return own === undefined ? html`${shown}` : html`${shown} <span class="own">${own}</span>`;
}

/** A cell that stays on one line. */
export function oneLine(text: string): Markup {
  return html`<span class="fixed">${text}</span>`;
}

/** Sign and word. */
export function said(sign: Pick<Sign, 'icon' | 'tone' | 'word'>): Markup {
  return html`<span class="said">${signIcon(sign)}<span>${unbroken(sign.word)}</span></span>`;
}

export function table(header: readonly string[], rows: readonly (readonly Child[])[], caption = ''): Markup {
  const head = header.map((name) => html`<th scope="col">${name}</th>`);
  const body = rows.map((cells) => html`<tr>${cells.map((cell, i) => html`<td data-label="${header[i]}">${cell}</td>`)}</tr>`);
  return html`<div class="scroll"><table class="${header.length >= 3 ? 'wide' : ''}">${caption ? html`<caption>${caption}</caption>` : undefined}<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

export function facts(rows: readonly (readonly [name: string, text: Child])[]): Markup {
  return html`<dl class="facts">${rows.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`;
}

/** An exhibit with its finding, its drawing and the table behind it. */
export function exhibitFigure(exhibit: Exhibit): Markup {
  const caption = html`<figcaption><span class="title">${exhibit.title}</span><span class="says">${exhibit.says}</span></figcaption>`;
  if (!isDrawn(exhibit)) {
    const rows = html`<div class="scroll" tabindex="0">${columnsTable(withIntervals(exhibit.columns), '')}</div>`;
    const long = rowCount(exhibit.columns);
    const shown = long > mostRowsShown ? html`<details class="fold"><summary>The table (${count(long)} rows)</summary>${rows}</details>` : rows;
    return html`<figure class="card figure table">${caption}${shown}</figure>`;
  }
  const svg = figureOf(exhibit);
  const wide = Number(/^<svg [^>]*? width="([\d.]+)"/.exec(svg)?.[1]) > figureWidth;
  // What is too wide for a telephone keeps its letters and is moved within its card.
  const drawing = wide ? html`<div class="scroll" tabindex="0">${trusted(svg)}</div>` : trusted(svg);
  return html`<figure class="card figure${wide ? ' broad' : ''}">${caption}${drawing}<details class="fold"><summary>The table behind it</summary><div class="scroll" tabindex="0">${exhibitTable(exhibit)}</div></details></figure>`;
}

/** Text with what stands between backticks as code. */
export function prose(text: string): readonly Markup[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
