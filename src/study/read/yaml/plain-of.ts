import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import type * as z from 'zod';
import { EstimandError } from '../../../errors/estimand-error.ts';
import type { YamlFeature } from '../../../errors/study.ts';
import { isAsWritten } from '../../../protocol/keys/fields.ts';
import { type KeyPath, keyText } from '../../../protocol/keys/problem.ts';
import { under, unwrapped } from '../schema/navigate.ts';
import type { YamlDocument } from './yaml-document.ts';

type Schema = z.core.$ZodType;

/**
 * A YAML tree as plain data. Where the schema asks for text, and in every key, the text of the source is taken (1.10 stays "1.10", 007 stays "007");
 * elsewhere a scalar has its value in YAML 1.2.
 *
 * Errors  study-yaml-feature, study-key-twice, study-key-reserved.
 */
export function plainOf(document: YamlDocument, schema: Schema): unknown {
  return plainNode(document.root, schema, [], document);
}

function plainNode(node: unknown, schema: Schema | undefined, path: KeyPath, document: YamlDocument): unknown {
  if (node === null || node === undefined) return null;
  expectPlain(node as Node, document);
  if (isScalar(node)) return schema && isAsWritten(unwrapped(schema)) && node.value !== null ? scalarText(node) : node.value;
  if (isSeq(node)) return node.items.map((item, i) => plainNode(item, schema && under(schema, i, () => undefined), [...path, i], document));
  return isMap(node) ? plainGroup(node, schema, path, document) : null;
}

function plainGroup(map: YAMLMap, schema: Schema | undefined, path: KeyPath, document: YamlDocument): unknown {
  const group: Record<string, unknown> = {};
  const firstOf = new Map<string, Scalar>();
  const siblingOf = (name: string): unknown => {
    const sibling = map.items.find(({ key }) => isScalar(key) && scalarText(key) === name)?.value;
    return isScalar(sibling) ? sibling.value : undefined;
  };
  for (const { key: node, value } of map.items) {
    const key = keyOf(node, map, document);
    const name = scalarText(key);
    const first = firstOf.get(name);
    const place = document.placeAt(offsetOf(key));
    if (first) throw new EstimandError('study-key-twice', { key: name, within: keyText(path), line: document.placeAt(offsetOf(first)).line ?? 0 }, place);
    if (name === '__proto__') throw new EstimandError('study-key-reserved', { key: name }, place);
    firstOf.set(name, key);
    group[name] = plainNode(value, schema && under(schema, name, siblingOf), [...path, name], document);
  }
  return group;
}

function keyOf(key: unknown, map: YAMLMap, document: YamlDocument): Scalar {
  if (key !== null) expectPlain(key as Node, document);
  if (!isScalar(key)) fail('key', 'This', (key as Node | null) ?? map, document);
  if (key.type === 'PLAIN' && key.source === '<<') fail('merge', '<<', key, document);
  return key;
}

/** No aliases, anchors or tags: what stands in the file is what is meant. */
function expectPlain(node: Node, document: YamlDocument): void {
  if (isAlias(node)) fail('alias', `*${node.source}`, node, document);
  if ('anchor' in node && node.anchor) fail('anchor', `&${node.anchor}`, node, document);
  if (node.tag) fail('tag', node.tag.replace('tag:yaml.org,2002:', '!!'), node, document);
}

function fail(feature: YamlFeature, written: string, node: Node, document: YamlDocument): never {
  // Anchors and tags stand before their node.
  const before = document.text.lastIndexOf(written, offsetOf(node));
  throw new EstimandError('study-yaml-feature', { feature, written }, document.placeAt(before < 0 ? offsetOf(node) : before));
}

/** The text of a scalar without its quotes. */
export const scalarText = (scalar: Scalar): string => scalar.source ?? String(scalar.value);

export const offsetOf = (node: Node): number => node.range?.[0] ?? 0;
