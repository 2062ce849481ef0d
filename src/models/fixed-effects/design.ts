import { type Codes, codesUpTo } from './effects.ts';

/** Effects made ready to be taken out of columns: the one with the most levels, and the others in one numbering. */
export interface EffectDesign {
  readonly n: number;
  readonly weights: Float64Array | undefined;
  /** Codes of the effect with the most levels, and the sums of its rows' weights. */
  readonly main: Codes;
  readonly mainWeights: Float64Array;
  /** How many other effects there are; `others[i * width + f]` is the level of row i in the f-th of them. */
  readonly width: number;
  readonly others: Codes;
  readonly otherWeights: Float64Array;
  /** Where the levels of each effect, in the order given, begin in the numbering of the others; undefined for the main one. */
  readonly offsets: readonly (number | undefined)[];
  /** How many codes each effect may have. */
  readonly sizes: readonly number[];
}

export function effectDesign(effects: readonly Codes[], weights?: Float64Array): EffectDesign {
  const sizes = effects.map(codesUpTo);
  const largest = sizes.indexOf(Math.max(...sizes));
  const rest = effects.filter((_, e) => e !== largest);
  let levels = 0;
  const offsets = sizes.map((size, e) => {
    if (e === largest) return undefined;
    levels += size;
    return levels - size;
  });
  const [main] = effects.slice(largest, largest + 1);
  const others = rest.length === 1 ? rest[0] : interleaved(rest, offsets);
  const design = { n: main.length, weights, main, width: rest.length, others, offsets, sizes };
  return { ...design, mainWeights: weightsBy(main, 1, sizes[largest], weights), otherWeights: weightsBy(others, rest.length, levels, weights) };
}

function interleaved(effects: readonly Codes[], offsets: readonly (number | undefined)[]): Codes {
  const starts = offsets.filter((offset) => offset !== undefined);
  const all = new Int32Array(effects.length * (effects[0]?.length ?? 0));
  for (const [f, codes] of effects.entries()) for (let i = 0; i < codes.length; i++) all[i * effects.length + f] = codes[i] + starts[f];
  return all;
}

function weightsBy(codes: Codes, width: number, levels: number, weights: Float64Array | undefined): Float64Array {
  const sums = new Float64Array(levels);
  if (weights === undefined) for (let e = 0; e < codes.length; e++) sums[codes[e]]++;
  else for (let e = 0; e < codes.length; e++) sums[codes[e]] += weights[Math.floor(e / width)];
  return sums;
}

/** Takes from a column its mean in each level of the main effect. */
export function takeMainMeans({ main, mainWeights, weights }: EffectDesign, column: Float64Array, sums: Float64Array): void {
  sums.fill(0);
  if (weights === undefined) for (let i = 0; i < column.length; i++) sums[main[i]] += column[i];
  else for (let i = 0; i < column.length; i++) sums[main[i]] += weights[i] * column[i];
  for (let l = 0; l < sums.length; l++) if (mainWeights[l] > 0) sums[l] /= mainWeights[l];
  for (let i = 0; i < column.length; i++) column[i] -= sums[main[i]];
}

/** Weighted sums of a column by level of the other effects, into places `side`, `side + 2`, ... of `sums`. */
export function addOtherSums({ others, width, weights }: EffectDesign, column: Float64Array, sums: Float64Array, side: number): void {
  for (let i = 0; i < column.length; i++) {
    const value = weights === undefined ? column[i] : weights[i] * column[i];
    for (let e = i * width; e < (i + 1) * width; e++) sums[2 * others[e] + side] += value;
  }
}

/** Takes from a column a value for each level of the other effects, which stand in places `side`, `side + 2`, ... */
export function takeOtherValues({ others, width }: EffectDesign, column: Float64Array, values: Float64Array, side: number): void {
  for (let i = 0; i < column.length; i++) for (let e = i * width; e < (i + 1) * width; e++) column[i] -= values[2 * others[e] + side];
}
