import { fencesOf, type Page } from './pages.ts';

/** A block of TypeScript that begins with an import, and the output printed under it. */
export interface Example {
  readonly path: string;
  readonly line: number;
  readonly code: string;
  /** The `text` block that follows at once: what the example must print. */
  readonly output?: { readonly text: string; readonly from: number; readonly to: number };
}

export function examplesOf(page: Page): readonly Example[] {
  const fences = fencesOf(page);
  return fences.flatMap((fence, i): readonly Example[] => {
    if (fence.language !== 'ts' || !/^(\/\/[^\n]*\n)*import /.test(fence.text)) return [];
    const next = fences[i + 1];
    const follows = next?.language === 'text' && /^```\s*```text\n$/.test(page.text.slice(fence.to, next.from));
    return [{ path: page.path, line: fence.line, code: fence.text, ...(follows && { output: { text: next.text, from: next.from, to: next.to } }) }];
  });
}

/** `docs/methods/itt.md` at line 40 as `docs-methods-itt-40`. */
export const nameOf = ({ path, line }: Pick<Example, 'path' | 'line'>): string => `${path.replace(/\.md$/, '').replaceAll('/', '-')}-${line}`;
