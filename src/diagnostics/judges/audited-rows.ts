import { and, column, isKnown } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { auditWeight, isAudited } from '../../protocol/audited.ts';
import type { Measured } from '../../protocol/measured.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { type ColumnsReply, type ColumnsRequest, columns } from '../../relation/requests.ts';

/** One judge and the people who audited it. */
export interface JudgeOptions extends Pick<Measured, 'human'>, Partial<Pick<Measured, 'audited' | 'sampling'>> {
  readonly judge: string;
  /** Column of what lies together, such as users with several answers: errors are added up by it. */
  readonly cluster?: string;
  /** Column of the blocks within which arms are compared: errors are added up by these where a block has few labels, as pairs have. */
  readonly blocks?: string;
}

/** Blocks with more labels than this on average are strata, not pairs or the like. */
export const fewInBlock = 4;

/** Audited rows that the judge scored, as arrays. */
export function auditedRows(o: JudgeOptions, more: Readonly<Record<string, Expression>>, keys: readonly string[] = []): ColumnsRequest {
  return columns({
    columns: { judge: column(o.judge), human: column(o.human), weight: auditWeight(o), ...more },
    keys: [...keys, ...togetherBy(o)],
    where: and(isAudited(o), isKnown(column(o.judge))),
  });
}

/** The columns that say which rows may lie together. */
const togetherBy = ({ cluster, blocks }: JudgeOptions): readonly string[] => [...new Set([cluster, blocks].filter((name) => name !== undefined))];

/** What the errors of audited rows are added up by: a number for each row, that of its cluster. */
export interface Together {
  readonly column: string;
  readonly codes: ArrayLike<number>;
  readonly count: number;
}

/** Clusters, where they are named, else blocks with few labels each; undefined where every row stands for itself. */
export function togetherIn({ keys, n }: ColumnsReply, { cluster, blocks }: JudgeOptions): Together | undefined {
  const by = (column: string): Together => ({ column, codes: keys[column].codes, count: new Set(keys[column].codes).size });
  if (cluster !== undefined) return by(cluster);
  const inBlocks = blocks === undefined ? undefined : by(blocks);
  return inBlocks && inBlocks.count < n && n <= fewInBlock * inBlocks.count ? inBlocks : undefined;
}

/** Every judge of every measured outcome. Rows of a unit that is followed over periods lie together. */
export function everyJudge({ outcomes, grain, unit, errorsBy, cluster, blocksWithin, blocks }: Protocol): readonly (JudgeOptions & Pick<Measured, 'biases'>)[] {
  const together = errorsBy ?? cluster ?? blocksWithin ?? (grain === 'unit-period' ? unit : undefined);
  const found = outcomes.flatMap(({ measured }) =>
    measured
      ? measured.judges.map((judge) => ({
          judge,
          human: measured.human,
          ...(measured.audited !== undefined && { audited: measured.audited }),
          ...(measured.sampling !== undefined && { sampling: measured.sampling }),
          biases: measured.biases,
          ...(together !== undefined ? { cluster: together } : blocks !== undefined && { blocks }),
        }))
      : [],
  );
  return found.filter(({ judge, human }, i) => found.findIndex((other) => other.judge === judge && other.human === human) === i);
}
