import { type BinaryRefusal, weightedLogit } from '../logistic/logistic-regression.ts';
import { type ComparedDesign, type ComparedRows, everyRow } from './compared-rows.ts';
import { type ComparedReason, reasonOf } from './refused.ts';

/** Chances of treatment from which on a control is left out of the weighting, and a row of either group refuses the comparison. */
const overlapLimits = { leftOut: 0.995, refused: 0.999 };

/** The fitted chances of treatment, one a row. */
export interface Odds {
  readonly chance: Float64Array;
  /** One less the chance, without cancellation. */
  readonly missed: Float64Array;
  /** Chance times missed. */
  readonly spread: Float64Array;
  /** Of controls, their weight times the odds; zero for the treated and for controls that are left out. */
  readonly weight: Float64Array;
  /** The columns of the design that the chance depends on. */
  readonly columns: readonly number[];
  readonly overlap: Overlap;
}

/** How well the controls cover the treated. */
export interface Overlap {
  /** Controls with a value of a covariate that no treated row has: their chance is zero, and they weigh nothing. */
  readonly unlike: number;
  /** Controls so like the treated that one would count for hundreds: they are left out of the weighted means. */
  readonly leftOut: number;
  /** The highest chance of a control, and of any row. */
  readonly highestOfControls: number;
  readonly highest: number;
  /** How many equally weighted controls would tell as much. */
  readonly effectiveControls: number;
}

/**
 * Chances of treatment by logistic regression on the covariates. Where a value of a binary covariate has controls only its coefficient is infinite:
 * these controls get the chance of zero that the likelihood tends to, and the others are fitted without them and without the covariate.
 *
 * Source    the limits are those of the R packages DRDID (controls from 0.995 on left out) and did (no estimate from 0.999 on).
 */
export function fitOdds(rows: ComparedRows, design: ComparedDesign): Odds | ComparedReason {
  const { treated, counts } = design;
  const fitted = fitLike(rows, design);
  if ('kind' in fitted) return reasonOf(fitted, counts);
  const odds = oddsAt(fitted, design);
  if (odds.overlap.highest < overlapLimits.refused) return odds;
  const beyond = (of: 0 | 1): number => odds.chance.reduce((count, chance, r) => count + (treated[r] === of && chance >= overlapLimits.refused ? 1 : 0), 0);
  return { kind: 'no-overlap', treated: beyond(1), controls: beyond(0), limit: overlapLimits.refused };
}

/** A fit of the rows that are like some treated row. */
interface LikeFit {
  readonly like: Int32Array;
  /** Which covariates it has, and its coefficients, the constant first. */
  readonly covariates: readonly number[];
  readonly values: readonly Float64Array[];
  readonly coefficients: Float64Array;
}

function fitLike({ covariates, names, weights: given }: ComparedRows, { rows, treated, weights }: ComparedDesign): LikeFit | BinaryRefusal {
  let like = everyRow(rows.length);
  let kept = covariates.map((_, j) => j);
  for (;;) {
    const places = placesOf(like, rows);
    const values = kept.map((j) => picked(covariates[j], places));
    const [outcome, counted] = [picked(treated, like), picked(weights, like)];
    // Without covariates all have the chance of the share.
    if (kept.length === 0) return { like, covariates: kept, values, coefficients: Float64Array.of(shareOdds(outcome, counted)) };
    const terms = values.map((column, j) => ({ kind: 'numeric', name: names[kept[j]], values: column }) as const);
    const found = weightedLogit({ outcome, terms }, given === undefined ? undefined : counted);
    if (found instanceof Float64Array) return { like, covariates: kept, values, coefficients: found };
    if (found.kind !== 'perfect-predictor' || found.outcome === 1) return found;
    const column = values[kept.findIndex((j) => names[j] === found.column)];
    like = like.filter((_, e) => column[e] !== found.value);
    // What does not vary among them any more tells nothing; at least the covariate that told.
    kept = kept.filter((j) => like.some((r) => covariates[j][rows[r]] !== covariates[j][rows[like[0]]]));
  }
}

function placesOf(like: Int32Array, rows: Int32Array): Int32Array {
  const places = new Int32Array(like.length);
  for (let e = 0; e < like.length; e++) places[e] = rows[like[e]];
  return places;
}

function picked(values: ArrayLike<number>, places: Int32Array): Float64Array {
  const found = new Float64Array(places.length);
  for (let e = 0; e < places.length; e++) found[e] = values[places[e]];
  return found;
}

function shareOdds(treated: Float64Array, weights: Float64Array): number {
  let [ones, zeros] = [0, 0];
  for (let r = 0; r < treated.length; r++) {
    if (treated[r] === 1) ones += weights[r];
    else zeros += weights[r];
  }
  return Math.log(ones / zeros);
}

function oddsAt({ like, covariates, values, coefficients }: LikeFit, { rows, treated, weights }: ComparedDesign): Odds {
  const m = rows.length;
  const [chance, missed, spread, weight] = Array.from({ length: 4 }, () => new Float64Array(m));
  missed.fill(1);
  let [leftOut, highest, highestOfControls, sum, squares] = [0, 0, 0, 0, 0];
  for (let i = 0; i < like.length; i++) {
    const r = like[i];
    let predictor = coefficients[0];
    for (let j = 0; j < values.length; j++) predictor += coefficients[j + 1] * values[j][i];
    // As `logisticShare` on both sides and `logisticDensity`, from one exponential.
    const e = Math.exp(-Math.abs(predictor));
    const share = 1 / (1 + e);
    chance[r] = predictor >= 0 ? share : e * share;
    missed[r] = predictor >= 0 ? e * share : share;
    spread[r] = e * share * share;
    highest = Math.max(highest, chance[r]);
    if (treated[r] === 1) continue;
    highestOfControls = Math.max(highestOfControls, chance[r]);
    if (chance[r] >= overlapLimits.leftOut) {
      leftOut++;
      continue;
    }
    weight[r] = (weights[r] * chance[r]) / missed[r];
    sum += weight[r];
    squares += weight[r] * weight[r];
  }
  const effectiveControls = squares > 0 ? (sum * sum) / squares : 0;
  const overlap = { unlike: m - like.length, leftOut, highestOfControls, highest, effectiveControls };
  return { chance, missed, spread, weight, columns: [0, ...covariates.map((j) => j + 1)], overlap };
}
