import { EstimandError } from '../errors/estimand-error.ts';

export const mostGroups = 100_000;

/** Errors  too-many-groups: an answer is for reading; a million clusters belong into a rollup. */
export function expectFewGroups(count: number): void {
  if (count > mostGroups) throw new EstimandError('too-many-groups', { most: mostGroups });
}

interface Keyed {
  readonly key: readonly string[];
}

/** Order of groups in every reply: key texts by code unit, first key first. */
export function bySortedKey(a: Keyed, b: Keyed): number {
  for (let i = 0; i < a.key.length; i++) if (a.key[i] !== b.key[i]) return a.key[i] < b.key[i] ? -1 : 1;
  return 0;
}

/** Codes into the levels that occur, in text order, so that every engine names a factor alike. */
export function sortedLevels(codes: Int32Array, levels: readonly string[]): { codes: Int32Array; levels: readonly string[] } {
  const used = new Uint8Array(levels.length);
  for (const code of codes) used[code] = 1;
  const sorted = levels.filter((_, i) => used[i]).sort();
  const positions = new Map(sorted.map((level, i) => [level, i]));
  const to = Int32Array.from(levels, (level) => positions.get(level) ?? -1);
  return { codes: codes.map((code) => to[code]), levels: sorted };
}
