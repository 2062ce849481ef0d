import { and, column, isKnown } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { auditWeight, isAudited } from '../../protocol/audited.ts';
import type { Measured } from '../../protocol/measured.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { type ColumnsRequest, columns } from '../../relation/requests.ts';

/** One judge and the people who audited it. */
export interface JudgeOptions extends Pick<Measured, 'human'>, Partial<Pick<Measured, 'audited' | 'sampling'>> {
  readonly judge: string;
}

/** Audited rows that the judge scored, as arrays. */
export function auditedRows(o: JudgeOptions, more: Readonly<Record<string, Expression>>, keys: readonly string[] = []): ColumnsRequest {
  return columns({
    columns: { judge: column(o.judge), human: column(o.human), weight: auditWeight(o), ...more },
    keys,
    where: and(isAudited(o), isKnown(column(o.judge))),
  });
}

/** Every judge of every measured outcome. */
export function everyJudge(protocol: Protocol): readonly (JudgeOptions & Pick<Measured, 'biases'>)[] {
  const found = protocol.outcomes.flatMap(({ measured }) =>
    measured
      ? measured.judges.map((judge) => ({
          judge,
          human: measured.human,
          ...(measured.audited !== undefined && { audited: measured.audited }),
          ...(measured.sampling !== undefined && { sampling: measured.sampling }),
          biases: measured.biases,
        }))
      : [],
  );
  return found.filter(({ judge, human }, i) => found.findIndex((other) => other.judge === judge && other.human === human) === i);
}
