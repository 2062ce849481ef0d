import { conjugateGradients } from './conjugate-gradients.ts';
import { addOtherSums, type EffectDesign, effectDesign, takeMainMeans, takeOtherValues } from './design.ts';
import type { Codes } from './effects.ts';
import { elimination } from './elimination.ts';

/** The iterations ended before the means were gone. */
export interface NotConverged {
  readonly kind: 'not-converged';
  readonly iterations: number;
  readonly achieved: number;
  readonly tolerance: number;
}

/** A mean below this share of a column's length, once the main effect is out, is rounding, whatever the tolerance. */
const rounding = 1e-15;

/** After so many rounds of refinement what is left is rounding or does not converge. */
const mostRounds = 5;

/** When to end iterations. */
export interface Limits {
  readonly tolerance?: number | undefined;
  readonly maxIterations?: number | undefined;
}

interface Taken {
  readonly iterations: number;
  readonly achieved: number;
}

/** Effects made ready once, to be used as often as need be. */
export interface Absorber {
  /** Takes the effects out of the columns, in place. */
  takeFrom(columns: readonly Float64Array[]): Taken | NotConverged;
  /** The effects that a column has: in the order of the effects, each by level, zero where the others hold a level already. Their sum is the column's projection. */
  effectsOf(column: Float64Array): readonly Float64Array[] | NotConverged;
  /** The sum of effects, row by row, whose weighted sums by level are given (in the order of the effects). They must be possible: of each component of the effects the same in all. */
  withSums(sums: readonly Float64Array[]): Float64Array | NotConverged;
}

export function absorber(effects: readonly Codes[], weights?: Float64Array, { tolerance = 1e-10, maxIterations = 10_000 }: Limits = {}): Absorber {
  const design = effectDesign(effects, weights);
  const factored = design.width > 0 ? elimination(design) : undefined;
  const solve: Solver = (sides, reach, most) => factored?.(sides) ?? conjugateGradients(design, sides, reach, most);
  const take = (columns: readonly Float64Array[], wanted?: Float64Array): Pair | NotConverged => {
    const done = takePair(design, columns, { tolerance, maxIterations, wanted }, solve);
    return done.achieved <= tolerance ? done : { kind: 'not-converged', iterations: done.iterations, achieved: done.achieved, tolerance };
  };
  return {
    takeFrom(columns) {
      let taken: Taken = { iterations: 0, achieved: 0 };
      for (let c = 0; c < columns.length; c += 2) {
        const done = take(columns.slice(c, c + 2));
        if ('kind' in done) return done;
        taken = { iterations: taken.iterations + done.iterations, achieved: Math.max(taken.achieved, done.achieved) };
      }
      return taken;
    },
    effectsOf(column) {
      const done = take([column.slice()]);
      if ('kind' in done) return done;
      const left = column.slice();
      takeOtherValues(design, left, done.values, 0);
      const means = new Float64Array(design.mainWeights.length);
      takeMainMeans(design, left, means);
      return design.offsets.map((offset, e) =>
        offset === undefined ? means : done.values.filter((_, at) => at % 2 === 0).slice(offset, offset + design.sizes[e]),
      );
    },
    withSums(sums) {
      const { n, main, mainWeights, offsets, sizes } = design;
      const ofMain = sums[offsets.indexOf(undefined)];
      const base = Float64Array.from({ length: n }, (_, i) => ofMain[main[i]] / mainWeights[main[i]]);
      const wanted = new Float64Array(2 * design.otherWeights.length);
      addOtherSums(design, base, wanted, 0);
      for (const [e, offset] of offsets.entries()) {
        if (offset === undefined) continue;
        for (let l = 0; l < sizes[e]; l++) wanted[2 * (offset + l)] = sums[e][l] - wanted[2 * (offset + l)];
      }
      const rest = new Float64Array(n);
      const done = take([rest], wanted);
      return 'kind' in done ? done : base.map((value, i) => value + rest[i]);
    },
  };
}

type Solver = (sides: Float64Array, reach: readonly [number, number], most: number) => { readonly values: Float64Array; readonly iterations: number };

interface Pair extends Taken {
  /** What was taken for each level of the other effects, interleaved. */
  readonly values: Float64Array;
}

interface Asked {
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Sums by level of the other effects that are to be left, instead of none. */
  readonly wanted: Float64Array | undefined;
}

/** Takes the effects out of one column or two. */
function takePair(design: EffectDesign, columns: readonly Float64Array[], { tolerance, maxIterations, wanted }: Asked, solve: Solver): Pair {
  const { otherWeights } = design;
  const sums = new Float64Array(design.mainWeights.length);
  const values = new Float64Array(2 * otherWeights.length);
  for (const column of columns) takeMainMeans(design, column, sums);
  const floors = columns.map((column, side) => Math.max((rounding / tolerance) * lengthOf(column), wanted ? largestMean(design, wanted, side) : 0));
  let iterations = 0;
  for (let round = 0; ; round++) {
    const sides = wanted?.map((value) => -value) ?? new Float64Array(2 * otherWeights.length);
    for (const [side, column] of columns.entries()) addOtherSums(design, column, sides, side);
    const lengths = columns.map((column, side) => Math.max(lengthOf(column), floors[side]));
    const achieved = lengths.reduce((most, length, side) => Math.max(most, length > 0 ? largestMean(design, sides, side) / length : 0), 0);
    if (achieved <= tolerance || iterations >= maxIterations || round >= mostRounds) return { iterations, achieved, values };
    const found = solve(sides, [(tolerance / 4) * lengths[0], (tolerance / 4) * (lengths[1] ?? 0)], maxIterations - iterations);
    iterations += found.iterations;
    for (let at = 0; at < values.length; at++) values[at] += found.values[at];
    for (const [side, column] of columns.entries()) {
      takeOtherValues(design, column, found.values, side);
      takeMainMeans(design, column, sums);
    }
  }
}

/** Of sums by level of the other effects, interleaved: the largest mean. */
function largestMean({ otherWeights }: EffectDesign, sums: Float64Array, side: number): number {
  let largest = 0;
  for (let l = 0; l < otherWeights.length; l++) if (otherWeights[l] > 0) largest = Math.max(largest, Math.abs(sums[2 * l + side]) / otherWeights[l]);
  return largest;
}

/** The root of the mean square. */
function lengthOf(column: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < column.length; i++) squares += column[i] * column[i];
  return Math.sqrt(squares / column.length);
}
