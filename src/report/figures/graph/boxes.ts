import type { Exhibit } from '../../../estimate/exhibit.ts';
import { distinct, texts } from '../columns.ts';

/** Nodes of one part with the same arrows, drawn as one box; or the dot of a cause that nobody measured. */
export interface Box {
  readonly names: readonly string[];
  readonly role: string;
  readonly dot: boolean;
}

/** Boxes, and arrows between them by index. */
export interface Boxes {
  readonly boxes: readonly Box[];
  readonly arrows: readonly (readonly [from: number, to: number])[];
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly both: boolean;
}

/** What a `graph` exhibit draws. Columns: from, to, and optionally `from is`, `to is`, arrow (↔ for a cause of both that nobody measured). */
export function boxesOf(columns: Exhibit['columns']): Boxes {
  const [from, to, fromIs, toIs, signs] = ['from', 'to', 'from is', 'to is', 'arrow'].map((name) => texts(columns, name));
  const role = new Map<string, string>();
  for (const [i, name] of from.entries()) {
    role.set(name, fromIs[i] ?? '');
    if (to[i]) role.set(to[i], toIs[i] ?? '');
  }
  const arrows = from.flatMap((name, i): readonly Arrow[] => (to[i] && to[i] !== name ? [{ from: name, to: to[i], both: signs[i] === '↔' }] : []));
  const twins = new Map<string, string[]>();
  for (const [name, own] of role) {
    const key = keyOf(name, own, arrows);
    twins.set(key, [...(twins.get(key) ?? []), name]);
  }
  const named = [...twins.values()].map((names): Box => ({ names, role: role.get(names[0]) ?? '', dot: false }));
  const at = new Map(named.flatMap(({ names }, i) => names.map((name) => [name, i] as const)));
  const between = (both: boolean): readonly (readonly [number, number])[] =>
    pairsOnce(arrows.filter((arrow) => arrow.both === both).map((arrow) => [at.get(arrow.from)!, at.get(arrow.to)!] as const));
  const common = pairsOnce(between(true).map(([a, b]) => (a < b ? ([a, b] as const) : ([b, a] as const))));
  const dots = common.map((): Box => ({ names: [], role: 'unobserved', dot: true }));
  return {
    boxes: [...named, ...dots],
    arrows: [...between(false), ...common.flatMap((pair, i) => distinct(pair).map((end) => [named.length + i, end] as const))],
  };
}

/** Nodes with the same key have the same part and the same neighbours. */
function keyOf(name: string, role: string, arrows: readonly Arrow[]): string {
  const others = arrows.flatMap(({ from, to, both }) => [
    ...(from === name ? [`${both ? '~' : '>'}${to}`] : []),
    ...(to === name ? [`${both ? '~' : '<'}${from}`] : []),
  ]);
  return JSON.stringify([role, ...distinct(others).toSorted()]);
}

function pairsOnce(pairs: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  return [...new Map(pairs.map((pair) => [pair.join(), pair])).values()];
}
