import type { Measurement } from '../../across/measurement/measurement.ts';
import { auditLevels, underAudit } from '../../across/measurement/small-audit.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { column, divide, sum } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { itt } from '../catalogue.ts';

/** What stands beside a measured effect. */
interface Beside {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly measure: Expression;
  /** The audit alone is an effect, only a wide one; the others are biased, or too sure of themselves. */
  readonly role: 'contrast-only' | 'secondary';
  readonly freedom?: number;
}

/**
 * Beside every measured outcome: what the judge alone would have said, and what the audit alone says. Neither decides anything. Before the audit has been
 * looked at there are no measurements, and the plan names what will be asked.
 */
export function judgeContrasts(protocol: Protocol, measurements: readonly Measurement[]): readonly PlannedQuestion[] {
  return protocol.outcomes
    .filter((o) => o.measured && o.ratio === undefined)
    .flatMap((o) =>
      besides(
        o,
        measurements.find(({ options }) => options.outcome === o.name),
      ).flatMap((beside) => asked(beside, o, protocol)),
    );
}

function besides({ name, measured }: Outcome, m: Measurement | undefined): readonly Beside[] {
  const { judges, human, by } = measured!;
  const judge = divide(sum(judges.map(column)), judges.length);
  return [
    {
      id: 'judge-only',
      title: 'What the judge alone says',
      says: `by ${judges.join(' and ')} alone, whose errors it takes for effects`,
      measure: judges.length === 1 ? column(judges[0]) : judge,
      role: 'contrast-only',
    },
    {
      id: 'audit-only',
      title: 'What the audit alone says',
      says: `by the labels of ${human} alone`,
      measure: m?.audit.measure ?? column(human),
      role: 'secondary',
      ...(m && { freedom: m.audit.df }),
    },
    ...(by === 'calibration' && m
      ? [
          {
            id: 'plug-in',
            title: 'Calibrated scores taken for data',
            says: `by calibrated scores of ${name}, as if the calibration were known: its interval is too narrow`,
            measure: m.plugIn,
            role: 'contrast-only' as const,
          },
        ]
      : []),
  ];
}

function asked({ id, title, says, measure, role, freedom = Infinity }: Beside, outcome: Outcome, protocol: Protocol): readonly PlannedQuestion[] {
  const { level, guardrailLevel: boundsLevel } = protocol.analysis;
  const at = auditLevels({ level, boundsLevel }, freedom);
  const alone = { ...protocol, outcomes: [{ ...outcome, measure }], analysis: { ...protocol.analysis, level: at.level, guardrailLevel: at.boundsLevel } };
  return itt.planned(alone).map((question) => ({
    ...question,
    id,
    title,
    options: { ...question.options, level, boundsLevel },
    *ask(): Asking<Answer> {
      const { estimates } = yield* question.ask();
      return { estimates: estimates.map((e) => beside(underAudit(e, { level, boundsLevel }, freedom), { id, says, role })), findings: [], exhibits: [] };
    },
  }));
}

function beside(e: Estimate, { id, says, role }: Pick<Beside, 'id' | 'says' | 'role'>): Estimate {
  const estimand = { ...e.estimand, says: `${e.estimand.says.replace(/\.$/, '')}, ${says}.` };
  return { ...e, id: e.id.replace(/^itt:/, `${id}:`), role, estimand, method: { ...e.method, id } };
}
