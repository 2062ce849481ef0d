import { inVectors, type Vectors } from '../../math/simd/vectors.ts';
import { blockRows } from '../../math/simd/workspace.ts';
import { type MeanSums, type Parts, partsOf } from './estimate-parts.ts';
import type { Fitted } from './fit-changes.ts';
import { inverseFor } from './restricted.ts';

/** What is left of a sum of weights, or of a column beside the others, when only rounding is left of it. */
const nothing = 1e-9;

/** Which vectors hold what. */
interface Places {
  /** The k columns of the design. */
  readonly x: number;
  /** How far one step of the odds goes. */
  readonly shift: number;
  /** Means of the columns without the row. */
  readonly means: number;
  /** One a part of the estimate. */
  readonly factors: number;
  /** What the row's own outcome is multiplied by. */
  readonly own: number;
  readonly weight: number;
  readonly spread: number;
  readonly left: number;
  readonly tilt: number;
  readonly y: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly count: number;
}

function placesOf(k: number, parts: number): Places {
  let count = 0;
  const taken = (length = 1): number => {
    count += length;
    return count - length;
  };
  const places = { x: taken(k), shift: taken(k), means: taken(k), factors: taken(parts), own: taken(), weight: taken(), spread: taken(), left: taken() };
  return { ...places, tilt: taken(), y: taken(), a: taken(), b: taken(), c: taken(), d: taken(), e: taken(), count };
}

/** A block of rows of one group. */
interface Block {
  readonly vectors: Vectors;
  readonly at: Places;
  readonly from: number;
  readonly size: number;
  /** 1 for rows that are needed. */
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
  const at = placesOf(k, parts.size);
  const isNeeded = new Uint8Array(blockRows);
  const needed: number[] = [];
  inVectors(at.count, (vectors) => {
    for (let from = 0, size = 0; from < places.length; from += size) {
      size = 1;
      while (size < blockRows && from + size < places.length && group[from + size] === group[from]) size++;
      vectors.begin(size);
      isNeeded.fill(0);
      fillFactors({ vectors, at, from, size, isNeeded }, fitted, parts, information);
      for (let r = 0; r < size; r++) if (isNeeded[r] === 1 && places[from + r] >= 0) needed.push(places[from + r]);
      for (let o = 0; o < outcomes.length; o++) {
        vectors.load(at.y, outcomes[o], from);
        vectors.times(at.a, at.own, at.y);
        vectors.combine(at.a, at.factors, parts.size, parts.values[o], 0);
        write(contributions[o], places, from, estimates[o], vectors.of(at.a), isNeeded);
      }
    }
  });
  return needed;
}

function write(into: Float64Array, places: Int32Array, from: number, all: number, without: Float64Array, isNeeded: Uint8Array): void {
  for (let r = 0; r < without.length; r++) if (places[from + r] >= 0 && isNeeded[r] === 0) into[places[from + r]] = all - without[r];
}

const [one, minusOne] = [Float64Array.of(1), Float64Array.of(-1)];

/** Factors of all parts without each row of a block. */
function fillFactors(block: Block, { design, odds, inverses }: Fitted, parts: Parts, information: Float64Array | undefined): void {
  const { vectors, at, from } = block;
  const g = design.group[from];
  for (let j = 0; j < design.k; j++) vectors.load(at.x + j, design.x[j], from);
  vectors.load(at.weight, design.weights, from);
  if (odds) {
    vectors.load(at.spread, odds.spread, from);
    vectors.load(at.left, design.treated[from] === 1 ? odds.missed : odds.chance, from);
    vectors.load(at.tilt, odds.weight, from);
  }
  for (let i = 0; i < parts.size; i++) vectors.fill(at.factors + i, 0);
  vectors.fill(at.own, 0);
  if (information) fillShift(block, design.k, design.treated[from] === 1, information);
  for (const of of parts.means) {
    vectors.fill(at.b, 0);
    if (of.mean.over.includes(g)) vectors.combine(at.b, of.mean.tilted ? at.tilt : at.weight, 1, one, 0);
    fillMean(block, of, parts.regressions, design.k);
  }
  const inverse = inverses.get(g);
  if (inverse) addResidual(block, inverse, parts.regressions[g], design.k);
}

/** shift = minus the score of the row, along the inverse of the information without the row. */
function fillShift({ vectors, at, size, isNeeded }: Block, k: number, isTreated: boolean, information: Float64Array): void {
  fillQuadratic(vectors, at, at.shift, information, k);
  vectors.times(at.b, at.weight, at.spread);
  vectors.times(at.a, at.a, at.b);
  if (!(vectors.invert(at.b, 1, at.a) > nothing)) note(isNeeded, vectors.of(at.a), 1, nothing, size);
  vectors.times(at.a, at.weight, at.left);
  vectors.times(at.b, at.b, at.a);
  vectors.fill(at.a, 0);
  vectors.combine(at.a, at.b, 1, isTreated ? minusOne : one, 0);
  for (let j = 0; j < k; j++) vectors.times(at.shift + j, at.shift + j, at.a);
}

