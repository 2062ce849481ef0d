import { describe, expect, it } from 'vitest';
import { messageOf } from '../../test/support/small-study.ts';
import { adjustmentFault, adjustmentSets } from './back-door.ts';
import { frontDoorSets } from './front-door.ts';
import { graphOf } from './graph.ts';
import { instruments } from './instruments.ts';
import { ancestors, descendants } from './kin.ts';
import { parseGraph } from './parse-graph.ts';
import { dSeparated, openPath } from './separation.ts';

const effect = { treatment: 'x', outcome: 'y' };

describe('adjustment sets', () => {
  // Each of ten back doors can be closed at either of two nodes.
  const many = parseGraph(Array.from({ length: 10 }, (_, i) => `x <- a${i} -> b${i} -> y`).join('\n'));

  it('stop at their limit, and say so', () => {
    const few = adjustmentSets(many, { ...effect, limit: 7 });
    expect([few.sets.length, few.complete]).toEqual([7, false]);
    for (const given of few.sets) expect(adjustmentFault(many, { ...effect, given })).toBeUndefined();
    const all = adjustmentSets(many, { ...effect, limit: 1024 });
    expect([all.sets.length, all.complete]).toEqual([1024, true]);
    expect(all.canonical).toHaveLength(20);
  });

  it('use only the nodes they may', () => {
    expect(adjustmentSets(parseGraph('x <- a -> b -> y'), { ...effect, among: ['b'] })).toEqual({ sets: [['b']], complete: true, canonical: ['b'] });
    expect(adjustmentSets(parseGraph('x <- a -> b -> y'), { ...effect, among: [] })).toEqual({ sets: [], complete: true });
    expect(adjustmentSets(parseGraph('x -> y'), { treatment: 'x', outcome: 'x' })).toEqual({ sets: [], complete: true });
  });

  it('come with the reason why another set is none', () => {
    const graph = parseGraph('x -> m -> y; x <- u -> y; x <- z -> y; latent u');
    expect(adjustmentFault(graph, { ...effect, given: ['z', 'm'] })).toEqual({ kind: 'after-treatment', node: 'm', way: 'x -> m' });
    expect(adjustmentFault(graph, { ...effect, given: ['z', 'u'] })).toEqual({ kind: 'latent', node: 'u' });
    expect(adjustmentFault(graph, { ...effect, given: ['z'] })).toEqual({ kind: 'open', way: 'x <- u -> y' });
    expect(adjustmentFault(parseGraph('x -> y; x <-> y'), { ...effect, given: [] })).toEqual({ kind: 'open', way: 'x <-> y' });
  });
});

it('front-door sets stop when enough were tried, and say so', () => {
  const wide = parseGraph(`x -> {${Array.from({ length: 12 }, (_, i) => `m${i}`).join(' ')}} -> y; x <-> y`);
  expect(frontDoorSets(wide, { ...effect, tries: 50 })).toEqual({ sets: [], complete: false });
  expect(frontDoorSets(wide, effect)).toMatchObject({ complete: true, sets: [expect.objectContaining({ length: 12 })] });
});

it('instruments are looked for among the nodes that are named', () => {
  const graph = parseGraph('z -> x -> y; w -> x; x <-> y');
  expect(instruments(graph, effect).map(({ instrument }) => instrument)).toEqual(['z', 'w']);
  expect(instruments(graph, { ...effect, among: ['w'] })).toEqual([{ instrument: 'w', given: [] }]);
});

it('descendants and ancestors leave the node itself out, and separation takes sets', () => {
  const graph = parseGraph('a -> b -> c; d -> c; b <-> d');
  expect([descendants(graph, 'b'), ancestors(graph, 'c')]).toEqual([['c'], ['a', 'b', 'd']]);
  expect(dSeparated(graph, ['a'], ['d'])).toBe(true);
  expect(dSeparated(graph, ['a', 'b'], ['d'])).toBe(false);
  expect(openPath(graph, 'a', 'd', ['c'])).toMatch(/^a -> b (<-> d|-> c <- d)$/);
});

it('a node that the graph does not hold is an error with the nearest name', () => {
  const graph = graphOf({ edges: [['treatment', 'y']] });
  expect(messageOf(() => descendants(graph, 'treatmnt'))).toBe('The graph has no node "treatmnt". Did you mean "treatment"?');
  expect(messageOf(() => descendants(graph, 'z'))).toBe('The graph has no node "z". Its nodes are "treatment" and "y".');
});
