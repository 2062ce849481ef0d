import type { ArmMean } from '../../../inference/welch.ts';
import { type BlockCell, blockCells, clustersOfBlocks } from '../../../methods/arms/blocked/cells.ts';
import { blockedDifference, type SettledDifference } from '../../../methods/arms/blocked/difference.ts';
import { arePairs, type Chosen, chosen, type NamedStratum, strataOf } from '../../../methods/arms/blocked/strata.ts';
import { comomentOf, type Moments, meanOf } from '../../../moments/moments.ts';
import { usualLevel } from '../../../protocol/defaults.ts';
import { type Asking, all } from '../../../relation/asking.ts';
import { type ArmLook, quadratic } from '../look.ts';
import type { ResolvedMeasurement } from '../options.ts';
import { type ArmWeights, audited, label, type Parts, type Weights, weight } from './parts.ts';

/** A treatment arm and control in the blocks that hold both, as the blocked effect compares them. */
export interface ComparedArm {
  readonly arm: string;
  readonly control: string;
  readonly chosen: Chosen;
  /** Is every block one row of either arm? */
  readonly pairs: boolean;
  /** Moments of the parts in each block. */
  readonly cells: ReadonlyMap<string, BothArms>;
  readonly clusterOf?: ReadonlyMap<string, string>;
  /** Blocks, or the clusters that hold them: what counts as one observation where blocks are a sample. */
  readonly observations: number;
  /** Of these, as many with equal labels as tell as much (Kish). */
  readonly labelled: number;
}

interface BothArms {
  readonly treatment: Moments;
  readonly control: Moments;
}

/** The blocks of every comparison, and the same rows as far as people looked at them. */
export interface InBlocks {
  readonly compared: readonly ComparedArm[];
  /** Moments of the human label among audited rows, by arm and block. */
  readonly labels: readonly BlockCell[];
}

/**
 * The parts of a measure, by arm and block.
 *
 * Shapes  one round.
 * Errors  none: undefined where the blocked effect cannot be computed, which it says itself.
 */
export function* lookInBlocks(parts: Parts, blocks: string, looks: readonly ArmLook[], o: ResolvedMeasurement): Asking<InBlocks | undefined> {
  const { assignment, arms, within, where } = o;
  const [cells, clusters] = yield* all([blockCells({ columns: parts, assignment, arms, blocks, within, where }), clustersOfBlocks(blocks, within)]);
  if (clusters.some(({ clusters: held }) => held > 1)) return undefined;
  const clusterOf = within === undefined ? undefined : new Map(clusters.map(({ block, cluster }) => [block, cluster]));
  const found = arms.slice(1).map((arm) => comparedArm(cells, arm, clusterOf, blocks, o));
  return found.every((one) => one !== undefined) ? { compared: found, labels: cells.map((cell) => labelledOnly(cell, sharesOf(looks))) } : undefined;
}

function comparedArm(
  cells: readonly BlockCell[],
  arm: string,
  clusterOf: ReadonlyMap<string, string> | undefined,
  blocks: string,
  { arms: [control], assignment, within, target }: ResolvedMeasurement,
): ComparedArm | undefined {
  const inArm = (name: string): ReadonlyMap<string, Moments> =>
    new Map(cells.filter((c) => c.arm === name && c.group.moments.n > 0).map(({ block, group }) => [block, group.moments]));
  const [treated, controls] = [inArm(arm), inArm(control)];
  if (![...treated.keys()].some((block) => controls.has(block))) return undefined;
  const { strata } = strataOf(cells, { outcome: audited, assignment, control }, arm, blocks);
  const one = chosen(strata, within === undefined ? target : 'blocks');
  const observed = one.strata.map(({ block }) => clusterOf?.get(block) ?? block);
  const observations = new Set(observed).size;
  if (one.strata.length === 0 || (one.target === 'blocks' && observations < 2)) return undefined;
  const both = new Map(one.strata.map(({ block }) => [block, { treatment: treated.get(block)!, control: controls.get(block)! }]));
  const labels = new Map<string, number>();
  for (const [i, cell] of [...both.values()].entries()) labels.set(observed[i], (labels.get(observed[i]) ?? 0) + sumOf(cell.treatment) + sumOf(cell.control));
  return {
    arm,
    control,
    chosen: one,
    pairs: arePairs(one.strata),
    cells: both,
    ...(clusterOf && { clusterOf }),
    observations,
    labelled: kish([...labels.values()]),
  };
}