/** What a mean adds to the factors; `b` holds what the rows count in it. */
function fillMean(
  { vectors, at, size, isNeeded }: Block,
  { mean, weight: all, columns, products, at: place }: MeanSums,
  regressions: Int32Array,
  k: number,
): void {
  const sign = Float64Array.of(mean.sign);
  // a: one over the sum of weights without the row; b: minus the row's share of it.
  if (!(vectors.invert(at.a, all, at.b) > nothing * all)) note(isNeeded, vectors.of(at.b), all, nothing * all, size);
  vectors.times(at.c, at.b, at.a);
  vectors.fill(at.b, 0);
  vectors.combine(at.b, at.c, 1, minusOne, 0);
  for (let j = 0; j < k; j++) {
    vectors.fill(at.means + j, 0);
    vectors.combine(at.means + j, at.a, 1, columns, j);
    vectors.addTimes(at.means + j, at.b, at.x + j);
  }
  // c: one less how far the shift goes at the mean; d: how far it goes at the row.
  vectors.fill(at.c, 1);
  vectors.fill(at.d, 0);
  for (let j = 1; j < k && mean.tilted; j++) {
    vectors.times(at.e, at.shift + j, at.means + j);
    vectors.combine(at.c, at.e, 1, minusOne, 0);
    vectors.addTimes(at.d, at.shift + j, at.x + j);
  }
  if (mean.outcome === 1) {
    vectors.times(at.e, at.a, at.c);
    vectors.combine(at.factors + place, at.e, 1, sign, 0);
    for (let j = 1; j < k && mean.tilted; j++) {
      vectors.times(at.e, at.a, at.shift + j);
      vectors.combine(at.factors + place + j, at.e, 1, sign, 0);
    }
    vectors.times(at.e, at.b, at.c);
    vectors.addTimes(at.e, at.b, at.d);
    vectors.combine(at.own, at.e, 1, sign, 0);
  }
  if (mean.predictions.length === 0) return;
  for (let j = 1; j < k && mean.tilted; j++) {
    vectors.times(at.means + j, at.means + j, at.c);
    vectors.fill(at.e, 0);
    vectors.combine(at.e, at.shift + 1, k - 1, products, j * k + 1);
    vectors.addTimes(at.means + j, at.a, at.e);
    vectors.times(at.e, at.d, at.x + j);
    vectors.addTimes(at.means + j, at.b, at.e);
  }
  for (const { group, sign: of } of mean.predictions) {
    for (let j = 0; j < k; j++) vectors.combine(at.factors + regressions[group] + j, at.means + j, 1, mean.sign === of ? one : minusOne, 0);
  }
}

/** The regression of the row's group without it: by how much the estimate moves with the residual of the row. */
function addResidual({ vectors, at, size, isNeeded }: Block, inverse: Float64Array, regression: number, k: number): void {
  fillQuadratic(vectors, at, at.means, inverse, k);
  vectors.times(at.a, at.a, at.weight);
  if (!(vectors.invert(at.b, 1, at.a) > nothing)) note(isNeeded, vectors.of(at.a), 1, nothing, size);
  vectors.times(at.b, at.b, at.weight);
  vectors.fill(at.c, 0);
  for (let j = 0; j < k; j++) vectors.addTimes(at.c, at.means + j, at.factors + regression + j);
  vectors.times(at.c, at.c, at.b);
  vectors.combine(at.own, at.c, 1, minusOne, 0);
  for (let j = 0; j < k; j++) vectors.addTimes(at.factors + regression + j, at.c, at.x + j);
}

/** The k vectors from `into` on = matrix x, and a = x' matrix x. */
function fillQuadratic(vectors: Vectors, at: Places, into: number, matrix: Float64Array, k: number): void {
  vectors.fill(at.a, 0);
  for (let i = 0; i < k; i++) {
    vectors.fill(into + i, 0);
    vectors.combine(into + i, at.x, k, matrix, i * k);
    vectors.addTimes(at.a, into + i, at.x + i);
  }
}

/** Rows without which next to nothing is left. */
function note(isNeeded: Uint8Array, shares: Float64Array, all: number, least: number, size: number): void {
  for (let r = 0; r < size; r++) if (!(all - shares[r] > least)) isNeeded[r] = 1;
}
