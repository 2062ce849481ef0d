import { isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import type { KeyPath } from '../../../protocol/keys/problem.ts';
import { offsetOf, scalarText } from './plain-of.ts';
import type { YamlDocument } from './yaml-document.ts';

/**
 * Where a character of a text value stands in the file: quotes, escapes and folded lines are passed over by following the characters that are not
 * space. Undefined where there is no such text.
 */
export function offsetInText({ root, text }: YamlDocument, path: KeyPath, index: number): number | undefined {
  const node = nodeAt(root, path);
  if (!isScalar(node) || typeof node.value !== 'string') return undefined;
  const value = scalarText(node);
  const end = node.range?.[1] ?? text.length;
  // The header of a block (| or >) is no part of its text.
  const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  let at = block ? text.indexOf('\n', offsetOf(node)) + 1 : offsetOf(node);
  for (let i = 0; ; i++) {
    if (/\s/.test(value[i] ?? ' ') && i < Math.min(index, value.length)) continue;
    if (i === value.length) return at;
    while (at < end && text[at] !== value[i]) at++;
    if (i >= index) return Math.min(at, end);
    at++;
  }
}

function nodeAt(root: ParsedNode, path: KeyPath): unknown {
  let node: unknown = root;
  for (const step of path) {
    if (isMap(node)) node = node.items.find(({ key }) => isScalar(key) && scalarText(key) === String(step))?.value;
    else if (isSeq(node)) node = node.items[Number(step)];
  }
  return node;
}
