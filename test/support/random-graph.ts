import fc from 'fast-check';
import { type Graph, graphOf } from '../../src/index.ts';

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** Small graphs without circles: arrows go forward in a hidden order; some pairs share an unmeasured cause, some nodes are latent. */
export const randomGraph: fc.Arbitrary<Graph> = fc
  .record({
    order: fc.shuffledSubarray(letters, { minLength: 4 }),
    joins: fc.array(fc.constantFrom('', '', '->', '->', '<->'), { minLength: 21, maxLength: 21 }),
    hidden: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
  })
  .map(({ order, joins, hidden }) => {
    const pairs = order.flatMap((a, i) => order.slice(i + 1).map((b) => [a, b] as const));
    const joined = (sign: string) => pairs.filter((_, k) => joins[k] === sign);
    return graphOf({ nodes: [...order].sort(), edges: joined('->'), common: joined('<->'), latent: order.filter((_, i) => i > 2 && hidden[i]) });
  });

/** Whether an open path joins two nodes, by following every path: nothing like the search of the library. */
export function connectedByPaths(graph: Graph, from: string, to: string, given: readonly string[]): boolean {
  const hidden = graph.common.map((_, i) => `hidden ${i}`);
  const edges = [...graph.edges, ...graph.common.flatMap((pair, i) => pair.map((end) => [hidden[i], end] as const))];
  const isEdge = (a: string, b: string): boolean => edges.some(([x, y]) => x === a && y === b);
  const below = (node: string): readonly string[] => [node, ...edges.filter(([cause]) => cause === node).flatMap(([, effect]) => below(effect))];
  const open = (path: readonly string[]): boolean =>
    path.slice(1, -1).every((node, i) => {
      const meets = isEdge(path[i], node) && isEdge(path[i + 2], node);
      return meets ? below(node).some((d) => given.includes(d)) : !given.includes(node);
    });
  const search = (path: readonly string[]): boolean => {
    const last = path[path.length - 1];
    if (last === to) return open(path);
    return [...graph.nodes, ...hidden].some((next) => !path.includes(next) && (isEdge(last, next) || isEdge(next, last)) && search([...path, next]));
  };
  return search([from]);
}
