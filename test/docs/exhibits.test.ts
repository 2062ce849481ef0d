import { expect, it } from 'vitest';
import { fencesOf, pageAt } from '../../scripts/docs/pages.ts';
import { type Exhibit, exhibitKinds } from '../../src/estimate/exhibit.ts';
import { figureOf } from '../../src/report.ts';
import { parseResult } from '../../src/study/read/parse-result.ts';
import { launch } from '../report/study-result.ts';

const page = pageAt('docs/exhibits.md');
const examples = fencesOf(page).flatMap(({ language, text }) => (language === 'json' ? [JSON.parse(text) as Exhibit] : []));
const rows = new Map(Array.from(page.text.matchAll(/^\| `([a-z-]+)` \| ([^|]*) \|[^|]*\|([^|]*)\|$/gm), ([, kind, reads, drawn]) => [kind, { reads, drawn }]));

it('every kind of exhibit stands in the table of docs/exhibits.md, and no other', () => {
  expect([...rows.keys()].sort()).toEqual([...exhibitKinds].sort());
});

it('kinds of staged rollouts have an example each', () => {
  expect(examples.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['intervals', 'event-study', 'matrix', 'timing']));
});

it.each(examples)('the example of $kind is a whole exhibit that is drawn', (example) => {
  const [exhibit] = parseResult(JSON.stringify({ ...launch, exhibits: [example] }), 'results.json').exhibits;
  expect(JSON.parse(JSON.stringify(exhibit, (_, cell) => cell ?? null))).toEqual(example);
  expect(figureOf(exhibit)).toMatch(/^<svg /);
  const reads = rows.get(example.kind)?.reads ?? '';
  const must = Array.from(reads.matchAll(/`([^`]+)`(\??)/g)).flatMap(([, name, optional]) => (optional ? [] : [name]));
  const all = Array.from(reads.matchAll(/`([^`]+)`/g), ([, name]) => name);
  expect(Object.keys(exhibit.columns)).toEqual(expect.arrayContaining(must));
  for (const name of Object.keys(exhibit.columns)) expect(all).toContain(name);
  expect(new Set(Object.values(exhibit.columns).map(({ length }) => length)).size).toBe(1);
});
