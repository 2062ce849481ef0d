import type { Estimate } from '../../../estimate/estimate.ts';
import type { Reason, StudyResult } from '../../../study/result.ts';
import { toleranceText, worthwhileText } from '../../against.ts';
import { bothUnits, printed, printedBound } from '../../format/printed.ts';
import { estimateById, isUnjudged, isUnreadable } from '../../look-up.ts';
import { nameOf } from '../../names.ts';
import { nextStep } from '../../next-step.ts';
import { escaped, list, type Markdown, md, nothing, prose, section, shortName } from '../../text/markdown.ts';

/** What would have to come out otherwise for another decision: each condition with the number that it turns on. */
export function mindPart(result: StudyResult): Markdown {
  const { decision } = result;
  if (isUnreadable(result)) return nothing;
  const judged = ({ estimand: { outcome, contrast } }: Estimate): boolean => !isUnjudged(result, { name: outcome, arm: contrast.treatment });
  const conditions = decision.reasons.filter(
    ({ condition, estimate }) => estimate !== undefined && result.study.launchWhen.includes(condition) && judged(estimateById(result, estimate)),
  );
  const turns = [...conditions.map((reason) => turning(result, reason)), ...guardrailTurns(result)];
  return turns.length === 0 ? nothing : section(md`What would change our mind`, list(turns));
}

/** `resolved improves. This turns if the interval [+1.1, +4.4] reaches 0.` */
function turning(result: StudyResult, { condition, estimate: id, status, says }: Reason): Markdown {
  const estimate = estimateById(result, id!);
  const outcome = result.study.outcomes.find(({ name }) => name === estimate.estimand.outcome);
  const worthwhile = condition === 'primary-worthwhile' && status !== 'violated' && outcome ? worthwhileText(outcome, estimate) : undefined;
  const bar = worthwhile === undefined ? '0' : `${outcome?.better === 'lower' ? '-' : ''}${worthwhile}`;
  const { interval } = printed(estimate, 'short');
  const moved = condition === 'robust-to' ? ' moved against it by what such a cause could do,' : '';
  return escaped(`${says} This turns if the interval, ${interval},${moved} ${status === 'not-met' ? 'lies wholly on the good side of' : 'reaches'} ${bar}.`);
}

function guardrailTurns(result: StudyResult): readonly Markdown[] {
  return result.decision.guardrails.flatMap((guardrail): readonly Markdown[] => {
    if (isUnjudged(result, { name: guardrail.outcome, ...(guardrail.arm !== undefined && { arm: guardrail.arm }) })) return [];
    const estimate = guardrail.estimate === undefined ? undefined : estimateById(result, guardrail.estimate);
    const bound = estimate && printedBound(estimate, guardrail);
    if (!bound) return [];
    const way = guardrail.verdict === 'pass' ? 'passes' : 'comes within';
    const turn = escaped(`turns if its ${bound.side} bound, ${bothUnits(bound)}, ${way} the tolerance of ${toleranceText(guardrail, estimate)}.`);
    return [md`${shortName(nameOf(result, guardrail.outcome))} ${turn}`];
  });
}

/** What to do now. */
export function nextPart(result: StudyResult): Markdown {
  const step = nextStep(result);
  return step === undefined ? nothing : section(md`Next step`, prose(step));
}
