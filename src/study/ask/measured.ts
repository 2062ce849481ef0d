import { auditLevels, underAudit } from '../../across/measurement/small-audit.ts';
import type { Answer } from '../../estimate/answer.ts';
import { column } from '../../expressions/build.ts';
import type { Levels } from '../../inference/wald.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Plans } from './across.ts';

/**
 * For outcomes that rest on audits: a question about one of them is asked at the levels that its audit needs, and its answer is given at those of the study.
 * Other questions are left as they are.
 */
export const measured =
  (plans: Plans): Plans =>
  (protocol) =>
    plannedMeasured(protocol, plans);

function plannedMeasured(protocol: Protocol, plans: Plans): readonly PlannedQuestion[] {
  const audited = protocol.outcomes.filter((o) => o.auditFreedom !== undefined);
  if (audited.length === 0 && !protocol.outcomes.some((o) => o.audit)) return plans(protocol);
  const others = plans(protocol).filter((q) => !countsRows(q) && !audited.some((o) => concerns(q, o)));
  const counted = plans({ ...protocol, outcomes: protocol.outcomes.map(asJudged) }).filter(countsRows);
  return [
    ...others,
    ...counted,
    ...audited.flatMap((o) => plans(alone(o, protocol)).flatMap((q) => (concerns(q, o) && !countsRows(q) ? [answered(q, o, levelsOf(protocol))] : []))),
  ];
}

/** Checks of which units have an outcome: a unit has one when the judge scored it, however the score is then corrected. */
const countsRows = ({ asks }: PlannedQuestion): boolean => asks === 'presence';

function asJudged(o: Outcome): Outcome {
  const [judge] = o.measured?.judges ?? [];
  if (o.audit === undefined || judge === undefined) return o;
  const { ratio, ...kept } = o;
  return { ...kept, name: judge, measure: column(judge) };
}

const levelsOf = ({ analysis }: Protocol): Levels => ({ level: analysis.level, boundsLevel: analysis.guardrailLevel });

/** One outcome, asked at the levels of its audit. */
function alone(outcome: Outcome, protocol: Protocol): Protocol {
  const { level, boundsLevel } = auditLevels(levelsOf(protocol), outcome.auditFreedom!);
  return { ...protocol, outcomes: [outcome], analysis: { ...protocol.analysis, level, guardrailLevel: boundsLevel } };
}

const concerns = ({ options }: PlannedQuestion, { name }: Outcome): boolean => options.outcome === name;

function answered(question: PlannedQuestion, { auditFreedom }: Outcome, levels: Levels): PlannedQuestion {
  return {
    ...question,
    options: question.options.level !== undefined ? { ...question.options, ...levels } : question.options,
    *ask(): Asking<Answer> {
      const answer = yield* question.ask();
      return { ...answer, estimates: answer.estimates.map((e) => underAudit(e, levels, auditFreedom!)) };
    },
  };
}
