import type { TextVector } from '../../expressions/vector.ts';

/** Rows sorted into groups: group g holds `rows[starts[g]] ... rows[starts[g + 1] - 1]`, in row order. */
export interface Grouping {
  readonly count: number;
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  /** Rows with an unknown key, in no group. */
  readonly keyless: number;
}

/** Groups by several keys at once the rows that a mask takes. Groups come in order of first appearance. */
export function groupRows(keys: readonly TextVector[], taken: Uint8Array): Grouping {
  const groupOf = new Int32Array(taken.length);
  let taking = 0;
  for (let i = 0; i < taken.length; i++) {
    taking += taken[i];
    groupOf[i] = taken[i] - 1;
  }
  let count = Math.min(1, taking);
  for (const key of keys) count = split(groupOf, count, key);

  const starts = new Int32Array(count + 1);
  for (let i = 0; i < groupOf.length; i++) if (groupOf[i] >= 0) starts[groupOf[i] + 1]++;
  for (let g = 0; g < count; g++) starts[g + 1] += starts[g];
  const next = starts.slice();
  const rows = new Int32Array(starts[count]);
  for (let i = 0; i < groupOf.length; i++) if (groupOf[i] >= 0) rows[next[groupOf[i]]++] = i;
  return { count, starts, rows, keyless: taking - rows.length };
}

/** The rows of a group. */
export function membersOf({ starts, rows }: Grouping, group: number): Int32Array {
  return rows.subarray(starts[group], starts[group + 1]);
}

/** The rows of a group that a mask takes. */
export function membersAmong(groups: Grouping, group: number, taken: Uint8Array): Int32Array {
  const members = membersOf(groups, group);
  const found = new Int32Array(members.length);
  let count = 0;
  for (let k = 0; k < members.length; k++) if (taken[members[k]] === 1) found[count++] = members[k];
  return found.subarray(0, count);
}

/** The key texts of a group. */
export function keyOf(groups: Grouping, group: number, keys: readonly TextVector[]): readonly string[] {
  const first = groups.rows[groups.starts[group]];
  return keys.map((key) => key.levels[key.codes[first]]);
}

/** Splits groups by one more key, in place; -1 where it is unknown. Gives the number of groups. */
function split(groupOf: Int32Array, count: number, key: TextVector): number {
  const number = numbering(count * key.levels.length);
  let found = 0;
  for (let i = 0; i < groupOf.length; i++) {
    const code = key.codes[i];
    if (groupOf[i] < 0) continue;
    groupOf[i] = code < 0 ? -1 : number(groupOf[i] * key.levels.length + code);
    if (groupOf[i] === found) found++;
  }
  return found;
}

const mostInTable = 2 ** 22;

/** Numbers ids 0, 1, 2 ... as they appear: by a table when few are possible, else by a map. */
function numbering(possible: number): (id: number) => number {
  let next = 0;
  if (possible <= mostInTable) {
    const numbers = new Int32Array(possible);
    return (id) => {
      if (numbers[id] === 0) numbers[id] = ++next;
      return numbers[id] - 1;
    };
  }
  const numbers = new Map<number, number>();
  return (id) => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, next);
    return next++;
  };
}
