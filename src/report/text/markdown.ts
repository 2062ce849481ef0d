import type { Name } from '../names.ts';
import { singleLine, visibleLines } from './visible.ts';

declare const medium: unique symbol;

/** Markdown that is safe to insert: made here, never from a plain string. */
export type Markdown = string & { readonly [medium]: 'markdown' };

/** A template of our own words: what is inserted is Markdown already, or a number. */
export function md(parts: TemplateStringsArray, ...children: readonly (Markdown | number)[]): Markdown {
  return String.raw({ raw: parts }, ...children) as Markdown;
}

export const nothing = md``;

/** User text as Markdown that shows exactly that text: no markup, no HTML, no line breaks. */
export function escaped(text: string): Markdown {
  return (
    singleLine(text)
      .trim()
      .replaceAll(/[\\`*~|]/g, '\\$&')
      .replaceAll(/<(?=[a-z/!?])/gi, '\\<')
      // A link or its target needs `](`, `][` or `]:`; a box to tick stands at the start, and so would a target whose colon is ours.
      .replaceAll(/\](?=[([:])/g, '\\]')
      .replace(/^\[(?=[ x]\]|.*\]$)/i, '\\[')
      // Addresses become links by themselves, and take the signs behind them along.
      .replaceAll(/:(?=\/\/)|@(?=[\w-]+\.)|(?<=\bwww)\./gi, '\\$&')
      .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replaceAll(/&(?=#?\w+;)/g, '\\&')
      .replace(/^([#>]|[-+](?= )|\d+(?=[.)] ))/, (start) => (/\d/.test(start) ? `${start}\u200b` : `\\${start}`)) as Markdown
  );
}

/** A name as code; its backticks and pipes cannot end the span or the table cell. */
export function code(text: string): Markdown {
  const flat = singleLine(text).trim();
  if (flat === '') return md`–`;
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${flat.replaceAll('|', '\\|')}${space}${fence}` as Markdown;
}

/** Where there is room: the label with its column as code, such as `Tickets resolved` and (`resolved`); `aside` says more of it. */
export function fullName({ shown, own }: Name, aside?: string): Markdown {
  const more = aside === undefined ? undefined : escaped(aside);
  if (own === undefined) return more === undefined ? code(shown) : md`${code(shown)} (${more})`;
  return md`${escaped(shown)} (${more === undefined ? code(own) : md`${code(own)}, ${more}`})`;
}

/** The label alone, or the column as code. */
export function shortName({ shown, own }: Name): Markdown {
  return own === undefined ? code(shown) : escaped(shown);
}

/** Our own sentences: what stands between backticks stays code, the rest shows exactly its text. */
export function prose(text: string): Markdown {
  const parts = text.split(/`([^`]*[^`\s][^`]*)`/);
  return parts
    .map((part, i) => (i % 2 === 1 ? code(part) : `${/^\s/.test(part) ? ' ' : ''}${escaped(part)}${/\S\s+$/.test(part) ? ' ' : ''}`))
    .join('')
    .trim() as Markdown;
}

/** A fenced block that its own text cannot close. */
export function block(text: string, language: 'sh' | 'text'): Markdown {
  const lines = visibleLines(text);
  const longest = Math.max(2, ...[...lines.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${lines}\n${fence}` as Markdown;
}

export function joined(parts: readonly Markdown[], between: ', ' | '; ' | ' ' | ' and ' | '\n' | '\n\n'): Markdown {
  return parts.filter((part) => part !== '').join(between) as Markdown;
}

export function markdownTable(header: readonly Markdown[], rows: readonly (readonly Markdown[])[]): Markdown {
  const line = (cells: readonly Markdown[]) => `| ${cells.join(' | ')} |` as Markdown;
  return joined([line(header), line(header.map(() => md`---`)), ...rows.map(line)], '\n');
}

export function list(items: readonly Markdown[]): Markdown {
  return joined(
    items.map((item) => md`- ${item}`),
    '\n',
  );
}

export function section(title: Markdown, ...blocks: readonly Markdown[]): Markdown {
  return joined([md`## ${title}`, ...blocks], '\n\n');
}

export function subsection(title: Markdown, ...blocks: readonly Markdown[]): Markdown {
  return joined([md`### ${title}`, ...blocks], '\n\n');
}
