import { verdicts, vocabularyOf } from '../../protocol/verdicts.ts';
import type { OutcomeWords, StudyResult } from '../../study/result.ts';
import { toleranceText, worthwhileText } from '../against.ts';
import { percent } from '../format/number.ts';
import { guardrailsOf, headlineEstimate } from '../look-up.ts';

/** What the decision does with an outcome, in sentences, by the rule as it was declared. */
export function decidedHow(result: StudyResult, outcome: OutcomeWords): readonly string[] {
  const own = outcome.role === 'primary' ? primaryUse(result, outcome) : outcome.role === 'guardrail' ? guardrailUse(result, outcome) : [];
  const used = [...own, ...netValueUse(result, outcome)];
  return used.length > 0 ? used : ['It is told; the decision does not read it.'];
}

/** The words of the three ends, as the decision says them. */
function endsOf({ decision }: StudyResult): { readonly go: string; readonly wait: string; readonly stop: string } {
  const { go, wait, stop } = vocabularyOf(decision.verdict);
  return { go: verdicts[go].word.toUpperCase(), wait: verdicts[wait].word.toUpperCase(), stop: verdicts[stop].word.toUpperCase() };
}

function primaryUse(result: StudyResult, outcome: OutcomeWords): readonly string[] {
  const { launchWhen, level } = result.study;
  const { go, stop } = endsOf(result);
  const estimate = headlineEstimate(result, outcome);
  const worthwhile = estimate && worthwhileText(outcome, estimate);
  const asked = [
    ...(launchWhen.includes('primary-worthwhile') ? [`beyond the worthwhile effect${worthwhile === undefined ? '' : `, ${worthwhile}`}`] : []),
    ...(launchWhen.includes('primary-positive') ? ['on the good side of zero'] : []),
  ];
  const interval = `its whole ${percent(level)} interval`;
  const needs = asked.length > 0 ? [`${go} needs ${interval} ${asked.join(' and ')}.`] : [];
  return [...needs, `${stop} where ${asked.length > 0 ? 'all of it' : interval} lies on the bad side.`];
}

function guardrailUse(result: StudyResult, outcome: OutcomeWords): readonly string[] {
  const { launchWhen, guardrailLevel, segments = [] } = result.study;
  const { wait, stop } = endsOf(result);
  const guardrail = guardrailsOf(result).find((g) => g.outcome === outcome.name);
  if (!guardrail) return [];
  const tolerance = toleranceText(guardrail, headlineEstimate(result, outcome));
  const open = launchWhen.includes('guardrails-hold')
    ? `${wait} where that cannot be ruled out`
    : 'where that cannot be ruled out it is told, and holds nothing';
  const within = `${wait} too where that is so within a value of ${segments.join(' or ')} alone.`;
  return [
    `${stop} where it is worse by more than ${tolerance}, by a one-sided bound of ${percent(guardrailLevel)}; ${open}.`,
    ...(segments.length > 0 ? [within] : []),
  ];
}

function netValueUse(result: StudyResult, { value }: OutcomeWords): readonly string[] {
  if (value === undefined) return [];
  const { go } = endsOf(result);
  return [result.study.launchWhen.includes('net-value-positive') ? `A part of the net value, which ${go} needs above zero.` : 'A part of the net value.'];
}
