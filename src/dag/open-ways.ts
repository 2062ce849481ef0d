import { along, type Indexed } from './indexed.ts';

/** A visit of a node: entered by an arrow that points at it, or by one that leaves it. */
interface Visit {
  readonly node: number;
  readonly into: boolean;
  readonly before: Visit | undefined;
}

/**
 * The nodes to which a way is open when `given` are held fixed, each with the last visit of a shortest way to it. Every node is visited at most twice.
 *
 * Model   a way passes a node where arrows meet only if that node or something it causes is given, and any other node only if it is not given.
 */
export function openWays({ parents, children }: Indexed, from: readonly number[], given: ReadonlySet<number>): ReadonlyMap<number, Visit> {
  const meets = along(parents, given);
  const seen = new Set<number>();
  const found = new Map<number, Visit>();
  const queue: Visit[] = [];
  const visit = (node: number, into: boolean, before: Visit | undefined): void => {
    const key = 2 * node + (into ? 1 : 0);
    if (seen.has(key)) return;
    seen.add(key);
    const here = { node, into, before };
    if (!found.has(node)) found.set(node, here);
    queue.push(here);
  };
  for (const node of from) visit(node, false, undefined);
  for (let i = 0; i < queue.length; i++) {
    const here = queue[i];
    const { node, into } = here;
    if (!given.has(node)) for (const child of children[node]) visit(child, true, here);
    if (into ? meets.has(node) : !given.has(node)) for (const parent of parents[node]) visit(parent, false, here);
  }
  return found;
}

/** The way to a visit as text: `usage <- context -> outcome`, an unmeasured common cause as `<->`. */
export function wayText({ names }: Indexed, end: Visit): string {
  const visits: Visit[] = [];
  for (let v: Visit | undefined = end; v; v = v.before) visits.unshift(v);
  let text = names[visits[0].node];
  for (const [i, { node, into }] of visits.entries()) {
    if (i === 0 || node >= names.length) continue;
    const hidden = visits[i - 1].node >= names.length;
    text += ` ${hidden ? '<->' : into ? '->' : '<-'} ${names[node]}`;
  }
  return text;
}
