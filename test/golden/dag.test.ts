import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  adjustmentFault,
  adjustmentSets,
  descendants,
  dSeparated,
  frontDoorSets,
  type Graph,
  instruments,
  parseGraph,
  testableImplications,
} from '../../src/index.ts';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly treatment: string;
  readonly outcome: string;
  readonly after: readonly string[];
  readonly adjustment: readonly (readonly string[])[];
  readonly frontDoor?: readonly (readonly string[])[];
  readonly instruments: Readonly<Record<string, readonly string[]>>;
  readonly implications?: readonly (readonly [string, string, readonly string[]])[];
}

const { cases } = JSON.parse(readFileSync(new URL('../../goldens/dag/textbook.json', import.meta.url), 'utf8')) as { cases: readonly Case[] };

/** Sets of names without their order. */
const asSets = (sets: readonly (readonly string[])[]): readonly string[] => sets.map((set) => [...set].sort().join(', ')).sort();
const withoutArrowsFrom = (graph: Graph, node: string): Graph => ({ ...graph, edges: graph.edges.filter(([cause]) => cause !== node) });

it('has at least 20 textbook graphs', () => expect(cases.length).toBeGreaterThanOrEqual(20));

describe.each(cases)('$name', ({ text, treatment, outcome, after, adjustment, frontDoor, instruments: expectedInstruments, implications }) => {
  const graph = parseGraph(text);
  const effect = { treatment, outcome };

  it('has the same post-treatment nodes', () => expect([...descendants(graph, treatment)].sort()).toEqual(after));

  it('has the same minimal adjustment sets', () => {
    const { sets, complete, canonical } = adjustmentSets(graph, effect);
    expect(asSets(sets)).toEqual(asSets(adjustment));
    expect(complete).toBe(true);
    expect(canonical === undefined).toBe(adjustment.length === 0);
    if (canonical) expect(adjustmentFault(graph, { ...effect, given: canonical })).toBeUndefined();
  });

  if (frontDoor !== undefined)
    it('has the same front-door sets', () => {
      expect(asSets(frontDoorSets(graph, effect).sets)).toEqual(asSets(frontDoor ?? []));
    });

  it('has the same instruments, each with a smallest set that makes it one', () => {
    const found = instruments(graph, effect);
    expect(found.map(({ instrument }) => instrument).sort()).toEqual(Object.keys(expectedInstruments));
    for (const { instrument, given } of found) {
      expect(given.length).toBe(expectedInstruments[instrument].length);
      expect(dSeparated(withoutArrowsFrom(graph, treatment), [instrument], [outcome], given)).toBe(true);
      expect(dSeparated(graph, [instrument], [treatment], given)).toBe(false);
    }
  });

  if (implications !== undefined)
    it('implies independences of the same pairs, given sets as small', () => {
      const found = testableImplications(graph);
      const pairs = (list: readonly (readonly [string, string, number])[]): readonly string[] => list.map(([a, b, size]) => `${[a, b].sort()} ${size}`).sort();
      expect(pairs(found.map(({ left, right, given }) => [left, right, given.length]))).toEqual(
        pairs((implications ?? []).map(([a, b, given]) => [a, b, given.length])),
      );
      for (const { left, right, given } of found) expect(dSeparated(graph, [left], [right], given)).toBe(true);
    });
});
