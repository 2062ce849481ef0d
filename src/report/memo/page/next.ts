import type { Estimate } from '../../../estimate/estimate.ts';
import { isAboutLaunch, stanceOf, vocabularyOf } from '../../../protocol/verdicts.ts';
import type { Reason, StudyResult } from '../../../study/result.ts';
import { toleranceText, worthwhileText } from '../../against.ts';
import { printed, printedBound } from '../../format/printed.ts';
import { estimateById, isUnjudged, isUnreadable } from '../../look-up.ts';
import { nameOf } from '../../names.ts';
import { turnsOn } from '../../plainly.ts';
import { code, escaped, joined, list, type Markdown, md, nothing, section, shortName } from '../../text/markdown.ts';

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
  return escaped(`${says} This turns if the interval, ${interval}, ${status === 'not-met' ? 'lies wholly on the good side of' : 'reaches'} ${bar}.`);
}

function guardrailTurns(result: StudyResult): readonly Markdown[] {
  return result.decision.guardrails.flatMap((guardrail): readonly Markdown[] => {
    if (isUnjudged(result, { name: guardrail.outcome, ...(guardrail.arm !== undefined && { arm: guardrail.arm }) })) return [];
    const estimate = guardrail.estimate === undefined ? undefined : estimateById(result, guardrail.estimate);
    const bound = estimate && printedBound(estimate, guardrail);
    if (!bound) return [];
    const way = guardrail.verdict === 'pass' ? 'passes' : 'comes within';
    const turn = escaped(`turns if its ${bound.side} bound, ${bound.text}, ${way} the tolerance of ${toleranceText(guardrail, estimate)}.`);
    return [md`${shortName(nameOf(result, guardrail.outcome))} ${turn}`];
  });
}

/** What to do now, by what was decided. */
export function nextPart(result: StudyResult): Markdown {
  const { decision, study } = result;
  const stance = stanceOf(decision.verdict);
  const launches = isAboutLaunch(vocabularyOf(decision.verdict));
  // What keeps it waiting says itself what to do, above.
  if (stance === 'wait' && turnsOn(result)?.mend !== undefined) return nothing;
  if (stance === 'go' && launches) return section(md`Next step`, md`Launch, and watch. ${watched(result)}`);
  if (stance === 'go') return section(md`Next step`, md`Try it on units of real use, by a randomized rollout.`);
  if (stance === 'stop')
    return section(md`Next step`, escaped(launches ? 'Leave things as they are, and find out what got worse.' : 'Keep the one that is there.'));
  const early = decision.reasons.find(({ condition }) => condition === 'early-look');
  if (early && study.plannedUnits !== undefined) return section(md`Next step`, md`Go on until all planned units are in, and decide then.`);
  return section(md`Next step`, md`Collect more units, or a sharper outcome: ${code('estimand power')} says how many it takes.`);
}

/** What the study declares, and nothing where it declares nothing. */
function watched({ study }: StudyResult): Markdown {
  const declared = Object.entries(study.monitoring).map(([what, value]) => escaped(`${what}: ${value}`));
  return declared.length > 0
    ? md`Declared for that: ${joined(declared, ', ')}.`
    : md`The study declares nothing for that: add ${code('monitoring')} to the study file.`;
}
