import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coveragePage } from '../../scripts/docs/coverage-page.ts';
import { fencesOf, headingsOf, type Page, pageAt, pages, proseOf, root } from '../../scripts/docs/pages.ts';
import * as catalogue from '../../src/study/catalogue.ts';

const all = pages();
const sections: Readonly<Record<string, readonly string[]>> = {
  methods: ['Question', 'Estimand', 'Assumptions', 'How it computes', 'When it fails', 'Options', 'Example', 'Checked against', 'Sources'],
  checks: ['What it asks', 'How it computes', 'Verdicts', 'What to do', 'Options', 'Example', 'Checked against', 'Sources'],
};

const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
const anchorsOf = (page: Page): readonly string[] => headingsOf(page).map(({ title }) => anchorOf(title));

const links = all.flatMap((page) =>
  Array.from(proseOf(page).matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => ({ path: page.path, target })).filter(({ target }) => !/^https?:/.test(target)),
);

describe('the pages', () => {
  it.each(links)('$path links to $target, which is there', ({ path, target }) => {
    const [file, anchor] = target.split('#');
    const there = file === '' ? path : join(dirname(path), file);
    expect(existsSync(join(root, there)), there).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(pageAt(there))).toContain(anchor);
  });

  it('docs/coverage.md is what the script writes', () => {
    expect(pageAt(coveragePage.path).text, 'run: npx tsx scripts/write-coverage-page.ts').toBe(coveragePage.text());
  });

  it('of methods and checks are those of the catalogue', () => {
    const found = all.map(({ path }) => path).filter((path) => /^docs\/(methods|checks)\//.test(path));
    expect(found.sort()).toEqual(
      Object.values(catalogue)
        .map(({ docs }) => docs)
        .sort(),
    );
  });

  it.each(all.map(({ path, text }) => ({ path, text })))('$path has one title, and says nothing of the machine that wrote it', ({ path, text }) => {
    expect(headingsOf({ path, text }).filter(({ level }) => level === 1)).toHaveLength(1);
    expect(text).not.toMatch(/TODO|\/tmp\/|\/home\/|\/root\//);
  });

  it('show pictures that are not too heavy', () => expect(readFileSync(join(root, 'docs/report.png')).length).toBeLessThan(250_000));
});

describe.each(Object.values(catalogue).map(({ id, title, source, docs }) => ({ id, title, source, docs })))('$docs', ({ id, title, source, docs }) => {
  const page = pageAt(docs);

  it('is called as the catalogue calls it', () => expect(headingsOf(page)[0].title).toBe(title));

  it('has the sections of its kind', () => {
    const [, kind] = docs.split('/');
    expect(headingsOf(page).flatMap((h) => (h.level === 2 ? [h.title] : []))).toEqual(sections[kind]);
    expect(docs).toBe(`docs/${kind}/${id}.md`);
  });

  it('has an example that prints', () => expect(fencesOf(page).map(({ language }) => language)).toEqual(['ts', 'text']));

  it('names its source', () => expect(page.text.replaceAll('\n', ' ')).toContain(source.split(/[,;] /)[0]));
});

describe('docs/architecture.md', () => {
  const { text } = pageAt('docs/architecture.md');

  it('draws the floors that the architecture test enforces', () => {
    const enforced = readFileSync(join(root, 'test/architecture/architecture.test.ts'), 'utf8');
    const floors = Array.from(enforced.matchAll(/^ {2}\[('\w+'(?:, '\w+')*)\],$/gm), ([, names]) => names.replaceAll(/[',]/g, ''));
    expect(floors.length).toBeGreaterThan(10);
    const [drawn] = fencesOf({ path: '', text }).filter(({ language }) => language === 'floors');
    expect(drawn.text.trim().split('\n')).toEqual(floors);
  });

  it('says what each folder holds', () => {
    const [drawn] = fencesOf({ path: '', text }).filter(({ language }) => language === 'floors');
    for (const folder of drawn.text.trim().split(/\s+/)) expect(text).toContain(`\n| \`${folder}\` |`);
  });
});
