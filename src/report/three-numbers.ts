import type { Estimate } from '../estimate/estimate.ts';
import type { GuardrailVerdict, StudyResult } from '../study/result.ts';
import { againstZero, comparedWith, standing } from './against.ts';
import { bothUnits, missing, printed, printedBound } from './format/printed.ts';
import { estimateById, headlineEstimate, isUnreadable, netValueEstimate, primaryOf, refusalOf } from './look-up.ts';
import { rowName } from './names.ts';
import { type Sign, unitAndPeriod } from './words.ts';

/** One of the three numbers of the banner: what it is, the number, and what it says. */
export interface HeadlineNumber {
  readonly label: string;
  readonly about: string;
  readonly number: string;
  readonly says: string;
  readonly tone: Sign['tone'];
}

const severity: Readonly<Record<GuardrailVerdict['verdict'], number>> = { fail: 0, inconclusive: 1, pass: 2 };

/** How much of its tolerance a guardrail's bound has used; only to choose which one to show. */
function used(result: StudyResult, guardrail: GuardrailVerdict): number {
  const estimate = guardrail.estimate === undefined ? undefined : estimateById(result, guardrail.estimate);
  const bounds = guardrail.relative ? estimate?.relative?.bounds : estimate?.bounds;
  if (!bounds) return Infinity;
  return (guardrail.better === 'lower' ? bounds.high : -bounds.low) / guardrail.tolerance;
}

/** The guardrail to look at first: the worst verdict, and among equals the least room. */
function worstGuardrail(result: StudyResult): GuardrailVerdict | undefined {
  return [...result.decision.guardrails].sort((a, b) => severity[a.verdict] - severity[b.verdict] || used(result, b) - used(result, a))[0];
}

function primaryNumber(result: StudyResult): HeadlineNumber {
  const outcome = primaryOf(result);
  const label = 'Primary effect';
  if (!outcome) return { label, about: '', number: missing, says: 'The study declares no primary outcome.', tone: 'quiet' };
  const estimate = headlineEstimate(result, outcome);
  if (!estimate) return { label, about: rowName(result, outcome.name, outcome.arm).shown, number: missing, says: refusalOf(result, outcome), tone: 'quiet' };
  const text = printed(estimate, 'full', comparedWith(outcome));
  const { word, tone } = standing(result, outcome, estimate);
  return {
    label,
    about: rowName(result, outcome.name, outcome.arm).shown,
    number: printed(estimate, 'short').effect,
    says: `${text.level} interval ${text.intervalInWords}; ${word}.`,
    tone,
  };
}

function guardrailNumber(result: StudyResult): HeadlineNumber {
  const guardrail = worstGuardrail(result);
  const label = result.decision.guardrails.length > 1 ? 'Worst guardrail' : 'Guardrail';
  if (!guardrail) return { label, about: '', number: missing, says: 'The study declares no guardrail.', tone: 'quiet' };
  const about = rowName(result, guardrail.outcome, guardrail.arm).shown;
  if (guardrail.estimate === undefined) return { label, about, number: missing, says: guardrail.says, tone: 'quiet' };
  const estimate: Estimate = estimateById(result, guardrail.estimate);
  const bound = printedBound(estimate, guardrail);
  const text = printed(estimate, 'short');
  const outcome = { name: guardrail.outcome, role: 'guardrail', better: guardrail.better, ...(guardrail.arm !== undefined && { arm: guardrail.arm }) } as const;
  const { word, tone } = standing(result, outcome, estimate);
  return {
    label,
    about,
    number: guardrail.relative ? text.relative : text.effect,
    says: bound ? `${bound.level} ${bound.side} bound ${bothUnits(bound)}; ${word}.` : guardrail.says,
    tone,
  };
}

function netValueNumber(result: StudyResult): HeadlineNumber {
  const estimate = netValueEstimate(result);
  const label = 'Net value';
  const about = `per ${unitAndPeriod(result.study)}`;
  if (!estimate) return { label, about, number: missing, says: 'No outcome of the study carries a value.', tone: 'quiet' };
  const text = printed(estimate);
  const { word, tone } = againstZero(result, estimate);
  return { label, about, number: printed(estimate, 'short').effect, says: `${text.level} interval ${text.intervalInWords}; ${word}.`, tone };
}

/** The primary effect, the worst guardrail and the net value. None of them looks like good or bad news while no number may be read. */
export function threeNumbers(result: StudyResult): readonly HeadlineNumber[] {
  const numbers = [primaryNumber(result), guardrailNumber(result), netValueNumber(result)];
  return isUnreadable(result) ? numbers.map((number) => ({ ...number, tone: 'quiet' })) : numbers;
}
