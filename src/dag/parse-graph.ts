import { EstimandError } from '../errors/estimand-error.ts';
import { sayCount } from '../errors/words.ts';
import { cycleIn } from './cycle.ts';
import { invalidGraph } from './failure.ts';
import { type Edge, type Graph, graphOf } from './graph.ts';
import { type NodeName, statementsOf } from './statements.ts';

/** More than these are drawn by a program. */
const mostNodes = 200;
const mostArrows = 2_000;

/** A graph and the one-based character of its text at which each node is first named. */
export interface GraphText {
  readonly graph: Graph;
  readonly at: ReadonlyMap<string, number>;
}

/**
 * A causal graph from its text, such as `context -> {usage outcome}; usage -> outcome; usage <-> outcome; latent mood`.
 *
 * Model   statements end in a semicolon or with their line: nodes joined by -> , <- and <-> (a cause of both that nobody measured), {a b} for several at
 *         once; `latent a, b` or `a [latent]` for what nobody measured; a node alone where it has no arrow. # begins a comment. What dagitty writes
 *         is read too: `dag { }` around it, roles such as [exposure], and where nodes are drawn.
 * Errors  graph-invalid with the one-based character; graph-cycle, naming the circle.
 */
export const parseGraph = (text: string): Graph => readGraph(text).graph;

/** Errors  as `parseGraph`. */
export function readGraph(text: string): GraphText {
  const at = new Map<string, number>();
  const arrows: { readonly pair: Edge; readonly common: boolean; readonly at: number }[] = [];
  const latent: string[] = [];
  for (const { groups, arrows: signs, latent: hidden } of statementsOf(text)) {
    for (const named of [...groups.flat(), ...hidden]) if (!at.has(named.name)) at.set(named.name, named.at);
    latent.push(...hidden.map(({ name }) => name));
    for (const [i, sign] of signs.entries()) for (const pair of pairsOf(groups[i], groups[i + 1], sign)) arrows.push({ ...pair, common: sign === '<->' });
  }
  expectFew(text.length, at.size, mostNodes, 'nodes');
  expectFew(text.length, arrows.length, mostArrows, 'arrows');
  const edges = arrows.filter(({ common }) => !common);
  const parts = { nodes: [...at.keys()], edges: edges.map(({ pair }) => pair), common: arrows.filter(({ common }) => common).map(({ pair }) => pair), latent };
  const cycle = cycleIn(parts);
  if (cycle) {
    const onCycle = (pair: Edge): boolean => cycle.some((node, i) => node === pair[0] && cycle[(i + 1) % cycle.length] === pair[1]);
    const last = arrows.filter(({ pair }) => onCycle(pair)).at(-1);
    throw new EstimandError('graph-cycle', { cycle, ...(last && { at: last.at }) });
  }
  return { graph: graphOf(parts), at };
}

/** Each arrow is told at the name that ends it in the text. */
function pairsOf(left: readonly NodeName[], right: readonly NodeName[], sign: string): readonly { readonly pair: Edge; readonly at: number }[] {
  return left.flatMap((a) => right.map((b) => ({ pair: sign === '<-' ? ([b.name, a.name] as const) : ([a.name, b.name] as const), at: b.at })));
}

function expectFew(length: number, count: number, most: number, what: string): void {
  if (count > most)
    throw invalidGraph(
      length,
      `the end of a graph of ${sayCount(count)} ${what}`,
      'a smaller one',
      `Draw at most ${sayCount(most)} ${what}; leave out what bears on nothing.`,
    );
}
