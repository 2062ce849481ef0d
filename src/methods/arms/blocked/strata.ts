import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Contrast } from '../../../inference/arms/contrast.ts';
import type { Stratum } from '../../../inference/stratified.ts';
import { meanOf, varianceOf } from '../../../moments/moments.ts';
import type { Group } from '../../../relation/requests.ts';
import type { BlockCell } from './cells.ts';

export interface NamedStratum extends Stratum {
  readonly block: string;
}

export interface Strata {
  /** Blocks that hold both arms, in text order. */
  readonly strata: readonly NamedStratum[];
  /** Units, and blocks, of either arm that stand in blocks without the other. */
  readonly leftOut: { readonly blocks: number; readonly units: number };
}

/**
 * The blocks in which a treatment can be compared with control.
 *
 * Errors  block-one-arm when a block lacks one of them, unless other treatments were drawn there too (`several`); blocks-missing when no unit
 *         has a block.
 */
export function strataOf(cells: readonly BlockCell[], c: Contrast, treatment: string, blocks: string, several: boolean): Strata {
  const withUnits = cells.filter(({ group }) => group.moments.n > 0);
  if (withUnits.length === 0) throw new EstimandError('blocks-missing', { column: blocks });
  const inArm = (arm: string): ReadonlyMap<string, Group> => new Map(withUnits.filter((cell) => cell.arm === arm).map(({ block, group }) => [block, group]));
  const [treated, controls] = [inArm(treatment), inArm(c.control)];
  const names = [...new Set([...treated.keys(), ...controls.keys()])].sort();
  const both = names.filter((block) => treated.has(block) && controls.has(block));
  const alone = names.filter((block) => !treated.has(block) || !controls.has(block));
  if (alone.length > 0 && (!several || both.length === 0)) {
    const lacking = controls.has(alone[0]) ? treatment : c.control;
    throw new EstimandError('block-one-arm', { column: blocks, blocks: alone, assignment: c.assignment, arm: lacking, outcome: c.outcome });
  }
  const armMean = ({ moments: m }: Group) => ({ n: m.n, mean: meanOf(m, c.outcome), variance: m.n > 1 ? varianceOf(m, c.outcome) / m.n : 0 });
  return {
    strata: both.map((block) => ({ block, treatment: armMean(treated.get(block)!), control: armMean(controls.get(block)!) })),
    leftOut: {
      blocks: alone.length,
      units: alone.reduce((sum, block) => sum + (treated.get(block)?.moments.n ?? 0) + (controls.get(block)?.moments.n ?? 0), 0),
    },
  };
}

/** Is every block a pair, one unit of either arm? */
export const arePairs = (strata: readonly Stratum[]): boolean =>
  strata.length > 1 && strata.every(({ treatment, control }) => treatment.n === 1 && control.n === 1);

/** Blocks with a single unit in an arm: their variance cannot be computed. */
export const smallBlocks = (strata: readonly NamedStratum[]): readonly string[] =>
  strata.filter(({ treatment, control }) => treatment.n < 2 || control.n < 2).map(({ block }) => block);
