import type { Indexed } from './indexed.ts';
import { bridged, isSeparable } from './minimal-separators.ts';

/**
 * A set of the fewest allowed nodes that separates two nodes; undefined when none does.
 *
 * Model   as many ways without a common node as there are nodes in the smallest set: ways are found one by one, each free to undo a part of those before.
 * Source  Menger (1927), Fundamenta Mathematicae 10; Tian, Paz & Pearl (1998), UCLA R-254.
 */
export function smallestSeparator(g: Indexed, x: number, y: number, allowed: (node: number) => boolean): readonly number[] | undefined {
  if (!isSeparable(g, x, y, allowed)) return undefined;
  const graph = bridged(g, x, y, allowed);
  // On a way, each node but its ends is entered from one other and left to one other.
  const entered = new Map<number, number>();
  const left = new Map<number, number>();
  for (;;) {
    const { reached, from } = search();
    if (from === undefined) return [...entered.keys()].filter((node) => reached.has(2 * node) && !reached.has(2 * node + 1)).sort((a, b) => a - b);
    for (const [at, before] of from) {
      // Only steps between nodes change the ways; what is undone was a step the other way.
      if (before >> 1 === at >> 1) continue;
      if (at % 2 === 0) take(before >> 1, at >> 1);
      else undo(at >> 1, before >> 1);
    }
  }

  function take(a: number, b: number): void {
    if (a !== x) left.set(a, b);
    if (b !== y) entered.set(b, a);
  }

  function undo(a: number, b: number): void {
    if (left.get(a) === b) left.delete(a);
    if (entered.get(b) === a) entered.delete(b);
  }

  /** Sides of nodes, 2n for entering n and 2n + 1 for leaving it, that can still be come to; and the steps of a further way, when there is one. */
  function search(): { readonly reached: ReadonlySet<number>; readonly from?: readonly (readonly [number, number])[] } {
    const before = new Map<number, number>();
    const reached = new Set([2 * x + 1]);
    for (const at of reached) {
      const node = at >> 1;
      const go = (next: number): void => {
        if (reached.has(next)) return;
        reached.add(next);
        before.set(next, at);
      };
      if (at % 2 === 1) {
        for (const other of graph[node]) if (other !== x && left.get(node) !== other) go(2 * other);
        // Back through a node on a way, on the side of its leaving.
        if (node !== x && entered.has(node)) go(2 * node);
      } else if (node === y) return { reached, from: stepsTo(at, before) };
      else if (!entered.has(node)) go(2 * node + 1);
      else if (entered.get(node) !== x) go(2 * (entered.get(node) ?? 0) + 1);
    }
    return { reached };
  }
}

/** The steps to a side, the first one first. */
function stepsTo(end: number, before: ReadonlyMap<number, number>): readonly (readonly [number, number])[] {
  const steps: (readonly [number, number])[] = [];
  for (let at = end; before.has(at); at = before.get(at) ?? at) steps.unshift([at, before.get(at) ?? at]);
  return steps;
}
