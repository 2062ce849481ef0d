import { conjugateGradients } from './conjugate-gradients.ts';
import { addOtherSums, type EffectDesign, effectDesign, takeMainMeans, takeOtherValues } from './design.ts';
import { type Codes, type Unusable, unusableIn } from './effects.ts';
import { elimination } from './elimination.ts';

export interface Absorbing {
  readonly columns: readonly Float64Array[];
  /** Codes of one effect or more. */
  readonly effects: readonly Codes[];
  readonly weights?: Float64Array | undefined;
  /** The largest mean that a level may keep, in standard deviations of what is left of the column. */
  readonly tolerance?: number | undefined;
  readonly maxIterations?: number | undefined;
}

/** Columns without what the effects explain of them. */
export interface Absorbed {
  readonly columns: readonly Float64Array[];
  /** Of conjugate gradients; none where the equations of the effects are factored. */
  readonly iterations: number;
  /** The largest mean that a level kept, in standard deviations of what is left of its column. */
  readonly achieved: number;
}

/** The iterations ended before the means were gone. */
export interface NotConverged {
  readonly kind: 'not-converged';
  readonly iterations: number;
  readonly achieved: number;
  readonly tolerance: number;
}

/** There is nothing to compute with. */
export interface NoRows {
  readonly kind: 'no-rows';
}

/** A mean below this share of a column's length is rounding, whatever the tolerance. */
const rounding = 1e-16;

/** After so many rounds of refinement what is left is rounding or does not converge. */
const mostRounds = 5;

/**
 * Columns less their projection on the dummies of one, two or more effects.
 *
 * Model   the effect with the most levels is taken out exactly; the equations of the others are factored where they are few (every balanced panel of a few hundred periods is), and solved
 *         by conjugate gradients elsewhere; rounds of refinement until no level keeps a mean above the tolerance. The columns that were given are not changed.
 * Shapes  columns and codes of one length; weights above zero.
 * Errors  unusable, no-rows, not-converged with what was achieved.
 * Source  Frisch & Waugh (1933); Gaure (2013), OLS with multiple high dimensional category variables; Correia (2017).
 */
export function absorb({ columns, effects, weights, ...limits }: Absorbing): Absorbed | NotConverged | Unusable | NoRows {
  const bad = unusableIn({ columns, effects, weights });
  if (bad) return bad;
  if ((effects[0]?.length ?? 0) === 0) return { kind: 'no-rows' };
  const own = columns.map((column) => column.slice());
  const done = absorber(effects, weights, limits).takeFrom(own);
  return 'kind' in done ? done : { ...done, columns: own };
}

export interface Absorber {
  readonly design: EffectDesign;
  /** Takes the effects out of the columns, in place. */
  takeFrom(columns: readonly Float64Array[]): Taken | NotConverged;
}

interface Taken {
  readonly iterations: number;
  readonly achieved: number;
}

/** Effects made ready once, to be taken out of columns in place as often as need be. */
export function absorber(effects: readonly Codes[], weights?: Float64Array, { tolerance = 1e-10, maxIterations = 10_000 }: Limits = {}): Absorber {
  const design = effectDesign(effects, weights);
  const factored = design.width > 0 ? elimination(design) : undefined;
  const solve = (sides: Float64Array, reach: readonly [number, number], most: number) => factored?.(sides) ?? conjugateGradients(design, sides, reach, most);
  return {
    design,
    takeFrom(columns) {
      let taken: Taken = { iterations: 0, achieved: 0 };
      for (let c = 0; c < columns.length; c += 2) {
        const { iterations, achieved } = takePair(design, columns.slice(c, c + 2), { tolerance, maxIterations }, solve);
        if (!(achieved <= tolerance)) return { kind: 'not-converged', iterations, achieved, tolerance };
        taken = { iterations: taken.iterations + iterations, achieved: Math.max(taken.achieved, achieved) };
      }
      return taken;
    },
  };
}

interface Limits {
  readonly tolerance?: number | undefined;
  readonly maxIterations?: number | undefined;
}

type Solver = (sides: Float64Array, reach: readonly [number, number], most: number) => { readonly values: Float64Array; readonly iterations: number };

/** One column or two. */
function takePair(
  design: EffectDesign,
  columns: readonly Float64Array[],
  { tolerance, maxIterations }: { readonly tolerance: number; readonly maxIterations: number },
  solve: Solver,
): Taken {
  const { otherWeights } = design;
  const sums = new Float64Array(design.mainWeights.length);
  const floors = columns.map((column) => (rounding / tolerance) * lengthOf(column));
  for (const column of columns) takeMainMeans(design, column, sums);
  if (design.width === 0) return { iterations: 0, achieved: 0 };
  let iterations = 0;
  for (let round = 0; ; round++) {
    const sides = new Float64Array(2 * otherWeights.length);
    for (const [side, column] of columns.entries()) addOtherSums(design, column, sides, side);
    const lengths = columns.map((column, side) => Math.max(lengthOf(column), floors[side]));
    let achieved = 0;
    for (const [side, length] of lengths.entries()) {
      for (let l = 0; l < otherWeights.length; l++) {
        if (otherWeights[l] > 0 && sides[2 * l + side] !== 0) achieved = Math.max(achieved, Math.abs(sides[2 * l + side]) / otherWeights[l] / length);
      }
    }
    if (achieved <= tolerance || iterations >= maxIterations || round >= mostRounds) return { iterations, achieved };
    const found = solve(sides, [(tolerance / 4) * lengths[0], (tolerance / 4) * (lengths[1] ?? 0)], maxIterations - iterations);
    iterations += found.iterations;
    for (const [side, column] of columns.entries()) {
      takeOtherValues(design, column, found.values, side);
      takeMainMeans(design, column, sums);
    }
  }
}

/** The root of the mean square. */
function lengthOf(column: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < column.length; i++) squares += column[i] * column[i];
  return Math.sqrt(squares / column.length);
}