/** Share of the rows of each arm that were audited. */
const sharesOf = (looks: readonly ArmLook[]): ReadonlyMap<string, number> => new Map(looks.map(({ arm, judged, audited: m }) => [arm, m.n / judged.n]));

/** Labels among those who have one: in the parts they are zero where nobody looked, and expanded to their arm. */
function labelledOnly({ group, ...cell }: BlockCell, shares: ReadonlyMap<string, number>): BlockCell {
  const m = group.moments;
  const share = shares.get(cell.arm)!;
  const n = labelsIn(m);
  const total = m.n * meanOf(m, label);
  const squares = comomentOf(m, label, label) + m.n * meanOf(m, label) ** 2;
  const mean = n === 0 ? 0 : total / n;
  const comoment = Math.max(0, squares - n * mean ** 2);
  const moments: Moments = {
    columns: [label],
    n,
    weight: n,
    weightSquares: n,
    mean: Float64Array.of(share * mean),
    comoment: Float64Array.of(share ** 2 * comoment),
  };
  return { ...cell, group: { ...group, moments } };
}

/** Rows that the audited ones stand for. */
const sumOf = (m: Moments): number => m.n * meanOf(m, weight);

/** As many with equal counts as tell as much (Kish); of two at least both, for a spread between them. */
function kish(counts: readonly number[]): number {
  const known = counts.filter((count) => count > 0);
  const squares = known.reduce((sum, x) => sum + x * x, 0);
  const equal = squares === 0 ? 0 : known.reduce((sum, x) => sum + x, 0) ** 2 / squares;
  return Math.min(known.length, Math.max(2, equal));
}

/** Rows with labels in one cell. */
export const labelsIn = (m: Moments): number => Math.round(m.n * meanOf(m, audited));

/** The blocks with a column of other weights in the place of the outcome. */
export function weighted({ chosen: one, cells, arm, control }: ComparedArm, weights: ArmWeights): Chosen {
  const { columns } = cells.values().next().value!.treatment;
  const [treatmentMean, controlMean] = [arm, control].map((name) => meanBy(columns, weights(name)));
  const strata = one.strata.map(({ block, units }): NamedStratum => {
    const both = cells.get(block)!;
    return { block, treatment: treatmentMean(both.treatment), control: controlMean(both.control), ...(units !== undefined && { units }) };
  });
  return { ...one, strata };
}

/** Mean of a sum of columns. Blocks are many: places of columns are looked up once. */
function meanBy(columns: readonly string[], weights: Weights): (m: Moments) => ArmMean {
  const terms = Object.entries(weights).map(([name, by]) => ({ at: columns.indexOf(name), by }));
  return (m) => {
    let mean = 0;
    for (const { at, by } of terms) mean += by * m.mean[at];
    return { n: m.n, mean, variance: m.n > 1 ? Math.max(0, quadratic(m, weights)) / (m.n - 1) / m.n : 0 };
  };
}

/** The blocked effect on a column of such weights. */
export const differenceOn = (one: ComparedArm, weights: ArmWeights): SettledDifference => blockedDifference(weighted(one, weights), usualLevel, one.clusterOf);

/** The same, for what it was settled that blocks stand for. */
export const settledOn = (one: ComparedArm, target: Chosen['target'], weights: ArmWeights): SettledDifference =>
  blockedDifference({ ...weighted(one, weights), target, undeclared: false }, usualLevel, one.clusterOf);
