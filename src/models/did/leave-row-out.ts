import { blockRows } from '../../math/simd/workspace.ts';
import { addMultiples } from '../logistic/block-loops.ts';
import type { Fitted } from './fit-changes.ts';
import { type PlannedMean, regressedGroups } from './plan.ts';
import { inverseFor } from './restricted.ts';

/** What is left of a sum of weights, or of a column beside the others, when only rounding is left of it. */
const nothing = 1e-9;

/** Sums over all rows that one mean of the plan is made of. */
interface MeanSums {
  readonly mean: PlannedMean;
  readonly weight: number;
  /** k, and k x k. */
  readonly columns: Float64Array;
  readonly products: Float64Array;
  /** Where its sums of the outcome begin among the parts of an estimate: of all columns where the mean is weighted by odds, of the constant alone where it is not. */
  readonly at: number;
}

/** An estimate is a sum of parts, each times what is left of its factor without a row: sums of the outcome in its means, and coefficients of its regressions. */
interface Parts {
  readonly means: readonly MeanSums[];
  /** Of each group where its coefficients begin, or -1. */
  readonly regressions: Int32Array;
  readonly size: number;
  /** Of each outcome. */
  readonly values: readonly Float64Array[];
}

/** Vectors over a block of rows. */
interface Room {
  /** One a part of the estimate. */
  readonly factors: readonly Float64Array[];
  /** What the row's own outcome is multiplied by. */
  readonly own: Float64Array;
  readonly shift: readonly Float64Array[];
  readonly unmoved: readonly Float64Array[];
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
  readonly along: Float64Array;
  readonly moved: Float64Array;
  readonly estimate: Float64Array;
  readonly isNeeded: Uint8Array;
}

/**
 * Writes what single rows add, each at its place (none at -1), as `leaveOut` has it of a cluster. Gives the places of rows that are needed.
 *
 * Model   inverses without the row by Sherman and Morrison: a row costs k^2 for each mean and no factor, and for each outcome one sum over the parts of the estimate.
 * Source  Sherman & Morrison (1950), Annals of Mathematical Statistics 21.
 */
export function leaveRowsOut(fitted: Fitted, places: Int32Array, contributions: readonly Float64Array[]): readonly number[] {
  const { design, odds, outcomes, sums, estimates } = fitted;
  const { k, group } = design;
  if (places.every((place) => place < 0)) return [];
  const parts = partsOf(fitted);
  const information = odds && inverseFor(sums.information, k, odds.columns);
  if (odds && !information) return [...places.filter((place) => place >= 0)];
  const room = roomFor(k, parts.size);
  const { factors, own, estimate, isNeeded } = room;
  const needed: number[] = [];
  for (let from = 0, size = 0; from < places.length; from += size) {
    size = 1;
    while (size < blockRows && from + size < places.length && group[from + size] === group[from]) size++;
    fillFactors(room, fitted, parts, information, from, size);
    for (let r = 0; r < size; r++) if (isNeeded[r] === 1 && places[from + r] >= 0) needed.push(places[from + r]);
    for (let o = 0; o < outcomes.length; o++) {
      const [y, into, all] = [outcomes[o], contributions[o], estimates[o]];
      for (let r = 0; r < size; r++) estimate[r] = own[r] * y[from + r];
      addMultiples(estimate, factors, parts.values[o], 0, 0, size);
      for (let r = 0; r < size; r++) if (places[from + r] >= 0 && isNeeded[r] === 0) into[places[from + r]] = all - estimate[r];
    }
  }
  return needed;
}

