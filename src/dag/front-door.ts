import type { Effect } from './back-door.ts';
import type { Graph } from './graph.ts';
import { along, type Indexed, indexed, namesAt, nodeAt, withoutArrowsFrom } from './indexed.ts';
import { openWays } from './open-ways.ts';

export interface FrontDoorOptions extends Effect {
  /** Most sets that are tried; 20,000 unless told. */
  readonly tries?: number;
}

export interface FrontDoorSets {
  /** Sets of mediators none of which can spare a node, smallest first. */
  readonly sets: readonly (readonly string[])[];
  /** Whether every set was tried. */
  readonly complete: boolean;
}

/**
 * Which sets of mediators identify an effect by the front door.
 *
 * Model   front-door criterion: the set lies on every way of arrows from treatment to outcome; no back door from treatment to it is open; the treatment
 *         closes every back door from it to the outcome. Sets are tried from the smallest on.
 * Errors  graph-node-absent.
 * Source  Pearl (1995), Biometrika 82; Jeong, Tian & Bareinboim (2022), NeurIPS.
 */
export function frontDoorSets(graph: Graph, { treatment, outcome, tries = 20_000 }: FrontDoorOptions): FrontDoorSets {
  const g = indexed(graph);
  const [x, y] = [nodeAt(g, treatment), nodeAt(g, outcome)];
  if (!along(g.children, [x]).has(y)) return { sets: [], complete: true };
  const behind = openWays(withoutArrowsFrom(g, [x]), [x], new Set());
  const candidates = g.names.map((_, i) => i).filter((i) => i !== x && i !== y && g.observed[i] && !behind.has(i));
  const found: (readonly number[])[] = [];
  let tried = 0;
  for (let size = 1; size <= candidates.length; size++) {
    for (const set of subsets(candidates, size)) {
      if (++tried > tries) return { sets: found.map((s) => namesAt(g, s)), complete: false };
      if (!found.some((smaller) => smaller.every((node) => set.includes(node))) && isFrontDoor(g, x, y, set)) found.push(set);
    }
  }
  return { sets: found.map((set) => namesAt(g, set)), complete: true };
}

/** Candidates have no open back door from the treatment; the other two conditions are those of the whole set. */
function isFrontDoor(g: Indexed, x: number, y: number, set: readonly number[]): boolean {
  const blocked = g.children.map((to, i) => (set.includes(i) ? [] : to));
  if (along(blocked, [x]).has(y)) return false;
  return !openWays(withoutArrowsFrom(g, set), set, new Set([x])).has(y);
}

function* subsets(of: readonly number[], size: number, from = 0): Generator<readonly number[]> {
  if (size === 0) yield [];
  else for (let i = from; i <= of.length - size; i++) for (const rest of subsets(of, size - 1, i + 1)) yield [of[i], ...rest];
}
