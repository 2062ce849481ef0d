import { auditLevels, underAudit } from '../../across/measurement/small-audit.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { column, divide, sum } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { blocked } from '../../methods/arms/blocked/blocked.ts';
import { itt } from '../../methods/arms/itt.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Plans } from './across.ts';

/** The contrasts that are shown beside a measured effect. */
interface Beside {
  readonly id: keyof typeof besideLabels;
  readonly title: string;
  readonly says: string;
  readonly measure: Expression;
  /** The audit alone gives an effect with a wide interval; the others are biased, or have too narrow an interval. */
  readonly role: 'contrast-only' | 'secondary';
  readonly freedom?: number;
}

/**
 * Beside every measured outcome: the effect by the judge alone, and by the audit alone. Neither decides anything. Before the audit has been
 * looked at the plan names what will be asked.
 */
export const besideMeasured =
  (plans: Plans): Plans =>
  (protocol) => [
    ...plans(protocol),
    ...protocol.outcomes.filter((o) => o.measured && o.ratio === undefined).flatMap((o) => besides(o).flatMap((beside) => asked(beside, o, protocol))),
  ];

/** What these estimates are called beside others on the same outcome. */
export const besideLabels = {
  'judge-only': 'by the judge alone',
  'audit-only': 'on the audited units alone',
  'plug-in': 'by the judge as calibrated, its errors ignored',
} as const;

function besides({ name, measured, audit }: Outcome): readonly Beside[] {
  const { judges, human, by } = measured!;
  const judge = divide(sum(judges.map(column)), judges.length);
  return [
    {
      id: 'judge-only' as const,
      title: 'What the judge alone says',
      says: `by ${judges.join(' and ')} alone, whose errors it takes for effects`,
      measure: judges.length === 1 ? column(judges[0]) : judge,
      role: 'contrast-only',
    },
    {
      id: 'audit-only' as const,
      title: 'What the audit alone says',
      says: `by the labels of ${human} alone`,
      measure: audit?.measure ?? column(human),
      role: 'secondary',
      ...(audit && { freedom: audit.freedom }),
    },
    ...(by === 'calibration' && audit
      ? [
          {
            id: 'plug-in' as const,
            title: 'Calibrated scores taken for data',
            says: `by calibrated scores of ${name}, as if the calibration were known: its interval is too narrow`,
            measure: audit.plugIn,
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
  return compared(alone).map((question) => ({
    ...question,
    id,
    title,
    label: besideLabels[id],
    options: { ...question.options, level, boundsLevel },
    *ask(): Asking<Answer> {
      const { estimates } = yield* question.ask();
      return { estimates: estimates.map((e) => beside(underAudit(e, { level, boundsLevel }, freedom), { id, says, role })), findings: [], exhibits: [] };
    },
  }));
}

/** As the measured effect is compared: within blocks where arms are, unless it was clusters that were drawn in them. */
const compared = (protocol: Protocol): readonly PlannedQuestion[] =>
  protocol.blocks === undefined || protocol.cluster !== undefined ? itt.planned(protocol) : blocked.planned(protocol);

function beside(e: Estimate, { id, says, role }: Pick<Beside, 'id' | 'says' | 'role'>): Estimate {
  const estimand = { ...e.estimand, says: `${e.estimand.says.replace(/\.$/, '')}, ${says}.` };
  return { ...e, id: e.id.replace(/^[^:]+:/, `${id}:`), role, estimand, method: { ...e.method, id } };
}
