import type { Finding } from '../../../../estimate/finding.ts';
import { type AbsorbedBlock, type SlopeKind, type Unadjustable, varying } from '../../../../inference/absorbed/absorbed-block.ts';
import { momentsOfBlocks, overBlocks } from '../../../../inference/absorbed/over-blocks.ts';
import { overCells } from '../../../../inference/absorbed/over-cells.ts';
import type { Contrast } from '../../../../inference/arms/contrast.ts';
import { determinedOutcome, saturatedRefusal } from '../../../../inference/arms/refusals.ts';
import type { Target } from '../../../../inference/stratified.ts';
import { mergeAll } from '../../../../moments/merge.ts';
import type { BlockedDifference, OneArm } from '../blocked-answer.ts';
import type { BlockCell } from '../cells.ts';
import { differenceFor } from '../difference.ts';
import { arePairs, isSmall } from '../strata.ts';
import { heldFinding, heldRefusal, unadjustableRefusal } from './findings.ts';

export interface Within {
  readonly c: Contrast;
  readonly blocks: string;
  readonly covariates: readonly string[];
  readonly slopes: SlopeKind;
}

/** The arms of blocks, adjusted: over the units of their cells, or over blocks that hold hardly more than one of each arm. */
export function adjustedWithin(
  one: OneArm,
  cells: readonly BlockCell[],
  { c, blocks, covariates, slopes }: Within,
): BlockedDifference | { readonly refused: Finding } {
  const { strata, clusters } = one;
  const inBlock = new Map<string, BlockCell[]>(strata.map(({ block }) => [block, []]));
  for (const cell of cells) if (cell.group.moments.n > 0) inBlock.get(cell.block)?.push(cell);
  const absorbed = strata.map(({ block }): AbsorbedBlock => {
    const own = inBlock.get(block)!;
    const of = (name: string) => own.find(({ arm }) => arm === name)!.group.moments;
    const arms = own.map(({ group }) => group.moments);
    return { treatment: of(one.arm.key[0]), control: of(c.control), arms, whole: mergeAll(arms) };
  });
  const single = isSingle(one);
  const compared = single ? [momentsOfBlocks(absorbed, covariates)] : absorbed.flatMap(({ treatment, control }) => [treatment, control]);
  const { used, held } = varying(absorbed, covariates, compared);
  if (used.length === 0) return { refused: heldRefusal(c.outcome, blocks, held) };
  const asked = { outcome: c.outcome, covariates: used };
  const plain = (target: Target): number => differenceFor(strata, target, clusters).standardError;
  const detailsOf =
    (of: { readonly treatment: Float64Array; readonly control: Float64Array }, condition: number) => (standardError: number, target: Target) => ({
      slopes: used.map((covariate, j) => ({ covariate, [c.control]: of.control[j], [one.arm.key[0]]: of.treatment[j] })),
      varianceReduction: plain(target) > 0 ? 1 - (standardError / plain(target)) ** 2 : 0,
      condition,
    });
  const findings = (estimate: string) => (held.length > 0 ? [heldFinding(estimate, c.outcome, blocks, held)] : []);
  const refusedBy = (why: Unadjustable) => ({ refused: unadjustableRefusal(c.outcome, blocks, used, why) });
  const found = single ? overBlocks(absorbed, asked, clusters) : overCells(absorbed, asked, slopes);
  if ('kind' in found) return refusedBy(found);
  const determined = determinedOutcome(found.residualSumOfSquares, found.totalSumOfSquares, c.outcome);
  if (determined) return { refused: determined };
  if (found.saturated > 0) return { refused: saturatedRefusal(found.saturated, 'adjusted', c.outcome) };
  if ('difference' in found)
    return { of: () => found.difference, details: detailsOf({ treatment: found.slopes, control: found.slopes }, found.condition), findings };
  return {
    of: (target) => found.completed(differenceFor(found.strata, target, clusters), target),
    details: detailsOf(found.slopes, found.condition),
    findings,
  };
}

/** Do units within a cell tell nothing, since most blocks hold a single one of an arm? */
function isSingle({ strata }: OneArm): boolean {
  return arePairs(strata) || strata.filter(isSmall).length > strata.length / 2;
}
