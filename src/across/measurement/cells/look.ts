import { column } from '../../../expressions/build.ts';
import { isAudited } from '../../../protocol/audited.ts';
import type { Cells, CodedCell } from '../../../protocol/cells.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type MomentsReply, type MomentsRequest, moments } from '../../../relation/requests.ts';
import { rollup, where } from '../../../relation/steps.ts';
import { after } from '../../../relation/within.ts';
import { type ArmLook, effectiveClusters, labels, look } from '../look.ts';
import type { ResolvedMeasurement } from '../options.ts';

/** The moments of one cell from which its measure is made. */
export interface CellLook extends ArmLook {
  readonly cell: CodedCell;
}

/** Cells with rows that a judge scored, and of each cohort how many units, or clusters, its labels lie in. */
export interface LookedAtCells {
  readonly looks: readonly CellLook[];
  /** By the number of the cohort, as many of equal size as tell as much (Kish); empty where every row stands for itself. */
  readonly together: ReadonlyMap<number, number>;
}

/**
 * The moments of judges and people, by cohort and period.
 *
 * Shapes  one round, as of arms; where rows lie together also labels by what they lie in.
 * Errors  those of `look`.
 */
export function* lookAtCells(o: ResolvedMeasurement, cells: Cells): Asking<LookedAtCells> {
  const { together } = cells;
  const counted = (by: string): MomentsRequest => {
    const over = [where(isAudited(o)), rollup([together!, by], { [labels]: { kind: 'count' } })];
    return moments({ columns: { [labels]: column(labels) }, by: [by], over });
  };
  const [looks, lying] = yield* after(all([look(o), all(together === undefined ? [] : [ask(counted(cells.column)), ask(counted(cells.cohort))])]), cells.steps);
  const [inCell, inCohort] = lying.map(effectiveBy);
  return {
    looks: looks.flatMap((one, i) => {
      const cell = cells.cells[i];
      if (one.judged.n === 0) return [];
      const audited = inCell?.get(cell.code);
      return [{ ...one, cell, ...(audited !== undefined && { clusters: { audited, judged: one.judged.n } }) }];
    }),
    together: inCohort ?? new Map(),
  };
}

const effectiveBy = ({ groups }: MomentsReply): ReadonlyMap<number, number> =>
  new Map(groups.map(({ key, moments: m }) => [Number(key[0]), effectiveClusters(m)]));
