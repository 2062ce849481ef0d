import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Contrast } from '../../../inference/arms/contrast.ts';
import type { Stratum, Target } from '../../../inference/stratified.ts';
import { meanOf, varianceOf } from '../../../moments/moments.ts';
import type { Group } from '../../../relation/requests.ts';
import type { BlockCell } from './cells.ts';

export interface NamedStratum extends Stratum {
  readonly block: string;
}

export interface Strata {
  /** Blocks that hold both arms, in text order. */
  readonly strata: readonly NamedStratum[];
  /** Units, and blocks, of either arm with an outcome that stand in blocks where the other has none. */
  readonly leftOut: { readonly blocks: number; readonly units: number };
}

/**
 * The blocks in which a treatment can be compared with control.
 *
 * Errors  block-one-arm when no block holds both; blocks-missing when no unit has a block.
 */
export function strataOf(cells: readonly BlockCell[], c: Pick<Contrast, 'outcome' | 'assignment' | 'control'>, treatment: string, blocks: string): Strata {
  const withUnits = cells.filter(({ group }) => group.moments.n > 0);
  if (withUnits.length === 0) throw new EstimandError('blocks-missing', { column: blocks });
  const inArm = (arm: string): ReadonlyMap<string, Group> => new Map(withUnits.filter((cell) => cell.arm === arm).map(({ block, group }) => [block, group]));
  const [treated, controls] = [inArm(treatment), inArm(c.control)];
  const all = new Map<string, number>();
  for (const { block, group } of withUnits) all.set(block, (all.get(block) ?? 0) + group.moments.n);
  const names = [...new Set([...treated.keys(), ...controls.keys()])].sort();
  const both = names.filter((block) => treated.has(block) && controls.has(block));
  const alone = names.filter((block) => !treated.has(block) || !controls.has(block));
  if (both.length === 0) {
    const lacking = controls.has(alone[0]) ? treatment : c.control;
    throw new EstimandError('block-one-arm', { column: blocks, blocks: alone, assignment: c.assignment, arm: lacking, outcome: c.outcome });
  }
  const armMean = ({ moments: m }: Group) => ({ n: m.n, mean: meanOf(m, c.outcome), variance: m.n > 1 ? varianceOf(m, c.outcome) / m.n : 0 });
  return {
    strata: both.map((block) => ({ block, treatment: armMean(treated.get(block)!), control: armMean(controls.get(block)!), units: all.get(block)! })),
    leftOut: {
      blocks: alone.length,
      units: alone.reduce((sum, block) => sum + (treated.get(block)?.moments.n ?? 0) + (controls.get(block)?.moments.n ?? 0), 0),
    },
  };
}

/** Is every block a pair, one unit of either arm? */
export const arePairs = (strata: readonly Stratum[]): boolean =>
  strata.length > 1 && strata.every(({ treatment, control }) => treatment.n === 1 && control.n === 1);

/** Does the block hold a single unit of an arm? The variance within it cannot be computed. */
export const isSmall = ({ treatment, control }: Stratum): boolean => treatment.n < 2 || control.n < 2;

/** More blocks than this may be a sample of many. */
export const mostAsThese = 20;

/** The blocks that are compared, what they stand for, and what they might. */
export interface Chosen {
  readonly strata: readonly NamedStratum[];
  readonly target: Target;
  /** Left out, since nothing tells how much their effect varies. */
  readonly small: readonly NamedStratum[];
  /** Nobody said whether these blocks are meant or more of their kind: the wider of both intervals is to be shown. */
  readonly undeclared: boolean;
}

/**
 * What the blocks stand for. Pairs, and blocks of which most hold a single unit of an arm, tell nothing of the variance within: each is one observation of many.
 */
export function chosen(strata: readonly NamedStratum[], target: Target | undefined): Chosen {
  const small = strata.filter(isSmall);
  const single = target === undefined && small.length > strata.length / 2;
  if (target === 'blocks' || single || arePairs(strata)) return { strata, target: 'blocks', small: [], undeclared: false };
  const kept = strata.filter((s) => !isSmall(s));
  return { strata: kept, target: target ?? 'population', small, undeclared: target === undefined && kept.length > mostAsThese };
}
