import * as catalogue from '../../src/study/catalogue.ts';
import { headingsOf, leadOf, type Page, pageAt, pages } from './pages.ts';

interface Listed {
  readonly title: string;
  readonly page: Page;
}

const path = 'docs/index.md';

/** The list of all pages: methods and checks as the catalogue has them, then the rest. */
export const indexPage = { path, text };

function text(): string {
  const questions = Object.values(catalogue)
    .map(({ title, docs }): Listed => ({ title, page: pageAt(docs) }))
    .sort((a, b) => (a.page.path < b.page.path ? -1 : 1));
  const inCatalogue = new Set(questions.map(({ page }) => page.path));
  const others = pages().filter((page) => page.path.startsWith('docs/') && page.path !== path && !inCatalogue.has(page.path));
  const parts = [
    '# Documentation',
    'Written by `npx tsx scripts/write-docs-index.ts` from the catalogue of methods and checks.',
    section(
      'Methods',
      questions.filter(({ page }) => page.path.startsWith('docs/methods/')),
    ),
    section(
      'Checks',
      questions.filter(({ page }) => page.path.startsWith('docs/checks/')),
    ),
    section(
      'Reference',
      others.map((page) => ({ title: headingsOf(page)[0].title, page })),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section(title: string, listed: readonly Listed[]): string {
  const rows = listed.map(({ title: name, page }) => `| [${name}](${page.path.replace('docs/', '')}) | ${leadOf(page)} |`);
  return [`## ${title}`, '', '| Page | |', '| --- | --- |', ...rows].join('\n');
}
