import type { Random } from '../../math/random/stream.ts';
import { addUp, clear, type Marks, marksFor, occupiedOfAll, occupiedOfFew, orderByMean } from './histogram.ts';
import { labelCount, writeLabels } from './labels.ts';
import { type Best, type Limits, scanMean, scanMeans, scanTreatment } from './scan.ts';
import type { GrowthKind, TreeRows } from './targets.ts';

/** How trees are grown, whatever they learn. */
export interface GrowthPlan {
  readonly kind: GrowthKind;
  /** Of classes: how many; otherwise 1. */
  readonly responses: number;
  /** Of each column: how many codes it may have, and whether these have no order of their own. */
  readonly columns: readonly { readonly codes: number; readonly unordered: boolean }[];
  /** Columns that are tried in a node: all, or a Poisson number of them with this mean. */
  readonly columnsTried: number | 'all';
  /** Means: nodes of no more units are leaves; treatments: the least on each side of the node's mean instrument; gradients: the least of a side. */
  readonly minNodeSize: number;
  /** The least share of a node that a side has. */
  readonly alpha: number;
  readonly imbalancePenalty: number;
  readonly ridge: number;
  readonly leastHessian: number;
  readonly mostDepth: number;
  readonly mostLeaves: number;
}

/** What the search of a split writes to, made once for many trees. */
export interface SearchSpace {
  readonly stride: number;
  readonly labels: Float64Array;
  readonly total: Float64Array;
  readonly sums: Float64Array;
  readonly order: Int32Array;
  readonly marks: Marks;
  readonly columns: Int32Array;
  readonly limits: Limits;
  readonly best: Best;
  /** Of the best split of an unordered column: a bit a code that goes left. */
  readonly mask: Int32Array;
  /** Of one of numbers: the last code that goes left. */
  cut: number;
}

export function searchSpace({ kind, responses, columns }: GrowthPlan, units: number): SearchSpace {
  const each = labelCount(kind, responses);
  const most = columns.reduce((largest, { codes }) => Math.max(largest, codes), 2);
  return {
    stride: 1 + each,
    labels: new Float64Array(units * each),
    total: new Float64Array(1 + each),
    sums: new Float64Array(most * (1 + each)),
    order: new Int32Array(most),
    marks: marksFor(most),
    columns: Int32Array.from(columns, (_, c) => c),
    limits: { least: 1, leastWeight: 0, leastOfEach: 0, leastSquares: 0, ridge: 0, imbalancePenalty: 0 },
    best: { gain: 0, bar: 0, column: -1, last: 0, left: 0, missingLeft: false },
    mask: new Int32Array((most >>> 5) + 1),
    cut: 0,
  };
}

/** Searches the best split of the units at some places; false where there is none, and the node is a leaf. */
export function findSplit(space: SearchSpace, plan: GrowthPlan, rows: TreeRows, places: Int32Array, from: number, to: number, random: Random): boolean {
  const { best } = space;
  best.gain = 0;
  best.bar = 0;
  best.column = -1;
  if (to - from <= (plan.kind === 'gradient' ? 2 * plan.minNodeSize - 1 : plan.minNodeSize)) return false;
  if (!writeLabels(plan.kind, rows, places, from, to, space.labels, plan.responses)) return false;
  addTotal(space, from, to);
  setLimits(space, plan);
  const tried = drawColumns(space.columns, plan.columnsTried, random);
  for (let c = 0; c < tried; c++) searchColumn(space, plan, rows, places, from, to, space.columns[c]);
  return best.column >= 0;
}

function addTotal({ total, labels, stride }: SearchSpace, from: number, to: number): void {
  const each = stride - 1;
  total.fill(0);
  total[0] = to - from;
  for (let at = from * each; at < to * each; at += each) for (let k = 0; k < each; k++) total[1 + k] += labels[at + k];
}

function setLimits({ limits, total }: SearchSpace, plan: GrowthPlan): void {
  limits.ridge = plan.ridge;
  limits.imbalancePenalty = plan.imbalancePenalty;
  limits.least = plan.kind === 'gradient' ? plan.minNodeSize : Math.max(Math.ceil(plan.alpha * total[0]), 1);
  limits.leastWeight = plan.kind === 'gradient' ? plan.leastHessian : Number.MIN_VALUE;
  if (plan.kind !== 'instrumental') return;
  limits.leastOfEach = plan.minNodeSize;
  // Never 0: a side whose instrument does not vary tells nothing.
  limits.leastSquares = Math.max(plan.alpha, 1e-12) * (total[4] - (total[3] * total[3]) / total[1]);
}

/** Puts the columns that are tried in front, and says how many they are. */
function drawColumns(columns: Int32Array, mean: number | 'all', random: Random): number {
  if (mean === 'all') return columns.length;
  const count = Math.min(Math.max(poisson(mean, random.uniform()), 1), columns.length);
  if (count === columns.length) return count;
  for (let c = 0; c < count; c++) {
    const other = c + random.integer(columns.length - c);
    const moved = columns[c];
    columns[c] = columns[other];
    columns[other] = moved;
  }
  return count;
}

function poisson(mean: number, uniform: number): number {
  // So many are not told from their mean, and the chance of none has no double.
  if (mean > 500) return Math.round(mean);
  let [count, chance] = [0, Math.exp(-mean)];
  for (let below = chance; below < uniform && chance > 0; below += chance) chance *= mean / ++count;
  return count;
}

function searchColumn(space: SearchSpace, plan: GrowthPlan, rows: TreeRows, places: Int32Array, from: number, to: number, column: number): void {
  const { sums, stride, order, best } = space;
  const { codes: count, unordered } = plan.columns[column];
  const codes = rows.codes[column];
  addUp(codes, places, from, to, space.labels, stride - 1, sums);
  const found = to - from < count ? occupiedOfFew(codes, places, from, to, space.marks, order) : occupiedOfAll(sums, stride, count, order);
  // With several responses an unordered column is tried in the order of each.
  for (let response = 0; response < (unordered ? plan.responses : 1); response++) {
    if (unordered) orderByMean(sums, stride, response, order, found);
    if (!scan(space, plan, found, column)) continue;
    // Where all are known here, what is not known elsewhere goes with the larger part.
    if (sums[0] === 0) best.missingLeft = 2 * best.left >= to - from;
    if (unordered) writeMask(space, found);
    else space.cut = best.last + 1 < found ? (order[best.last] + order[best.last + 1] - 1) >> 1 : count - 1;
  }
  clear(sums, stride, order, found);
}

function scan({ sums, order, total, limits, best }: SearchSpace, { kind, responses }: GrowthPlan, found: number, column: number): boolean {
  if (kind === 'instrumental') return scanTreatment(sums, order, found, total, limits, best, column);
  return (responses === 1 ? scanMean : scanMeans)(sums, order, found, total, limits, best, column);
}

/** Levels that no unit of the node has go where unknown values go. */
function writeMask({ mask, order, best }: SearchSpace, found: number): void {
  mask.fill(best.missingLeft ? -1 : 0);
  for (let o = 0; o < found; o++) {
    const code = order[o];
    if (o <= best.last) mask[code >>> 5] |= 1 << (code & 31);
    else mask[code >>> 5] &= ~(1 << (code & 31));
  }
}
