import type { Graph } from './graph.ts';
import { along, type Indexed, indexed, namesAt, nodeAt, withoutArrowsFrom } from './indexed.ts';
import { minimalSeparators } from './minimal-separators.ts';
import { openWays, wayText } from './open-ways.ts';

export interface Effect {
  readonly treatment: string;
  readonly outcome: string;
}

export interface AdjustmentOptions extends Effect {
  /** Nodes that may be adjusted for; all measured ones unless told. */
  readonly among?: readonly string[];
  /** Most sets that are listed; 100 unless told. */
  readonly limit?: number;
}

export interface AdjustmentSets {
  /** Sets none of which can spare a node, smallest first. One empty set: nothing needs to be adjusted for. No set: no adjustment identifies the effect. */
  readonly sets: readonly (readonly string[])[];
  /** Whether these are all of them. */
  readonly complete: boolean;
  /** Every measured cause of treatment or outcome that the treatment does not move; absent when no set will do. */
  readonly canonical?: readonly string[];
}

/**
 * Which sets of covariates close every back door between a treatment and an outcome.
 *
 * Model   back-door criterion: no node that the treatment causes, and every way that enters the treatment by an arrow blocked. Latent nodes are never in a set.
 * Errors  graph-node-absent.
 * Source  Pearl (2009), Causality, 3.3; van der Zander, Liskiewicz & Textor (2019), Artificial Intelligence 270.
 */
export function adjustmentSets(graph: Graph, { treatment, outcome, among, limit = 100 }: AdjustmentOptions): AdjustmentSets {
  const g = indexed(graph);
  const [x, y] = [nodeAt(g, treatment), nodeAt(g, outcome)];
  if (x === y) return { sets: [], complete: true };
  const usable = among && new Set(among.map((name) => nodeAt(g, name)));
  const after = along(g.children, [x]);
  const allowed = (node: number): boolean => node !== y && g.observed[node] && !after.has(node) && (usable?.has(node) ?? true);
  const behind = withoutArrowsFrom(g, [x]);
  const { sets, complete } = minimalSeparators(behind, x, y, allowed, limit);
  const causes = along(g.parents, [x, y]);
  const canonical = g.names.map((_, i) => i).filter((i) => causes.has(i) && allowed(i));
  return {
    sets: sets.map((set) => namesAt(g, set)),
    complete,
    ...(sets.length > 0 && { canonical: namesAt(g, canonical) }),
  };
}

/** Why a set must not be adjusted for, or does not suffice. */
export type AdjustmentFault =
  | { readonly kind: 'after-treatment'; readonly node: string; readonly way: string }
  | { readonly kind: 'latent'; readonly node: string }
  | { readonly kind: 'open'; readonly way: string };

/**
 * What is wrong with a set of covariates by the back-door criterion; undefined when it identifies the effect.
 *
 * Errors  graph-node-absent.
 * Source  Pearl (2009), Causality, 3.3.
 */
export function adjustmentFault(graph: Graph, { treatment, outcome, given }: Effect & { readonly given: readonly string[] }): AdjustmentFault | undefined {
  const g = indexed(graph);
  const [x, y] = [nodeAt(g, treatment), nodeAt(g, outcome)];
  const fixed = given.map((name) => nodeAt(g, name));
  const after = along(g.children, [x]);
  const moved = fixed.find((node) => after.has(node));
  if (moved !== undefined) return { kind: 'after-treatment', node: g.names[moved], way: causalWay(g, x, moved) };
  const hidden = fixed.find((node) => !g.observed[node]);
  if (hidden !== undefined) return { kind: 'latent', node: g.names[hidden] };
  const end = openWays(withoutArrowsFrom(g, [x]), [x], new Set(fixed)).get(y);
  return end && { kind: 'open', way: wayText(g, end) };
}

/** A shortest way along arrows, as text. */
function causalWay(g: Indexed, from: number, to: number): string {
  const onlyDown = { ...g, parents: g.parents.map(() => []) };
  const end = openWays(onlyDown, [from], new Set()).get(to);
  return end ? wayText(g, end) : g.names[from];
}
