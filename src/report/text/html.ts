import { visibleLines } from './visible.ts';

/** HTML that is safe to insert: made by `html` or `trusted`, never from a plain string. */
export interface Markup {
  readonly markup: string;
}

export type Child = Markup | string | number | undefined | readonly Child[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return visibleLines(text).replaceAll(/[&<>"']/g, (c) => entities[c] ?? c);
}

function rendered(child: Child): string {
  if (child === undefined) return '';
  if (typeof child === 'string') return escapeHtml(child);
  if (typeof child === 'number') return String(child);
  if ('markup' in child) return child.markup;
  return child.map(rendered).join('');
}

/** A template whose every insertion is escaped, unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...children: readonly Child[]): Markup {
  return { markup: parts.map((part, i) => part + (i < children.length ? rendered(children[i]) : '')).join('') };
}

/** Text that is known to be well-formed markup, such as a drawn figure. */
export function trusted(markup: string): Markup {
  return { markup };
}
