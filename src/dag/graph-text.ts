import type { Graph } from './graph.ts';

/**
 * The text of a graph, from which `parseGraph` makes the same graph again: an arrow a line, then nodes without arrows, then latent ones.
 *
 * Errors  none; a name that holds every kind of quote or a line break cannot be read again.
 */
export function graphText({ nodes, edges, common, latent }: Graph): string {
  const joined = new Set([...edges.flat(), ...common.flat(), ...latent]);
  return [
    ...edges.map(([cause, effect]) => `${nameText(cause)} -> ${nameText(effect)}`),
    ...common.map(([a, b]) => `${nameText(a)} <-> ${nameText(b)}`),
    ...nodes.filter((node) => !joined.has(node)).map(nameText),
    ...(latent.length > 0 ? [`latent ${latent.map(nameText).join(', ')}`] : []),
  ].join('\n');
}

function nameText(name: string): string {
  if (/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) && name !== 'latent') return name;
  const mark = ['`', '"', "'"].find((m) => !name.includes(m)) ?? '`';
  return `${mark}${name}${mark}`;
}
