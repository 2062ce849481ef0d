import { isMap, isScalar, isSeq, type Node, type ParsedNode } from 'yaml';
import type { KeyPath } from '../../../protocol/keys/problem.ts';
import { offsetOf, scalarText } from './plain-of.ts';

/** Where the nearest existing part of a path stands: at a value that is a single word or number, at the key of anything larger. */
export function offsetOfPath(root: ParsedNode, path: KeyPath, at: 'key' | 'value'): number {
  let node: unknown = root;
  let offset = offsetOf(root);
  for (const [i, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && scalarText(key) === String(step));
      if (!pair) return offset;
      const onKey = !isScalar(pair.value) || !pair.value.source || (at === 'key' && i === path.length - 1);
      offset = offsetOf((onKey ? pair.key : pair.value) as Node);
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number' && node.items[step]) {
      node = node.items[step];
      offset = offsetOf(node as Node);
    } else return offset;
  }
  return offset;
}
