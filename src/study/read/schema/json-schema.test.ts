import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { ragStudy } from '../../../../test/support/rag-study.ts';
import { smallStudy, smallStudyWith } from '../../../../test/support/small-study.ts';
import { jsonSchemaText } from './json-schema.ts';

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly oneOf?: readonly JsonSchema[];
  readonly dependencies?: object;
}

const written = readFileSync(new URL('../../../../schema/study.schema.json', import.meta.url), 'utf8');
const schema = JSON.parse(written) as JsonSchema;

it('is the one in schema/; run npx tsx scripts/write-schema.ts when it is not', () => {
  expect(written).toBe(jsonSchemaText());
});

it('describes every key', () => {
  expect(undescribed(schema)).toEqual([]);
});

function undescribed({ properties = {}, additionalProperties, oneOf = [] }: JsonSchema): readonly string[] {
  const inner = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  return [
    ...Object.keys(properties).filter((key) => !properties[key].description),
    ...[...Object.values(properties), ...inner, ...oneOf].flatMap((child) => undescribed(child)),
  ];
}

describe('an editor', () => {
  // zod takes a bare `required` to hold for everything, so the sources of data are looked at apart.
  const { oneOf, dependencies, ...data } = schema.properties?.data ?? {};
  const check = z.fromJSONSchema({ ...schema, properties: { ...schema.properties, data } } as unknown as Parameters<typeof z.fromJSONSchema>[0]);
  const accepts = (text: string): boolean => check.safeParse(parse(text)).success;

  it.each([
    ['the study of the design', ragStudy],
    ['the small study', smallStudy],
    ['arms in quotes', smallStudyWith('control: 0', 'control: "0"')],
  ])('accepts %s', (_, text) => {
    expect(accepts(text)).toBe(true);
  });

  it('wants one source of data, with what goes with it', () => {
    expect(oneOf).toEqual([{ required: ['file'] }, { required: ['files'] }, { required: ['sql'] }, { required: ['table'] }]);
    const withFiles = { anyOf: [{ required: ['file'] }, { required: ['files'] }] };
    expect(dependencies).toEqual({ at: withFiles, sql: ['from'], from: ['sql'], table: ['connection'], connection: ['table'] });
  });

  it.each([
    ['a misspelt key', smallStudyWith('question:', 'qestion:')],
    ['a missing key', smallStudyWith('study: assistant\n', '')],
    ['a role that is none', smallStudyWith('role: primary', 'role: main')],
    ['a level in percent', smallStudyWith('level: 0.95', 'level: 95')],
    ['a design that is none', smallStudyWith('kind: randomized', 'kind: ab-test')],
  ])('refuses %s', (_, text) => {
    expect(accepts(text)).toBe(false);
  });
});
