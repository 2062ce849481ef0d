import { didYouMean, nearest } from './nearest.ts';
import { quotedList, sayCount, type Wording } from './words.ts';

/** Errors in a causal graph. `at`: one-based character of its text, where it came from text. */
export interface GraphFacts {
  'graph-invalid': { at: number; found: string; expected: string; mend: string };
  'graph-cycle': { cycle: readonly string[]; at?: number };
  'graph-node-absent': { node: string; nodes: readonly string[] };
  /** `known`: names that the node may have meant; `where`: what holds them, such as a file. */
  'graph-node-unknown': { node: string; known: readonly string[]; where: string; at?: number };
  'graph-node-missing': { node: string; part: string; nodes: readonly string[] };
  'graph-node-latent': { node: string; part: string; at?: number };
}

function renamed(node: string, nodes: readonly string[]): string | undefined {
  const near = nearest(node, nodes);
  return near === undefined ? undefined : `It has "${near}": write "${node}" for it, if that is meant.`;
}

export const graphWording: Wording<GraphFacts> = {
  'graph-invalid': (f) => [`Character ${sayCount(f.at)} of the graph is ${f.found}, where ${f.expected} is expected.`, f.mend],
  'graph-cycle': (f) => [
    f.cycle.length === 1 ? `"${f.cycle[0]}" causes itself in the graph.` : `The graph goes in a circle: ${[...f.cycle, f.cycle[0]].join(' -> ')}.`,
    'Turn or take out one of these arrows: nothing causes what came before it. What acts back later is a column of its own, such as next_week.',
  ],
  'graph-node-absent': (f) => [
    `The graph has no node "${f.node}".`,
    didYouMean(f.node, f.nodes) || (f.nodes.length > 0 ? `Its nodes are ${quotedList(f.nodes)}.` : 'It is empty; give it arrows.'),
  ],
  'graph-node-unknown': (f) => [
    `"${f.node}" is a node of the graph, but nothing in ${f.where} has that name.`,
    `${didYouMean(f.node, f.known)} Name a column, or declare what nobody measured: latent ${f.node}.`.trimStart(),
  ],
  'graph-node-missing': (f) => [
    `The graph has no node "${f.node}", ${f.part}.`,
    renamed(f.node, f.nodes) ?? (f.nodes.length > 0 ? `Add its arrows; the nodes are ${quotedList(f.nodes)}.` : 'Add its arrows.'),
  ],
  'graph-node-latent': (f) => [`"${f.node}" is latent in the graph, but it is ${f.part}.`, 'Take it out of the latent nodes: it is measured.'],
};
