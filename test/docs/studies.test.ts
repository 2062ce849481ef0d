import { describe, expect, it } from 'vitest';
import { fencesOf, pageAt, pages } from '../../scripts/docs/pages.ts';
import { supportRollout } from '../../src/scenarios.ts';
import { jsonSchemaText } from '../../src/study/read/schema/json-schema.ts';
import { parseStudy } from '../../src/study.ts';

const blocks = pages().flatMap((page) =>
  fencesOf(page).flatMap(({ language, text, line }) => (language === 'yaml' ? [{ where: `${page.path}:${line}`, text }] : [])),
);

const keyOf = (part: string): string => part.slice(0, part.indexOf(':'));
/** The text of each top-level key of a study. */
const partsOf = (text: string): readonly string[] => text.split(/^(?=\w+:)/m).filter((part) => /^\w+:/.test(part));

/** A whole study, or some of its keys in place of those of the scenario's study. */
function studyText(text: string): string {
  if (/^estimand:/m.test(text)) return text;
  const replaced = partsOf(text).map(keyOf);
  return [...partsOf(supportRollout.study('tickets.csv')).filter((part) => !replaced.includes(keyOf(part))), text].join('');
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

function keysIn(schema: Schema): readonly string[] {
  const below = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [])];
  return [...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [key, ...keysIn(inner)]), ...below.flatMap(keysIn)];
}

describe('the studies of the documentation', () => {
  it.each(blocks)('$where can be read', ({ text }) => {
    expect(parseStudy(studyText(text), 'study.yaml').study.study).not.toBe('');
  });

  it('are there, whole and in part', () => {
    expect(blocks.filter(({ text }) => studyText(text) === text).length).toBeGreaterThan(1);
    expect(blocks.filter(({ text }) => studyText(text) !== text).length).toBeGreaterThan(0);
  });

  it.each([...new Set(keysIn(JSON.parse(jsonSchemaText())))])('docs/study-file.md explains the key %s', (key) => {
    const { text } = pageAt('docs/study-file.md');
    expect(new RegExp(`^\\| \`${key}\` \\||\`[^\`\\n]*\\b${key}: `, 'm').test(text), `no row for "${key}"`).toBe(true);
  });
});
