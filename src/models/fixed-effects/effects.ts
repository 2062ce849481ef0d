/** Of each row the level of an effect that it belongs to, counted from zero; levels without rows are allowed. */
export type Codes = Int32Array;

/** Why arrays cannot be used: which of them, what is wrong, in how many rows. */
export interface Unusable {
  readonly kind: 'unusable';
  readonly input: 'outcome' | 'column' | 'effect' | 'weights' | 'cluster';
  readonly index: number;
  readonly problem: 'length' | 'not-finite' | 'negative-code' | 'not-positive';
  readonly rows: number;
}

/** What the arrays of a regression must satisfy. */
export interface RowArrays {
  readonly outcome?: Float64Array;
  readonly columns: readonly Float64Array[];
  readonly effects: readonly Codes[];
  readonly weights?: Float64Array | undefined;
  readonly clusters?: readonly Codes[] | undefined;
}

/** The first array that cannot be used; undefined when all can. */
export function unusableIn({ outcome, columns, effects, weights, clusters = [] }: RowArrays): Unusable | undefined {
  const n = (outcome ?? columns[0] ?? effects[0] ?? []).length;
  const known = (value: number): boolean => Number.isFinite(value);
  const code = (value: number): boolean => value >= 0;
  const looks = [
    ...(outcome ? [{ input: 'outcome', arrays: [outcome], good: known, problem: 'not-finite' } as const] : []),
    { input: 'column', arrays: columns, good: known, problem: 'not-finite' },
    { input: 'effect', arrays: effects, good: code, problem: 'negative-code' },
    ...(weights ? [{ input: 'weights', arrays: [weights], good: (value: number) => value > 0 && value < Infinity, problem: 'not-positive' } as const] : []),
    { input: 'cluster', arrays: clusters, good: code, problem: 'negative-code' },
  ] as const;
  for (const { input, arrays, good, problem } of looks) {
    for (const [index, array] of arrays.entries()) {
      if (array.length !== n) return { kind: 'unusable', input, index, problem: 'length', rows: Math.abs(array.length - n) };
      const rows = countBad(array, good);
      if (rows > 0) return { kind: 'unusable', input, index, problem, rows };
    }
  }
  return undefined;
}

function countBad(array: Float64Array | Codes, good: (value: number) => boolean): number {
  let bad = 0;
  for (let i = 0; i < array.length; i++) if (!good(array[i])) bad++;
  return bad;
}

/** How many codes there may be: one more than the largest. */
export function codesUpTo(codes: Codes): number {
  let most = -1;
  for (let i = 0; i < codes.length; i++) if (codes[i] > most) most = codes[i];
  return most + 1;
}

/** How many codes have a row. */
export function levelsIn(codes: Codes): number {
  const seen = new Uint8Array(codesUpTo(codes));
  let levels = 0;
  for (let i = 0; i < codes.length; i++) {
    levels += 1 - seen[codes[i]];
    seen[codes[i]] = 1;
  }
  return levels;
}

/** Rows brought together by their level: those of level l are `order[starts[l]]` up to `order[starts[l + 1] - 1]`, or these places themselves where they lie so already. */
export interface RowsByLevel {
  readonly starts: Int32Array;
  readonly order: Int32Array | undefined;
}

export function rowsByLevel(codes: Codes, levels = codesUpTo(codes)): RowsByLevel {
  const starts = new Int32Array(levels + 1);
  let ascending = true;
  for (let i = 0; i < codes.length; i++) {
    starts[codes[i] + 1]++;
    if (i > 0 && codes[i] < codes[i - 1]) ascending = false;
  }
  for (let l = 0; l < levels; l++) starts[l + 1] += starts[l];
  if (ascending) return { starts, order: undefined };
  const next = starts.slice(0, levels);
  const order = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) order[next[codes[i]]++] = i;
  return { starts, order };
}

/** Whether all rows of a level lie in one cluster, for every level of the effect. */
export function isNested(effect: Codes, cluster: Codes): boolean {
  if (effect === cluster) return true;
  const home = new Int32Array(codesUpTo(effect)).fill(-1);
  for (let i = 0; i < effect.length; i++) {
    if (home[effect[i]] === -1) home[effect[i]] = cluster[i];
    else if (home[effect[i]] !== cluster[i]) return false;
  }
  return true;
}

/**
 * How many dummies of several effects the others already hold, so that their rank is the number of levels less these.
 *
 * Model   two effects: the connected components of the graph that joins levels which share a row. Each further effect: the most components that it has with one of those before it,
 *         which is exact for a single component with each, and else may leave some uncounted (degrees of freedom then are too few, never too many).
 * Source  Abowd, Creecy & Kramarz (2002); pairs of effects as in Correia (2017), reghdfe.
 */
export function redundantLevels(effects: readonly Codes[]): number {
  let redundant = 0;
  for (let f = 1; f < effects.length; f++) {
    let most = 1;
    for (let e = 0; e < f; e++) most = Math.max(most, levelGraph(effects[e], effects[f]).components);
    redundant += most;
  }
  return effects[0]?.length === 0 ? 0 : redundant;
}

/** The graph whose points are the levels of two effects and whose edges are the rows. */
interface LevelGraph {
  readonly components: number;
  /** Of each level of the one and of the other a number that its component shares; -1 without rows. */
  readonly labels: readonly [Int32Array, Int32Array];
}

/** Which levels of two effects are joined by rows, directly or by way of others: only within a component do effects have differences that rows tell of. */
export function levelGraph(one: Codes, other: Codes): LevelGraph {
  const turned = codesUpTo(one) < codesUpTo(other);
  const [many, few] = turned ? [other, one] : [one, other];
  const parent = new Int32Array(codesUpTo(few)).fill(-1);
  const root = (level: number): number => {
    let at = level;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  };
  let components = 0;
  const first = new Int32Array(codesUpTo(many)).fill(-1);
  for (let i = 0; i < many.length; i++) {
    if (parent[few[i]] === -1) {
      parent[few[i]] = few[i];
      components++;
    }
    if (first[many[i]] === -1) first[many[i]] = few[i];
    const [a, b] = [root(first[many[i]]), root(few[i])];
    if (a === b) continue;
    parent[b] = a;
    components--;
  }
  const ofFew = parent.map((above, level) => (above === -1 ? -1 : root(level)));
  const ofMany = first.map((level) => (level === -1 ? -1 : root(level)));
  return { components, labels: turned ? [ofFew, ofMany] : [ofMany, ofFew] };
}
