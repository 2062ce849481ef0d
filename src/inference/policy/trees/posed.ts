import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Features } from '../../../models/features.ts';
import type { Scores } from '../../benefit/sample.ts';
import { type LevelCuts, orderingsOf } from './orderings.ts';
import { type Problem, scaleOf } from './problem.ts';

export interface TreeOptions {
  /** Questions on the way to an arm. */
  readonly depth?: 0 | 1 | 2 | 3;
  /** The fewest units of a leaf. */
  readonly leastLeaf?: number;
  /** How columns of levels are cut. */
  readonly levels?: LevelCuts;
  /** At most so many cuts of a column of numbers: faster, and no longer exact where it has more values. */
  readonly mostCuts?: number;
  /** Of depth 3: among how many cuts of a column the search begins; where no column has more, it is exact. */
  readonly fewCuts?: number;
  readonly weights?: Float64Array;
  /** Arms from the one that is preferred where several are worth the same; default: as they are numbered, control first. */
  readonly preferred?: readonly number[];
}

const treeDefaults = { depth: 2, leastLeaf: 1, levels: 'one-against-rest', fewCuts: 15 } as const;

/** What is searched, as it was asked. */
export interface Posed {
  readonly problem: Problem;
  /** Scores by row, weights counted, ties as they are. */
  readonly weighted: readonly Float64Array[];
  readonly preferred: readonly number[];
  readonly depth: 0 | 1 | 2 | 3;
  readonly fewCuts: number;
  /** Is each value of a column of numbers apart from the others? */
  readonly everyCut: boolean;
}

/** A treatment must bring this part of what scores differ by, or is not given: what is less is taken for a tie. */
const tie = 2 ** -32;

/** What is asked of a search, once what it is handed has been looked at. Errors  as `learnTree`. */
export function posed(scores: Scores, features: Features, rows: Int32Array, options: TreeOptions): Posed {
  const { depth, leastLeaf, levels, fewCuts } = { ...treeDefaults, ...options };
  mustBeWhole('depth', depth, 0, 3);
  mustBeWhole('fewCuts', fewCuts);
  mustBeWhole('leastLeaf', leastLeaf);
  if (options.mostCuts !== undefined) mustBeWhole('mostCuts', options.mostCuts);
  if (rows.length < leastLeaf || rows.length === 0) throw new EstimandError('targeting-few', { units: rows.length, least: leastLeaf });
  const arms = [...scores.ofArm.keys()];
  const { preferred = arms } = options;
  if (preferred.length !== arms.length || !arms.every((arm) => preferred.includes(arm)))
    throw new EstimandError('option-invalid', {
      option: 'preferred',
      found: `[${preferred.join(', ')}]`,
      asked: `each of the arms 0 to ${arms.length - 1} once`,
    });
  mustBeScores(scores, rows);
  mustBeFinite(features, rows);
  const weighted = weightedBy(scores.ofArm, rows, options.weights);
  const benefit = Float64Array.from(rows, (_, i) => Math.max(...weighted.slice(1).map((gain) => gain[i])) - weighted[0][i]);
  const orderings = orderingsOf(features, rows, benefit, { levels, ...(options.mostCuts !== undefined && { mostCuts: options.mostCuts }) });
  const everyCut = options.mostCuts === undefined || !orderings.some(({ means }) => means.some((one) => one.kind === 'range' && one.low < one.high));
  return { problem: { orderings, gains: withoutTies(weighted, preferred), leastLeaf }, weighted, preferred, depth, fewCuts, everyCut };
}

/** Numbers by arm and unit, one a row, times what the unit counts. */
export const weightedBy = (ofArm: readonly Float64Array[], rows: Int32Array, weights: Float64Array | undefined): readonly Float64Array[] =>
  ofArm.map((values) => Float64Array.from(rows, (unit) => values[unit] * (weights?.[unit] ?? 1)));

/** Each arm less a hair for each that is preferred to it. */
export function withoutTies(gains: readonly Float64Array[], preferred: readonly number[]): readonly Float64Array[] {
  const hair = (tie * scaleOf(gains)) / gains[0].length / Math.max(1, gains.length - 1);
  return gains.map((gain, k) => gain.map((one) => one - hair * preferred.indexOf(k)));
}

function mustBeWhole(option: string, value: number, least = 1, most = Infinity): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const asked = most < Infinity ? `a whole number from ${least} to ${most}` : `a whole number from ${least}`;
  throw new EstimandError('option-invalid', { option, found: String(value), asked });
}

function mustBeScores({ ofArm }: Scores, rows: Int32Array): void {
  const units = rows.reduce((count, unit) => count + (ofArm.every((score) => Number.isFinite(score[unit])) ? 0 : 1), 0);
  if (units > 0) throw new EstimandError('targeting-scores', { units });
}

function mustBeFinite({ columns }: Features, rows: Int32Array): void {
  for (const { name, values } of columns) {
    const infinite = rows.reduce((count, unit) => count + (Math.abs(values[unit]) === Infinity ? 1 : 0), 0);
    if (infinite > 0) throw new EstimandError('targeting-infinite', { column: name, units: infinite });
  }
}
