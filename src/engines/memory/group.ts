import type { TextVector } from '../../expressions/vector.ts';

/** Rows sorted into groups: group g holds `rows[starts[g]] ... rows[starts[g + 1] - 1]`, in row order. */
export interface Grouping {
  readonly count: number;
  readonly keys: readonly (readonly string[])[];
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  /** Rows with an unknown key, in no group. */
  readonly keyless: number;
}

/** Groups by several keys at once; `among` (default all) says which rows take part. Groups come in order of first appearance. */
export function groupRows(keys: readonly TextVector[], n: number, among?: Uint8Array): Grouping {
  const groupOf = new Int32Array(n).fill(-1);
  const found = new Map<string, number>();
  const names: string[][] = [];
  const sizes: number[] = [];
  let keyless = 0;
  for (let i = 0; i < n; i++) {
    if (among && among[i] === 0) continue;
    const codes = keys.map((key) => key.codes[i]);
    if (codes.includes(-1)) {
      keyless++;
      continue;
    }
    const id = codes.join(',');
    let group = found.get(id);
    if (group === undefined) {
      group = names.length;
      found.set(id, group);
      names.push(keys.map((key, k) => key.levels[codes[k]]));
      sizes.push(0);
    }
    groupOf[i] = group;
    sizes[group]++;
  }
  const starts = new Int32Array(names.length + 1);
  for (let g = 0; g < names.length; g++) starts[g + 1] = starts[g] + sizes[g];
  const next = starts.slice();
  const rows = new Int32Array(starts[names.length]);
  for (let i = 0; i < n; i++) if (groupOf[i] >= 0) rows[next[groupOf[i]]++] = i;
  return { count: names.length, keys: names, starts, rows, keyless };
}