/** Factors of all parts without each row of a block, all of one group. */
function fillFactors(room: Room, { design, odds, inverses }: Fitted, parts: Parts, information: Float64Array | undefined, from: number, size: number): void {
  const { factors, own, isNeeded } = room;
  const g = design.group[from];
  for (const factor of factors) factor.fill(0, 0, size);
  own.fill(0, 0, size);
  isNeeded.fill(0, 0, size);
  if (odds && information) fillShift(room, design, odds, information, from, size);
  for (const of of parts.means) {
    const rowWeights = !of.mean.over.includes(g) ? undefined : of.mean.tilted ? odds!.weight : design.weights;
    fillMean(room, of, parts.regressions, design, rowWeights, from, size);
  }
  const inverse = inverses.get(g);
  if (inverse) addResidual(room, inverse, parts.regressions[g], design, from, size);
}

/** How far one step of the odds goes. */
function fillShift(
  { shift, a, b, isNeeded }: Room,
  { k, x, weights, treated }: Fitted['design'],
  { chance, missed, spread }: NonNullable<Fitted['odds']>,
  information: Float64Array,
  from: number,
  size: number,
): void {
  quadraticInto(a, shift, information, x, from, size);
  const [left, sign] = treated[from] === 1 ? [missed, -1] : [chance, 1];
  for (let r = 0; r < size; r++) {
    const weight = weights[from + r];
    const rest = 1 - weight * spread[from + r] * a[r];
    if (!(rest > nothing)) isNeeded[r] = 1;
    b[r] = (sign * weight * left[from + r]) / rest;
  }
  for (let j = 0; j < k; j++) for (let r = 0; r < size; r++) shift[j][r] *= b[r];
}

/** What a mean adds to the factors; `rowWeights`: what the rows of the block count in it, undefined where they are not in it. */
function fillMean(
  { factors, own, shift, unmoved, a, b, c, along, moved, isNeeded }: Room,
  { mean, weight: all, columns, products, at }: MeanSums,
  regressions: Int32Array,
  { k, x }: Fitted['design'],
  rowWeights: Float64Array | undefined,
  from: number,
  size: number,
): void {
  // a: one over the sum of weights; b: the row's share of it; c: how far the shift goes at the mean.
  for (let r = 0; r < size; r++) {
    const ownWeight = rowWeights === undefined ? 0 : rowWeights[from + r];
    if (!(all - ownWeight > nothing * all)) isNeeded[r] = 1;
    a[r] = 1 / (all - ownWeight);
    b[r] = ownWeight * a[r];
  }
  for (let j = 0; j < k; j++) {
    const [column, into, total] = [x[j], unmoved[j], columns[j]];
    for (let r = 0; r < size; r++) into[r] = total * a[r] - b[r] * column[from + r];
  }
  c.fill(0, 0, size);
  if (mean.tilted) for (let j = 1; j < k; j++) addProducts(c, shift[j], unmoved[j], 0, size);
  if (mean.outcome === 1) {
    const into = factors[at];
    for (let r = 0; r < size; r++) {
      into[r] = mean.sign * a[r] * (1 - c[r]);
      own[r] -= mean.sign * b[r] * (1 - c[r]);
    }
    for (let j = 1; j < k && mean.tilted; j++) {
      const [to, step, column] = [factors[at + j], shift[j], x[j]];
      for (let r = 0; r < size; r++) {
        to[r] = mean.sign * a[r] * step[r];
        own[r] -= mean.sign * b[r] * step[r] * column[from + r];
      }
    }
  }
  if (mean.predictions.length === 0) return;
  if (mean.tilted) {
    // How far the shift goes at the row.
    along.fill(0, 0, size);
    for (let j = 1; j < k; j++) addProducts(along, shift[j], x[j], from, size);
    const shifts = shift.slice(1);
    for (let j = 1; j < k; j++) {
      const [column, into] = [x[j], unmoved[j]];
      moved.fill(0, 0, size);
      addMultiples(moved, shifts, products, j * k + 1, 0, size);
      for (let r = 0; r < size; r++) into[r] += a[r] * moved[r] - into[r] * c[r] - b[r] * along[r] * column[from + r];
    }
  }
  for (const { group, sign } of mean.predictions) {
    const factor = mean.sign * sign;
    for (let j = 0; j < k; j++) {
      const [to, of] = [factors[regressions[group] + j], unmoved[j]];
      for (let r = 0; r < size; r++) to[r] += factor * of[r];
    }
  }
}

