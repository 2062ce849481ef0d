import { coefficientWeights, type PolynomialTerms, weightedSum } from '../coefficient-weights.ts';
import { distinctDistances, firstAbove, firstFrom, type ScoredRows, type TooFew, tooFewValues } from '../scored-rows.ts';
import { localLine, residualsOf } from './local-line.ts';

/** The variance around the curve that bandwidths are chosen by: one number a side, and the covariance of two rows of one cluster. */
export interface PilotVariance {
  readonly below: number;
  readonly above: number;
  readonly withinClusters: number;
}

/**
 * Mean squared residual on each side of a local linear fit, at the bandwidth of Imbens and Kalyanaraman.
 *
 * Model    triangular kernel; within clusters the mean product of residuals of two rows (Moulton).
 * Errors   few-values where a side has fewer than three.
 * Source   Imbens & Kalyanaraman (2012), Review of Economic Studies 79, section 6.2; RDHonest's PrelimVar.
 */
export function pilotVariance(rows: ScoredRows, column: Float64Array): PilotVariance | TooFew {
  const distances = distinctDistances(rows);
  const refused = tooFewValues(distances, 3);
  if (refused) return refused;
  const { score, below } = rows;
  const fourth = (from: number, step: 1 | -1, count: number): number => Math.abs(score[from + step * (Math.min(4, count) - 1)]);
  const least = Math.max(distances.below[2], distances.above[2], fourth(below - 1, -1, below), fourth(below, 1, score.length - below));
  const chosen = Math.max(imbensKalyanaraman(rows, column, least), least);
  const whole = Math.max(-score[0], score[score.length - 1]);
  const line = (Number.isFinite(chosen) && localLine(rows, chosen, 'triangular')) || localLine(rows, whole, 'uniform')!;
  const residuals = residualsOf(line, score, column);
  const inside = (i: number): boolean => line.weights[i] !== 0;
  const mean = (from: number, to: number): number => {
    let [sum, count] = [0, 0];
    for (let i = from; i < to; i++) if (inside(i)) [sum, count] = [sum + residuals[i] ** 2, count + 1];
    return sum / count;
  };
  const middle = line.below - line.from;
  return { below: mean(0, middle), above: mean(middle, residuals.length), withinClusters: moulton(rows, line.from, residuals, inside) };
}

function moulton({ clusters }: ScoredRows, from: number, residuals: Float64Array, inside: (i: number) => boolean): number {
  if (!clusters) return 0;
  const sums = new Map<number, { sum: number; count: number }>();
  let squares = 0;
  let rows = 0;
  for (let i = 0; i < residuals.length; i++) {
    if (!inside(i)) continue;
    const own = sums.get(clusters[from + i]) ?? { sum: 0, count: 0 };
    sums.set(clusters[from + i], { sum: own.sum + residuals[i], count: own.count + 1 });
    squares += residuals[i] ** 2;
    rows += 1;
  }
  let [products, pairs] = [-squares, -rows];
  for (const { sum, count } of sums.values()) [products, pairs] = [products + sum * sum, pairs + count * count];
  return pairs > 0 ? products / pairs : 0;
}

/** Triangular kernel at a boundary: (variance constant over squared bias constant)^(1/5), 4.8 and 1/10. */
const triangularConstant = (4.8 / 0.1 ** 2) ** 0.2;

/** Their bandwidth; it is no number where the curve is a line without noise. */
export function imbensKalyanaraman({ score, below }: ScoredRows, column: Float64Array, least: number): number {
  const n = score.length;
  const [left, right] = [below, n - below];
  const silverman = (1.84 * deviation(score)) / n ** 0.2;
  const near = firstAbove(score, below, n, silverman) - firstFrom(score, 0, below, -silverman);
  const density = near / (2 * n * silverman);
  const reach = Math.max(silverman, least);
  const [start, end] = [firstFrom(score, 0, below, -reach), firstAbove(score, below, n, reach)];
  const variance = [variation(column, start, below), variation(column, below, end)] as const;
  const third = 6 * cubic(score, column);
  const second = (from: number, to: number): number => 2 * quadratic(score, column, from, to);
  const spread = (v: number, rows: number): number => (7200 * (v / (density * third * third))) ** (1 / 7) * rows ** (-1 / 7);
  const [hBelow, hAbove] = [spread(variance[0], left), spread(variance[1], right)];
  const from = firstFrom(score, 0, below, -hBelow);
  const to = firstAbove(score, below, n, hAbove);
  const regular = 2160 * (variance[0] / ((below - from) * hBelow ** 4) + variance[1] / ((to - below) * hAbove ** 4));
  return triangularConstant * ((variance[0] + variance[1]) / (density * n * ((second(below, to) - second(from, below)) ** 2 + regular))) ** 0.2;
}

function deviation(values: Float64Array): number {
  return Math.sqrt(variation(values, 0, values.length));
}

function variation(values: Float64Array, from: number, to: number): number {
  const origin = values[from];
  let [sum, squares] = [0, 0];
  for (let i = from; i < to; i++) sum += values[i] - origin;
  const mean = sum / (to - from);
  for (let i = from; i < to; i++) squares += (values[i] - origin - mean) ** 2;
  return squares / (to - from - 1);
}

/** The coefficient of the third power in one cubic for both sides, with a jump between them; no number where the scores are too few to tell. */
function cubic(score: Float64Array, column: Float64Array): number {
  const scale = Math.max(-score[0], score[score.length - 1]);
  return coefficientOf(score, column, scale, { degree: 3, broken: 'jump' });
}

function quadratic(score: Float64Array, column: Float64Array, from: number, to: number): number {
  const own = score.subarray(from, to);
  const scale = Math.max(Math.abs(own[0]), Math.abs(own[own.length - 1]));
  return coefficientOf(own, column.subarray(from, to), scale, { degree: 2 });
}

/** The coefficient of the highest power. */
function coefficientOf(score: Float64Array, column: Float64Array, scale: number, terms: PolynomialTerms): number {
  const { degree } = terms;
  const found = coefficientWeights(
    score.map((x) => x / scale),
    new Float64Array(score.length).fill(1),
    terms,
    [degree],
  );
  return found ? weightedSum(found.powers[0], column) / scale ** degree : NaN;
}
