import { inVectors } from '../../math/simd/vectors.ts';
import { blocksOf } from '../logistic/binary-rows.ts';
import { logit } from '../logistic/link.ts';
import { type BinaryRefusal, weightedLogit } from '../logistic/logistic-regression.ts';
import { type ComparedDesign, type ComparedRows, ofRows, taken } from './compared-rows.ts';
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
  /** Undefined where all are. */
  readonly like: Int32Array | undefined;
  /** Which covariates it has, and its coefficients, the constant first. */
  readonly covariates: readonly number[];
  readonly values: readonly Float64Array[];
  readonly coefficients: Float64Array;
}

function fitLike({ covariates, names, weights: given }: ComparedRows, design: ComparedDesign): LikeFit | BinaryRefusal {
  const { rows, treated, weights } = design;
  const isTreated = new Float64Array(treated);
  let like: Int32Array | undefined;
  let kept = covariates.map((_, j) => j);
  for (;;) {
    const among = like;
    const of = (all: Float64Array): Float64Array => (among ? taken(all, among) : all);
    const values = kept.map((j) => of(ofRows(design, covariates[j])));
    const [outcome, counted] = [of(isTreated), of(weights)];
    // Without covariates all have the chance of the share.
    if (kept.length === 0) return { like, covariates: kept, values, coefficients: Float64Array.of(shareOdds(outcome, counted)) };
    const terms = values.map((column, j) => ({ kind: 'numeric', name: names[kept[j]], values: column }) as const);
    const found = weightedLogit({ outcome, terms }, given === undefined ? undefined : counted);
    if (found instanceof Float64Array) return { like, covariates: kept, values, coefficients: found };
    if (found.kind !== 'perfect-predictor' || found.outcome === 1) return found;
    const column = values[kept.findIndex((j) => names[j] === found.column)];
    like = (like ?? Int32Array.from(rows.keys())).filter((_, e) => column[e] !== found.value);
    const left = like;
    // What does not vary among them any more tells nothing; at least the covariate that told.
    kept = kept.filter((j) => left.some((r) => covariates[j][rows[r]] !== covariates[j][rows[left[0]]]));
  }
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
  const fitted = sharesAt(values, coefficients, like?.length ?? m);
  const { chance, missed, spread } = like ? spreadOut(fitted, like, m) : fitted;
  const weight = new Float64Array(m);
  let leftOut = 0;
  let highest = 0;
  let highestOfControls = 0;
  let sum = 0;
  let squares = 0;
  for (let r = 0; r < m; r++) {
    const own = chance[r];
    if (own > highest) highest = own;
    if (treated[r] === 1) continue;
    if (own > highestOfControls) highestOfControls = own;
    if (own >= overlapLimits.leftOut) {
      leftOut++;
      continue;
    }
    const heavy = (weights[r] * own) / missed[r];
    weight[r] = heavy;
    sum += heavy;
    squares += heavy * heavy;
  }
  const effectiveControls = squares > 0 ? (sum * sum) / squares : 0;
  const overlap = { unlike: like ? m - like.length : 0, leftOut, highestOfControls, highest, effectiveControls };
  return { chance, missed, spread, weight, columns: [0, ...covariates.map((j) => j + 1)], overlap };
}

type Shares = Pick<Odds, 'chance' | 'missed' | 'spread'>;

function sharesAt(values: readonly Float64Array[], coefficients: Float64Array, n: number): Shares {
  const [chance, missed, spread] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const [predictor, one, first, curvature, count] = Array.from({ length: 5 }, (_, i) => values.length + i);
  inVectors(count, (vectors) => {
    for (const { from, size } of blocksOf(n)) {
      vectors.begin(size);
      for (const [j, column] of values.entries()) vectors.load(j, column, from);
      vectors.fill(predictor, coefficients[0]);
      vectors.combine(predictor, 0, values.length, coefficients, 1);
      vectors.fill(one, 1);
      // As if all were treated: the first derivative is what is missed then.
      logit.likelihood(vectors.of(predictor), vectors.of(one), size, vectors.of(first), vectors.of(curvature));
      missed.set(vectors.of(first), from);
      spread.set(vectors.of(curvature), from);
      vectors.divide(curvature, curvature, first);
      chance.set(vectors.of(curvature), from);
    }
  });
  return { chance, missed, spread };
}

/** Of all rows; those that are like no treated row have no chance. */
function spreadOut(of: Shares, like: Int32Array, m: number): Shares {
  const [chance, missed, spread] = [new Float64Array(m), new Float64Array(m).fill(1), new Float64Array(m)];
  for (let e = 0; e < like.length; e++) {
    chance[like[e]] = of.chance[e];
    missed[like[e]] = of.missed[e];
    spread[like[e]] = of.spread[e];
  }
  return { chance, missed, spread };
}
