import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  adjustmentFault,
  adjustmentSets,
  ancestors,
  descendants,
  dSeparated,
  type Graph,
  graphText,
  instruments,
  openPath,
  parseGraph,
  testableImplications,
} from '../../src/index.ts';
import { connectedByPaths, randomGraph } from '../support/random-graph.ts';

const ends = fc.tuple(fc.nat(), fc.nat(), fc.array(fc.nat(), { maxLength: 4 }));

/** Two different nodes, and some of the others. */
function chosen({ nodes }: Graph, [a, b, others]: readonly [number, number, readonly number[]]): { from: string; to: string; given: readonly string[] } {
  const from = nodes[a % nodes.length];
  const rest = nodes.filter((node) => node !== from);
  const to = rest[b % rest.length];
  const left = rest.filter((node) => node !== to);
  return { from, to, given: [...new Set(others.map((k) => left[k % left.length]))] };
}

const behind = (graph: Graph, node: string): Graph => ({ ...graph, edges: graph.edges.filter(([cause]) => cause !== node) });
const subsets = <T>(of: readonly T[]): readonly (readonly T[])[] => Array.from({ length: 2 ** of.length }, (_, bits) => of.filter((_x, i) => bits & (1 << i)));

it('separates exactly where no path is open', () => {
  fc.assert(
    fc.property(randomGraph, ends, (graph, picked) => {
      const { from, to, given } = chosen(graph, picked);
      const connected = connectedByPaths(graph, from, to, given);
      expect(dSeparated(graph, [from], [to], given)).toBe(!connected);
      expect(dSeparated(graph, [to], [from], given)).toBe(!connected);
    }),
    { numRuns: 1500 },
  );
});

it('names an open way that is one: each node once, each arrow in the graph', () => {
  fc.assert(
    fc.property(randomGraph, ends, (graph, picked) => {
      const { from, to, given } = chosen(graph, picked);
      const way = openPath(graph, from, to, given);
      expect(way === undefined).toBe(dSeparated(graph, [from], [to], given));
      if (way === undefined) return;
      const words = way.split(' ');
      const nodes = words.filter((_, i) => i % 2 === 0);
      expect([nodes[0], nodes.at(-1)]).toEqual([from, to]);
      expect(new Set(nodes).size).toBe(nodes.length);
      const arrows: Readonly<Record<string, readonly (readonly string[])[]>> = {
        '->': graph.edges,
        '<-': graph.edges.map(([a, b]) => [b, a]),
        '<->': [...graph.common, ...graph.common.map(([a, b]) => [b, a])],
      };
      for (let i = 1; i < words.length; i += 2) expect(arrows[words[i]]).toContainEqual([words[i - 1], words[i + 1]]);
    }),
    { numRuns: 1000 },
  );
});

it('lists the minimal sets that close every back door, and no others', () => {
  fc.assert(
    fc.property(randomGraph, ends, (graph, picked) => {
      const { from: treatment, to: outcome } = chosen(graph, picked);
      const after = descendants(graph, treatment);
      const usable = graph.nodes.filter((n) => n !== treatment && n !== outcome && !graph.latent.includes(n) && !after.includes(n));
      const valid = subsets(usable).filter((given) => !connectedByPaths(behind(graph, treatment), treatment, outcome, given));
      const minimal = valid.filter((set) => !valid.some((other) => other.length < set.length && other.every((n) => set.includes(n))));
      const { sets, canonical } = adjustmentSets(graph, { treatment, outcome });
      const names = (list: readonly (readonly string[])[]): readonly string[] => list.map((s) => [...s].sort().join()).sort();
      expect(names(sets)).toEqual(names(minimal));
      for (const given of [...sets, ...(canonical ? [canonical] : [])]) expect(adjustmentFault(graph, { treatment, outcome, given })).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

it('faults a set exactly when the back-door criterion does', () => {
  fc.assert(
    fc.property(randomGraph, ends, (graph, picked) => {
      const { from: treatment, to: outcome, given } = chosen(graph, picked);
      const bad =
        given.some((n) => descendants(graph, treatment).includes(n) || graph.latent.includes(n)) ||
        connectedByPaths(behind(graph, treatment), treatment, outcome, given);
      expect(adjustmentFault(graph, { treatment, outcome, given }) !== undefined).toBe(bad);
    }),
    { numRuns: 1000 },
  );
});

it('finds every node that a set of causes, of it or of the outcome, makes an instrument', () => {
  fc.assert(
    fc.property(randomGraph, ends, (graph, picked) => {
      const { from: treatment, to: outcome } = chosen(graph, picked);
      const moved = [treatment, outcome, ...descendants(graph, treatment), ...descendants(graph, outcome)];
      const free = graph.nodes.filter((n) => !moved.includes(n) && !graph.latent.includes(n));
      const expected = free.filter((z) =>
        subsets(free.filter((n) => n !== z && [z, outcome].some((end) => ancestors(graph, end).includes(n)))).some(
          (given) => !connectedByPaths(behind(graph, treatment), z, outcome, given) && connectedByPaths(graph, z, treatment, given),
        ),
      );
      expect(instruments(graph, { treatment, outcome }).map(({ instrument }) => instrument)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

it('implies only independences that hold on every path, of every pair that can be separated', () => {
  fc.assert(
    fc.property(randomGraph, (graph) => {
      const found = testableImplications(graph);
      for (const { left, right, given } of found) expect(connectedByPaths(graph, left, right, given)).toBe(false);
      const measured = graph.nodes.filter((n) => !graph.latent.includes(n));
      for (const [i, a] of measured.entries())
        for (const b of measured.slice(i + 1)) {
          const others = measured.filter((n) => n !== a && n !== b);
          const sizes = subsets(others).flatMap((given) => (dSeparated(graph, [a], [b], given) ? [given.length] : []));
          const [own] = found.filter(({ left, right }) => left === a && right === b);
          expect(own?.given.length ?? Infinity).toBe(Math.min(Infinity, ...sizes));
        }
    }),
    { numRuns: 200 },
  );
});

it('reads back what it writes', () => {
  fc.assert(
    fc.property(randomGraph, (graph) => {
      const again = parseGraph(graphText(graph));
      expect({ ...again, nodes: [...again.nodes].sort(), latent: [...again.latent].sort() }).toEqual({
        ...graph,
        nodes: [...graph.nodes].sort(),
        latent: [...graph.latent].sort(),
      });
    }),
  );
});
