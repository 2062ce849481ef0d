import { auditLevels, underAudit } from '../../across/measurement/small-audit.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP, saySigned } from '../../estimate/say.ts';
import { column, divide, subtract, sum } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { blocked } from '../../methods/arms/blocked/blocked.ts';
import { itt } from '../../methods/arms/itt.ts';
import type { SampledMeans } from '../../protocol/cells.ts';
import type { LabelledRows } from '../../protocol/labelled.ts';
import type { Measured } from '../../protocol/measured.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Across, Plans } from './across.ts';
import { atItsLook } from './look-levels.ts';

/** The contrasts that are shown beside a measured effect. */
interface Beside {
  readonly id: keyof typeof besideLabels;
  readonly title: string;
  readonly says: string;
  readonly measure: Expression;
  /** The audit alone gives an effect with a wide interval; the others are biased, or have too narrow an interval. */
  readonly role: 'contrast-only' | 'secondary';
  /** What its audit limits: degrees of freedom, or what means of cells, or rows, owe to it. */
  readonly freedom?: number;
  readonly sampled?: SampledMeans;
  readonly labelled?: LabelledRows;
}

/**
 * Beside every measured outcome: the effect by the judge alone, and by the audit alone. Neither decides anything. Before the audit has been
 * looked at the plan names what will be asked.
 */
export const besideMeasured: Across =
  (plans, { speaking }) =>
  (protocol) => {
    const atLook = atItsLook(protocol);
    return [
      ...plans(protocol),
      ...protocol.outcomes
        .filter((o) => o.measured && o.ratio === undefined)
        .flatMap((o) => [...besides(o).flatMap((beside) => asked(beside, o, atLook, speaking)), ...judgeError(o, atLook, speaking)]),
    ];
  };

/** What these estimates are called beside others on the same outcome. */
export const besideLabels = {
  'judge-only': 'by the judge alone',
  'audit-only': 'on the audited units alone',
  'plug-in': 'by the judge as calibrated, its errors ignored',
} as const;

function besides({ name, measured, audit }: Outcome): readonly Beside[] {
  const { judges, human, by } = measured!;
  return [
    {
      id: 'judge-only' as const,
      title: 'What the judge alone says',
      says: `by ${judges.join(' and ')} alone, whose errors it takes for effects`,
      measure: judgesIn(measured!),
      role: 'contrast-only',
    },
    {
      id: 'audit-only' as const,
      title: 'What the audit alone says',
      says: `by the labels of ${human} alone`,
      measure: audit?.measure ?? column(human),
      role: 'secondary',
      ...(audit && owedTo(audit)),
    },
    ...(by === 'calibration' && audit && 'plugIn' in audit
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

function owedTo(audit: NonNullable<Outcome['audit']>): Pick<Beside, 'freedom' | 'sampled' | 'labelled'> {
  if ('sampled' in audit) return { sampled: audit.sampled };
  return 'labelled' in audit ? { labelled: audit.labelled } : { freedom: audit.freedom };
}

/** What the judges say, all alike. */
const judgesIn = ({ judges }: Measured): Expression => (judges.length === 1 ? column(judges[0]) : divide(sum(judges.map(column)), judges.length));

function asked(
  { id, title, says, measure, role, freedom = Infinity, sampled, labelled }: Beside,
  { sampled: _, labelled: __, ...outcome }: Outcome,
  protocol: Protocol,
  speaking: Plans,
): readonly PlannedQuestion[] {
  const { level, guardrailLevel: boundsLevel } = protocol.analysis;
  const at = auditLevels({ level, boundsLevel }, freedom);
  const alone = {
    ...protocol,
    outcomes: [{ ...outcome, measure, ...(sampled && { sampled }), ...(labelled && { labelled }) }],
    analysis: { ...protocol.analysis, level: at.level, guardrailLevel: at.boundsLevel },
  };
  return compared(alone, speaking).map((question) => ({
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

/** As the measured effect is compared: within blocks where arms are, unless it was clusters that were drawn in them; without arms as the design compares. */
function compared(protocol: Protocol, speaking: Plans): readonly PlannedQuestion[] {
  if (!protocol.assignment) return speaking(protocol);
  return protocol.blocks === undefined || protocol.cluster !== undefined ? itt.planned(protocol) : blocked.planned(protocol);
}

/** Where no arms are assigned, whether the judge's errors moved with the change: an effect on judge less people, asked as that on the outcome is. */
function judgeError({ sampled: _, labelled: __, ...outcome }: Outcome, protocol: Protocol, speaking: Plans): readonly PlannedQuestion[] {
  const { audit, measured } = outcome;
  // Before the audit has been looked at the plan names it too.
  if (!measured || protocol.assignment) return [];
  const error = audit && 'error' in audit ? audit.error : { measure: subtract(judgesIn(measured), column(measured.human)) };
  const byRow = audit !== undefined && 'labelled' in audit;
  const alone: Outcome = { ...outcome, unit: { kind: 'plain' }, ...error };
  return speaking({ ...protocol, outcomes: [alone] }).map((question) => ({
    ...question,
    id: 'judge-errors',
    title: 'Errors of a judge, by what came with the change',
    *ask(): Asking<Answer> {
      const { estimates } = yield* question.ask();
      return { estimates: [], findings: estimates.map((e) => movedError(e, measured, protocol.analysis.level, byRow)), exhibits: [] };
    },
  }));
}

function movedError({ value, interval, test, estimand: { contrast } }: Estimate, { judges, human }: Measured, level: number, byRow: boolean): Finding {
  const [{ low = -Infinity, high = Infinity } = {}] = interval.pieces;
  const pValue = test?.pValue ?? 1;
  const judge = judges.join(' and ');
  const about = { column: judges[0], ...(byRow && { arm: contrast.treatment }) };
  const shared = { check: 'judge-error-by-arm', about, statistic: test?.statistic ?? 0, pValue, threshold: 1 - level };
  const [by, where] = byRow ? [`under ${contrast.treatment} as against ${contrast.control}`, 'row by row'] : ['with the change', 'in each cohort and period'];
  const says = `${judge} less ${human} ${byRow ? 'moves' : 'moved'} by ${saySigned(value)} (${saySigned(low)} to ${saySigned(high)}) ${by} (${sayP(pValue)})`;
  if (pValue >= 1 - level) return { ...shared, verdict: 'pass', says: `${says}.` };
  return {
    ...shared,
    verdict: 'warn',
    says: `${says}: by the judge alone the effect would be off by as much.`,
    mend: `Do not decide by the judge alone; the measured outcome takes the error out ${where}.`,
  };
}

function beside(e: Estimate, { id, says, role }: Pick<Beside, 'id' | 'says' | 'role'>): Estimate {
  const estimand = { ...e.estimand, says: `${e.estimand.says.replace(/\.$/, '')}, ${says}.` };
  return { ...e, id: e.id.replace(/^[^:]+:/, `${id}:`), role, estimand, method: { ...e.method, id } };
}
