import { EstimandError } from '../../errors/estimand-error.ts';
import { pick } from '../../math/pick.ts';
import { type Moments, select } from '../../moments/moments.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import type { Features } from '../features.ts';
import { apart } from '../fixed-effects/independent-columns.ts';
import type { BaseLearner, Lesson, Predictor } from './base-learner.ts';
import { addAlong, type Coded, codingOf, columnNames, columnsOf } from './coding.ts';

/** The units of a lesson as columns of a regression, one value for each of its rows. */
export interface CodedLesson {
  readonly coding: readonly Coded[];
  /** The places of the units that count. */
  readonly rows: Int32Array;
  /** How the columns are called. */
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly target: Float64Array;
  readonly weights?: Float64Array;
}

/** Errors   learner-not-finite where a target or a feature is not a finite number; learner-no-fit where nobody counts. */
export function codedLesson({ features, rows: all, target, weights }: Lesson, learner: BaseLearner['id']): CodedLesson {
  // What counts for nothing tells nothing, not even of means and levels.
  const rows = weights ? all.filter((i) => weights[i] > 0) : all;
  if (rows.length === 0) throw tooFewRows(learner, 0);
  const own = pick(target, rows);
  const bad = own.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  if (bad > 0) throw new EstimandError('learner-not-finite', { column: 'The outcome', rows: bad });
  const coding = codingOf(features, rows);
  return {
    coding,
    rows,
    names: columnNames(coding),
    columns: columnsOf(coding, features, rows),
    target: own,
    ...(weights && { weights: pick(weights, rows) }),
  };
}

export const tooFewRows = (learner: BaseLearner['id'], units: number): EstimandError =>
  new EstimandError('learner-no-fit', { learner, why: 'too-few-rows', columns: [], units });

const targetKey = 'target';

/** Of the columns and, last, the target; all rows or some of them. Keys that are no numbers keep their order. */
export function lessonMoments({ columns, target, weights }: CodedLesson, rows?: Int32Array): Moments {
  const named = Object.fromEntries(columns.map((column, j) => [`column ${j}`, column]));
  return momentsOf({ ...named, [targetKey]: target }, weights && { values: weights, kind: 'precision' }, rows);
}

/** A column with less deviation than this share of its mean is constant: the rest is rounding. */
const constantBelow = 1e-14;

/** The columns that tell something of their own, in their order: none that is constant, or a sum of earlier ones. */
export function independentColumns(m: Moments): readonly number[] {
  const p = m.columns.length;
  const isConstant = (j: number): boolean => !(m.comoment[j * (p + 1)] > m.weight * (constantBelow * m.mean[j]) ** 2);
  return apart((i, j) => m.comoment[i * p + j], isConstant, p - 1).kept;
}

/** The moments of some of the columns, and of the target. */
export const momentsOfKept = (m: Moments, kept: readonly number[]): Moments => select(m, [...kept.map((j) => m.columns[j]), targetKey]);

/** A constant and a slope of each column. */
export interface LinearFit {
  readonly constant: number;
  readonly slopes: Float64Array;
}

/** With the slopes of some of the columns, the line goes through the means; the others have none. */
export function lineThroughMeans(m: Moments, kept: readonly number[], slopesOfKept: ArrayLike<number>): LinearFit {
  const slopes = new Float64Array(m.columns.length - 1);
  for (let a = 0; a < kept.length; a++) slopes[kept[a]] = slopesOfKept[a];
  return { constant: slopes.reduce((left, slope, j) => left - slope * m.mean[j], m.mean[slopes.length]), slopes };
}

/** What a regression says of any units, by their places. */
export function linearPredictor(coding: readonly Coded[], { constant, slopes }: LinearFit, along: (predictor: number) => number): Predictor {
  return (features: Features, rows?: Int32Array) => {
    const places = rows ?? Int32Array.from({ length: features.units }, (_, i) => i);
    const sums = new Float64Array(places.length).fill(constant);
    addAlong(coding, slopes, features, places, sums);
    for (let r = 0; r < sums.length; r++) sums[r] = along(sums[r]);
    return sums;
  };
}

/** The mean of zeros and ones is a chance: kept within 0 and 1. Of any other target nothing is known. */
export const meanOf = (target: Float64Array): ((predictor: number) => number) =>
  target.every((value) => value === 0 || value === 1) ? (x) => Math.min(1, Math.max(0, x)) : (x) => x;