/** The regression of the row's group without it. */
function addResidual(
  { factors, own, unmoved, a, c, isNeeded }: Room,
  inverse: Float64Array,
  at: number,
  { k, x, weights }: Fitted['design'],
  from: number,
  size: number,
): void {
  quadraticInto(a, unmoved, inverse, x, from, size);
  c.fill(0, 0, size);
  for (let j = 0; j < k; j++) addProducts(c, unmoved[j], factors[at + j], 0, size);
  for (let r = 0; r < size; r++) {
    const weight = weights[from + r];
    const rest = 1 - weight * a[r];
    if (!(rest > nothing)) isNeeded[r] = 1;
    // By how much the estimate moves with the residual of the row.
    c[r] *= weight / rest;
    own[r] -= c[r];
  }
  for (let j = 0; j < k; j++) addProducts(factors[at + j], c, x[j], from, size);
}

/** along = matrix x, and x' matrix x, of each row. */
function quadraticInto(into: Float64Array, along: readonly Float64Array[], matrix: Float64Array, x: readonly Float64Array[], from: number, size: number): void {
  into.fill(0, 0, size);
  for (let i = 0; i < x.length; i++) {
    along[i].fill(0, 0, size);
    addMultiples(along[i], x, matrix, i * x.length, from, size);
    addProducts(into, along[i], x[i], from, size);
  }
}

/** into[r] += a[r] b[from + r]. */
function addProducts(into: Float64Array, a: Float64Array, b: Float64Array, from: number, size: number): void {
  for (let r = 0; r < size; r++) into[r] += a[r] * b[from + r];
}

function roomFor(k: number, parts: number): Room {
  const vector = (): Float64Array => new Float64Array(blockRows);
  const vectors = (length: number): readonly Float64Array[] => Array.from({ length }, vector);
  return {
    factors: vectors(parts),
    own: vector(),
    shift: vectors(k),
    unmoved: vectors(k),
    a: vector(),
    b: vector(),
    c: vector(),
    along: vector(),
    moved: vector(),
    estimate: vector(),
    isNeeded: new Uint8Array(blockRows),
  };
}

function partsOf({ plan, design: { k }, sums, outcomes, coefficients }: Fitted): Parts {
  let size = 0;
  const taken = (length: number): number => {
    size += length;
    return size - length;
  };
  const means = plan.means.map((mean): MeanSums => {
    const products = addedOver(mean, mean.tilted ? sums.tilted : sums.plain, k * k, 0);
    return { mean, weight: products[0], columns: products.slice(0, k), products, at: taken(mean.outcome === 0 ? 0 : mean.tilted ? k : 1) };
  });
  const regressed = regressedGroups(plan);
  const regressions = new Int32Array(plan.groups).fill(-1);
  for (const group of regressed) regressions[group] = taken(k);
  const values = outcomes.map((_, o) => {
    const own = new Float64Array(size);
    for (const { mean, at } of means) {
      if (mean.outcome === 0) continue;
      const along = addedOver(mean, mean.tilted ? sums.tiltedOutcomes : sums.outcomes, k, o * plan.groups);
      own.set(mean.tilted ? along : along.subarray(0, 1), at);
    }
    for (const group of regressed) own.set(coefficients[o].subarray(group * k, (group + 1) * k), regressions[group]);
    return own;
  });
  return { means, regressions, size, values };
}

/** Sums of a size each, added over the groups of a mean. */
function addedOver({ over }: PlannedMean, from: Float64Array, size: number, start: number): Float64Array {
  const sum = new Float64Array(size);
  for (const group of over) for (let e = 0; e < size; e++) sum[e] += from[(start + group) * size + e];
  return sum;
}
