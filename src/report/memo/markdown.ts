import type { Name } from '../names.ts';

/** User text as Markdown that shows exactly that text: no markup, no HTML, no line breaks. */
export function escaped(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replaceAll(/[\\`*~<|[]/g, '\\$&')
    .replaceAll(/\](?=[([:])/g, '\\]')
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replaceAll(/&(?=#?\w+;)/g, '\\&')
    .replace(/^([#>]|[-+](?= )|\d+(?=[.)] ))/, (start) => (/\d/.test(start) ? `${start}\u200b` : `\\${start}`));
}

/** A name as code; its backticks and pipes cannot end the span or the table cell. */
export function code(text: string): string {
  const flat = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  if (flat === '') return '–';
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${flat.replaceAll('|', '\\|')}${space}${fence}`;
}

/** Where there is room: the label with its column as code, such as `Tickets resolved` and (`resolved`); `aside` says more of it. */
export function fullName({ shown, own }: Name, aside?: string): string {
  if (own === undefined) return aside === undefined ? code(shown) : `${code(shown)} (${aside})`;
  return `${escaped(shown)} (${aside === undefined ? code(own) : `${code(own)}, ${aside}`})`;
}

/** The label alone, or the column as code. */
export function shortName({ shown, own }: Name): string {
  return own === undefined ? code(shown) : escaped(shown);
}

/** Our own sentences: what stands between backticks stays code, the rest shows exactly its text. */
export function prose(text: string): string {
  const parts = text.split(/`([^`]*[^`\s][^`]*)`/);
  return parts
    .map((part, i) => (i % 2 === 1 ? code(part) : `${/^\s/.test(part) ? ' ' : ''}${escaped(part)}${/\S\s+$/.test(part) ? ' ' : ''}`))
    .join('')
    .trim();
}

/** A fenced block that its own text cannot close. */
export function block(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Cells are Markdown already. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

export function section(title: string, ...blocks: readonly string[]): string {
  return [`## ${title}`, ...blocks.filter((text) => text !== '')].join('\n\n');
}

export function subsection(title: string, ...blocks: readonly string[]): string {
  return [`### ${title}`, ...blocks.filter((text) => text !== '')].join('\n\n');
}
