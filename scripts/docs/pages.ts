import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the project. */
export const root = join(import.meta.dirname, '../..');

/** A page of documentation, by its path in the project. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A fenced block: its language, its text without the fences, and where that text stands in the page. */
export interface Fence {
  readonly language: string;
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

const folders = ['docs', 'examples'];
const atRoot = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];
// Made by the program: their words are those of the report, not of the documentation.
const made = /(^|\/)memo\.md$/;

export const pageAt = (path: string): Page => ({ path, text: readFileSync(join(root, path), 'utf8') });

/** Every page that is written by hand, and the index. */
export function pages(): readonly Page[] {
  const below = folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`));
  return [...atRoot, ...below.filter((path) => path.endsWith('.md') && !made.test(path)).sort()].map(pageAt);
}

export function fencesOf({ text }: Page): readonly Fence[] {
  return Array.from(text.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm), (match) => {
    const from = match.index + match[0].indexOf('\n') + 1;
    return { language: match[1], text: match[2], line: text.slice(0, match.index).split('\n').length, from, to: from + match[2].length };
  });
}

/** The page without its fenced blocks and code spans: what is read as prose. */
export const proseOf = ({ text }: Page): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');

/** The titles of a page, each with its level. */
export function headingsOf({ text }: Page): readonly { readonly level: number; readonly title: string }[] {
  const outside = text.replaceAll(/^```[\s\S]*?^```$/gm, '');
  return Array.from(outside.matchAll(/^(#{1,6}) (.+)$/gm), ([, marks, title]) => ({ level: marks.length, title }));
}
